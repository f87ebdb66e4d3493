"""Drafts of letters carry what is still to be confirmed; issued ones are printed again alike."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from award_builders import DECIDED, a_staffed_city, draft_selection, press, recommend, release
from builders import City, a_call, an_accepted_application, version_of
from grant_builders import a_granted_award
from koubo.applications.actions.representing import change_representative
from koubo.applications.models import Snapshot
from koubo.award.models import Decision, Notice
from koubo.award.notices.letters import letters_of, notice_letter
from koubo.award.policy import load_notice
from koubo.calendar import JST
from koubo.people.models import Organisation, Post
from koubo.problems import NotFound, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def a_drafted_selection(city: City) -> int:
    call_id = a_call(city)
    application_id = an_accepted_application(city, call_id)
    recommend(city, call_id, {application_id: 103_000})
    return draft_selection(city, call_id)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_draft_says_what_is_to_be_confirmed(city: City) -> None:
    decision_id = a_drafted_selection(city)

    with city.uow(DECIDED) as uow:
        decision = uow.session.get_one(Decision, decision_id)
        [line] = letters_of(uow.session, city.catalog, decision, draft=True)

    assert line.letter.draft is True
    assert line.letter.to_confirm == (
        "様式の番号と条は公表資料で確認できていない",
        "公印を押すか省略するかは公表資料で確認できていない",
        "要綱の正式な名称と条番号は公表資料で確認できていない",
    )
    assert line.letter.working == ()
    assert line.letter.conditions == (
        "この採択は、令和8年度の予算が市議会で議決されることを条件とします。",
        "広報は市と一緒に行うこと。",
    )
    assert "案" in text_of(press().letter(line.letter))


def test_without_a_signing_post_a_draft_says_so_and_nothing_is_issued(city: City) -> None:
    decision_id = a_drafted_selection(city)
    with city.uow() as uow, uow.writing() as write:
        write.session.scalars(select(Post)).one().signs_letters = False

    with city.uow(DECIDED) as uow:
        decision = uow.session.get_one(Decision, decision_id)
        [line] = letters_of(uow.session, city.catalog, decision, draft=True)
    assert line.letter.to_confirm[0] == "施行日に通知書へ名前の載る職が登録されていません"
    with pytest.raises(Refused, match="職を登録してください"):
        release(city, decision_id, now=DECIDED)


def test_a_name_that_cannot_be_printed_stops_the_release(city: City) -> None:
    decision_id = a_drafted_selection(city)
    with city.uow() as uow, uow.writing() as write:
        snapshot = write.session.scalars(select(Snapshot)).one()
        snapshot.applicant = {**snapshot.applicant, "name": "𐎀会"}

    with pytest.raises(Refused, match="印字できない文字"):
        release(city, decision_id, now=DECIDED)


def test_an_issued_letter_is_printed_again_to_the_byte(city: City) -> None:
    a_granted_award(city)

    with city.uow() as uow:
        notice = uow.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        first, again = (press().letter(notice_letter(notice)) for _ in range(2))

    assert first == again
    assert "金103,000円" in text_of(first)


def test_a_letter_is_its_organisations_and_staffs_own(city: City) -> None:
    a_granted_award(city)

    with city.uow() as uow:
        notice_id = uow.session.scalars(select(Notice.id)).first()
        assert notice_id is not None
        for person in ("applicant", "officer", "releaser"):
            assert load_notice(uow.session, city.actor(person), notice_id).id == notice_id
        for person in ("stranger", "reviewer_a", "department_person"):
            with pytest.raises(NotFound):
                load_notice(uow.session, city.actor(person), notice_id)


def test_a_letter_bears_the_representative_of_its_own_day(city: City) -> None:
    """Filed under 水玉 花子; the decision is of a day after 倉敷 一郎 took office."""
    decision_id = a_drafted_selection(city)
    organisation = city.ids["organisation"]

    def addressed_to() -> str:
        with city.uow(DECIDED) as uow:
            decision = uow.session.get_one(Decision, decision_id)
            [line] = letters_of(uow.session, city.catalog, decision, draft=True)
            return line.letter.addressee[2]

    def change(name: str, from_on: date) -> None:
        version = version_of(city, Organisation, organisation)
        typed = {"title": "会長", "name": name, "from_on": from_on.isoformat()}
        moment = DECIDED + timedelta(days=60)
        with city.uow(moment, "applicant") as uow:
            actor = city.actor("applicant", moment)
            change_representative(uow, actor, organisation, typed=typed, version=version)

    issued_on = DECIDED.astimezone(JST).date()
    assert addressed_to() == "代表　水玉 花子　様"
    change("倉敷 一郎", issued_on)
    assert addressed_to() == "会長　倉敷 一郎　様"
    change("倉敷 二郎", issued_on + timedelta(days=1))
    assert addressed_to() == "会長　倉敷 一郎　様"
    with city.uow() as uow:
        snapshot = uow.session.scalars(select(Snapshot)).one()
        assert snapshot.applicant["representative"] == "水玉 花子"
