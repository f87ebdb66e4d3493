"""Organisations that may be one: found by what they share, and no more once somebody has judged."""

from pathlib import Path
from typing import Any

import pytest

from builders import City, a_city, an_organisation
from koubo.people.duplicates import Pair, Reason, all_duplicates, keep_apart, likely_duplicates
from koubo.people.models import Membership
from koubo.people.rules import MemberRole, NotAllowed
from koubo.storage.database import Database
from koubo.storage.files import FileStore

NUMBER = "2000012100001"
PLAIN = {"phone": "", "representative": ""}


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def add(city: City, name: str, *, member: str = "", **more: Any) -> int:
    with city.uow() as uow, uow.writing() as write:
        row = an_organisation(name=name, **{**PLAIN, **more})
        write.session.add(row)
        write.session.flush()
        if member:
            write.session.add(
                Membership(
                    organisation_id=row.id,
                    person_id=city.ids[member],
                    role=MemberRole.EDITOR,
                )
            )
        return row.id


def likely(city: City, organisation_id: int) -> dict[int, tuple[Reason, ...]]:
    with city.uow() as uow, city.database.statements() as said:
        found = likely_duplicates(uow.session, organisation_id)
    assert len(said) <= 2
    return {one.other.id: one.reasons for one in found}


def everything(city: City, after: tuple[int, int] = (2, 0), **more: Any) -> list[Pair]:
    """Give all pairs but the builders' own two organisations, which share a representative."""
    with city.uow() as uow, city.database.statements() as said:
        found = all_duplicates(uow.session, city.actor("officer"), after=after, **more)
    assert len(said) <= 2 + 2  # two of them find out who asks
    return found


def test_each_thing_that_two_share_is_a_reason(city: City) -> None:
    mine = add(
        city,
        "NPO法人みずたま防災クラブ",
        corporate_number=NUMBER,
        phone="086-426-3111",
        representative="水玉 花子",
        member="reviewer_a",
    )
    named = add(city, "ミズタマ防災くらぶ（特非）")
    numbered = add(city, "別の名前", corporate_number=NUMBER)
    called = add(city, "やまの会", phone="(086)4263111")
    led = add(city, "みずたま見守り隊", representative="水玉花子")
    joined = add(city, "かわの会", member="reviewer_a")
    add(city, "ひだまり", representative="水玉 花子")
    add(city, "・・・")
    add(city, "！！！")

    assert likely(city, mine) == {
        named: (Reason.NAME,),
        numbered: (Reason.NUMBER,),
        called: (Reason.PHONE,),
        led: (Reason.REPRESENTATIVE,),
        joined: (Reason.MEMBER,),
    }
    assert likely(city, led) == {mine: (Reason.REPRESENTATIVE,)}


def test_all_pairs_are_listed_once_by_key(city: City) -> None:
    first, second, third = (add(city, name) for name in ("みらい", "㈱みらい", "ミライ"))
    pairs = [(one.one.id, one.other.id) for one in everything(city)]
    beyond = everything(city, after=(first, second))

    assert pairs == [(first, second), (first, third), (second, third)]
    assert [(one.one.id, one.other.id) for one in beyond] == pairs[1:]
    assert [one.because for one in everything(city, limit=1)] == [
        "団体名が同じ（書き方と法人格の違いを除く）"
    ]
    with city.uow() as uow, pytest.raises(NotAllowed):
        all_duplicates(uow.session, city.actor("applicant"))


def test_a_pair_that_somebody_told_apart_is_shown_no_more(city: City) -> None:
    first, second = add(city, "みらい"), add(city, "ミライ")
    for one, other in ((second, first), (first, second)):
        with city.uow(person="officer") as uow:
            keep_apart(uow, city.actor("officer"), one, other, reason="電話で確かめた")

    assert (everything(city), likely(city, first), likely(city, second)) == ([], {}, {})
