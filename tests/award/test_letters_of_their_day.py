"""Letters bear the names, numbers and years of their own day, whenever they are printed again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from award.every_letter import every_letter
from award.test_letters import text_of
from award_builders import press
from builders import City, a_city
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.notices.letters import letters_of, notice_letter
from koubo.award.rules import DecisionKind, Outcome
from koubo.people.models import Organisation, Post
from koubo.problems import Refused
from koubo.schemes.letters import LetterKind
from koubo.storage.database import Database
from koubo.storage.files import FileStore

LAST_DAY, FIRST_DAY = date(2027, 3, 31), date(2027, 4, 1)


@pytest.fixture
def city(sqlite_template: Path, tmp_path: Path) -> Iterator[City]:
    database = Database(f"sqlite:///{tmp_path / 'koubo.db'}")
    (tmp_path / "koubo.db").write_bytes(sqlite_template.read_bytes())
    yield a_city(database, FileStore(tmp_path / "files"))
    database.close()


def test_the_names_change_on_the_first_of_april_and_yesterdays_letters_do_not(city: City) -> None:
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    issued = press().letter(made[LetterKind.GRANTED].letter)
    with city.uow() as uow, uow.writing() as write:
        post = write.session.scalars(select(Post)).one()
        post.to_on = LAST_DAY
        successor = Post(
            title="倉敷市長", holder="後任 次郎", signs_letters=True, from_on=FIRST_DAY
        )
        write.session.add(successor)

    signed = {}
    for day in (LAST_DAY, FIRST_DAY):
        with city.uow() as uow, uow.writing() as write:
            write.session.get_one(
                Decision, made[LetterKind.SETTLED].line.decision_id
            ).issued_on = day
        with city.uow() as uow:
            decision = uow.session.get_one(Decision, made[LetterKind.SETTLED].line.decision_id)
            [one] = letters_of(uow.session, city.catalog, decision, draft=False)
            signed[day] = one.letter.sender

    assert signed == {LAST_DAY: ("倉敷市長　倉敷 太郎",), FIRST_DAY: ("倉敷市長　後任 次郎",)}
    with city.uow() as uow:
        notice = uow.session.scalars(select(Notice)).one()
        again = press().letter(notice_letter(notice))
    assert again == issued
    assert "倉敷 太郎" in text_of(again)


def test_before_the_kessai_a_draft_has_neither_number_nor_day_and_nothing_is_final(
    city: City,
) -> None:
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    key = made[LetterKind.SETTLED].line.decision_id
    with city.uow() as uow, uow.writing() as write:
        decision = write.session.get_one(Decision, key)
        decision.issued_on = decision.kessai_on = None
        decision.document_number = decision.kessai_number = ""

    with city.uow() as uow:
        decision = uow.session.get_one(Decision, key)
        [draft] = letters_of(uow.session, city.catalog, decision, draft=True)
        with pytest.raises(Refused, match="決裁の結果"):
            letters_of(uow.session, city.catalog, decision, draft=False)

    assert (draft.letter.issued_on, draft.letter.document_number) == (None, "")
    assert draft.letter.dated == "令和　　年　　月　　日"
    assert "第" in text_of(press().letter(draft.letter))


def test_a_revocation_names_the_number_that_the_grants_own_letter_bore(city: City) -> None:
    """One 決裁 of many letters gives each a branch; the decision alone knows only the stem."""
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    with city.uow() as uow, uow.writing() as write:
        write.session.scalars(select(Notice)).one().document_number = "市協第5-2号"

    with city.uow() as uow:
        decision = uow.session.get_one(Decision, made[LetterKind.REVOKED].line.decision_id)
        [one] = letters_of(uow.session, city.catalog, decision, draft=False)

    assert one.letter.opening.startswith("令和8年5月1日付け市協第5-2号で通知した")


def test_a_later_years_award_is_told_with_its_own_year_and_its_own_day_of_report(
    city: City,
) -> None:
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    with city.uow() as uow, uow.writing() as write:
        write.session.scalars(select(Award)).one().fiscal_year = 2027

    with city.uow() as uow:
        decision = uow.session.get_one(Decision, made[LetterKind.GRANTED].line.decision_id)
        [one] = letters_of(uow.session, city.catalog, decision, draft=True)

    values = dict(one.letter.values)
    assert (values["fiscal_year"], values["report_due"]) == ("令和9年度", "令和10年4月30日")


def test_a_runner_up_without_an_offer_reads_of_none_and_a_group_without_a_person_is_one(
    city: City,
) -> None:
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    with city.uow() as uow, uow.writing() as write:
        organisation = write.session.get_one(Organisation, city.ids["organisation"])
        organisation.representative = organisation.representative_title = ""
        second = write.session.get_one(DecisionLine, made[LetterKind.RUNNER_UP].line.id)
        second.amount, second.offered_until, second.reason = 0, None, ""
        amended = write.session.get_one(DecisionLine, made[LetterKind.AMENDED].line.id)
        amended.before, amended.amount = None, 103_000

    told = {}
    for kind in (LetterKind.RUNNER_UP, LetterKind.AMENDED):
        with city.uow() as uow:
            decision = uow.session.get_one(Decision, made[kind].line.decision_id)
            [one] = letters_of(uow.session, city.catalog, decision, draft=False)
            told[kind] = one.letter

    assert told[LetterKind.RUNNER_UP].addressee[1:] == (
        f"{made[LetterKind.RUNNER_UP].letter.addressee[1]}　御中",
    )
    # Who is offered nothing is not told of an amount and a day that there are not.
    assert told[LetterKind.RUNNER_UP].items[3:] == ()
    assert [value for _, value in told[LetterKind.AMENDED].items[3:]] == [
        "金103,000円",
        "金103,000円",
    ]


def test_money_to_be_returned_is_told_with_its_last_day(city: City) -> None:
    made = {one.kind: one for one in every_letter(city, "kurashiki")}
    line_id = made[LetterKind.SETTLED].line.id
    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(DecisionLine, line_id).repay_by = date(2027, 5, 31)

    with city.uow() as uow:
        line = uow.session.get_one(DecisionLine, line_id)
        decision = uow.session.get_one(Decision, line.decision_id)
        [one] = letters_of(uow.session, city.catalog, decision, draft=False)

    assert line.outcome is Outcome.SETTLED
    assert decision.kind is DecisionKind.SETTLEMENT
    assert one.letter.items[-1] == ("差引", "令和9年5月31日までに金8,766円を返還してください")
    assert replace(one.letter, items=()).seal is one.letter.seal
