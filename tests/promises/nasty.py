"""A town in which everything is called as long as it may be, and nothing that may be left out is there.

Written straight into the tables: what came in through other doors has to be shown too. Nothing that
a rule reads is touched, only what people read.
"""

from typing import Any

from sqlalchemy import Connection, String, Table, select, update

from koubo.storage.base import Base
from promises.watched_city import Watched

NAME = "特定非営利活動法人倉敷美観地区歴史的町並保存活用推進市民協働連絡協議会水島玉島児島支部"
"""Forty characters without a place to break a line at for who reads words."""
LATIN = "TheInternationalFederationOfKurashikiCitizens" * 2
ADDRESS = "岡山県倉敷市西中新田６４０番地　" + "倉敷市役所本庁舎" * 8 + "１０階"
URL = (
    "https://www.city.kurashiki.example.jp/shimin/" + "0123456789abcdef" * 10 + "?page=1&from=nasty"
)
MAIL = "hanako.the.secretary.of.the.federation{}@mail.kurashiki.example.jp"
FILE = "令和８年度市民企画提案事業提案書の最終版の修正版の本当に最後の版" * 3 + ".pdf"

LONG: dict[str, dict[str, str]] = {
    "organisation": {"name": NAME, "kana": "", "address": ADDRESS, "representative": NAME[:30]},
    "person": {"name": NAME[:39], "phone": "", "email": MAIL},
    "department": {"name": NAME + "{}"},
    "representative_term": {"name": NAME[:30], "title": NAME[:40]},
    "roster_entry": {"name": NAME[:30], "kana": "", "position": NAME[:40], "address": ADDRESS},
    "call": {"title": NAME * 2},
    "theme": {"title": LATIN[:60], "issue": URL, "wish": URL, "city_part": NAME * 5},
    "application": {"project_name": NAME + LATIN},
    "panel_member": {"affiliation": LATIN, "kana": ""},
    "project_contact": {"name": LATIN, "email": LATIN + "@example.jp"},
    "opinion": {"note": URL},
    "contact": {"with_whom": LATIN, "text": URL},
    "recommendation_line": {"conditions": URL, "remarks": URL, "comment": URL},
    "recommendation": {"remarks": URL},
    "review": {"comment": URL},
    "score_cell": {"reason": URL},
    "review_note": {"text": URL},
    "attachment": {"name": FILE},
    "agreement": {"title": LATIN, "group_part": URL},
    "amendment": {"reason": URL, "remark": URL},
    "claim": {"purpose": URL},
    "decision_line": {"reason": URL, "conditions": URL},
    "expense": {"payee": LATIN, "what": URL},
    "goal": {"text": URL, "measure": LATIN},
    "evaluation_sheet": {"comment": URL, "private": URL},
    "partner_consent": {"name": LATIN, "address": MAIL},
    "presentation_day": {"place": NAME + LATIN},
    "presentation_slot": {"title": LATIN},
    "notice": {"title": LATIN},
    "mail": {"subject": NAME + LATIN, "body": URL},
    "past_award": {"source": LATIN},
    "conflict_sign": {"message": URL, "explained": URL},
}
NUMBER = "{}"
"""Where two may not be called the same."""
ANSWERED = (("snapshot", "answers"), ("filing", "draft"))


def make_nasty(watched: Watched) -> None:
    """Rename everything in a town that is full."""
    tables = Base.metadata.tables
    with watched.town.city.database.engine.begin() as connection:
        for name, columns in LONG.items():
            for column, text in columns.items():
                _rename(connection, tables[name], column, text)
        for name, column in ANSWERED:
            table = tables[name]
            kept = connection.execute(select(table.c.id, table.c[column])).all()
            for number, answers in kept:
                worse = {column: _worse(answers)}
                connection.execute(update(table).where(table.c.id == number).values(worse))


def _rename(connection: Connection, table: Table, column: str, text: str) -> None:
    """Write a text into every row that has one; what is not there stays away: rules read that."""
    place = table.c[column]
    most = place.type.length if isinstance(place.type, String) else None
    there = (place.is_not(None), place != "")
    if NUMBER not in text:
        connection.execute(update(table).where(*there).values({column: text[:most]}))
        return
    for number in connection.scalars(select(table.c.id).where(*there)).all():
        own = {column: text.replace(NUMBER, str(number))[:most]}
        connection.execute(update(table).where(table.c.id == number).values(own))


def _worse(answer: Any) -> Any:
    """Give an answer with every longer text of it made one unbroken address."""
    if isinstance(answer, dict):
        return {name: _worse(one) for name, one in answer.items()}
    if isinstance(answer, list):
        return [_worse(one) for one in answer]
    is_prose = isinstance(answer, str) and len(answer) > 12 and not answer.isascii()
    return URL if is_prose else answer
