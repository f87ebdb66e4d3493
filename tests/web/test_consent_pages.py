"""The consents of those who join, through the pages of the applicant, the partner and the officer."""

from datetime import datetime

import pytest
from sqlalchemy import select

from akita_builders import PROPOSALS_END, a_call_of
from journeys.forms import Visitor
from journeys.other_cities import file_it, money, write
from journeys.people import Person, day
from koubo.applications.models import Application
from koubo.storage.outbox import Mail
from web.browser import link_in
from web.test_precheck import rows
from web.town import Town

WRITTEN = {
    "project_name": "里と川の教室",
    "issue": "自然に親しむ機会が減った。",
    "plan": "月に1回、里と川で学ぶ。",
    "afterwards": "会費で続ける。",
    "partners-rows-0-name": "里山の会",
    **money([("報償費", "講師", "100,000")], [("requested_grant", "", "100,000")]),
}


@pytest.fixture
def someone(town: Town) -> Person:
    """Give the applicant on the last page before handing in, with one partner named."""
    town.clock.moment = PROPOSALS_END.replace(day=10)
    call_id = a_call_of(town.city, "komoro", moments={})
    found = Person(town, "applicant")
    found.open(f"/calls/{call_id}").follow("応募を始める", within="main")
    found.press("この内容で始める", {"course_id": "komoro.main"})
    return write(found, WRITTEN)


def link_of(town: Town) -> str:
    with town.city.uow() as uow:
        mail = uow.session.scalars(
            select(Mail).where(Mail.address == "sato@example.jp").order_by(Mail.id.desc())
        ).first()
        assert mail is not None
        return link_in(mail)


def test_the_partner_answers_by_its_link_and_only_then_it_is_filed(
    town: Town, someone: Person
) -> None:
    someone.says("「里山の会」の同意がまだありません")
    check = someone.path
    someone.follow("同意をお願いする・確かめる").says("まだお願いしていません")
    someone.press("同意をお願いするメールを送る", {"address": "里山"}, code=422)
    someone.says("メールアドレスの形で入力してください")
    assert someone.value("address") == "里山"
    someone.press("同意をお願いするメールを送る", {"address": "sato@example.jp"})
    someone.says("同意のお願いのメールを送ります。", "返事待ち", "sato@example.jp")

    partner = Visitor(town.app.test_client())
    before = rows(town)
    partner.open(link_of(town))
    partner.says("organisationの会", "里と川の教室", "里山の会", "同意していただくこと")
    assert rows(town) == before  # reading is no answer
    partner.press("同意する", {"answered_by": "里山 太郎"}, code=422)
    assert partner.value("answered_by") == "里山 太郎"
    partner.press("同意する", {"answered_title": "会長"}).says("いまの答え：同意", "里山 太郎")

    someone.open(check).says("里山の会", "同意")
    file_it(someone).says("企画提案書を受け付けました")
    partner.open(link_of(town)).says("いまは答えを変えられません。")

    with town.city.uow() as uow:
        application_id = uow.session.scalars(select(Application.id)).one()
    officer = Person(town, "officer").open(f"/officer/applications/{application_id}")
    officer.says("一緒に行う団体の同意", "里山の会", "会長里山太郎", "メールのリンクから")


def test_a_signed_paper_stands_in_place_of_the_link(town: Town, someone: Person) -> None:
    check = someone.path
    someone.follow("同意をお願いする・確かめる")
    paper = {"attachment": someone.page.select("main [name=attachment] option")[1]["value"]}
    signed = datetime(2025, 11, 8).date()
    someone.press("紙での同意を記録する", {**paper, **day("signed_on", signed)}, code=422)
    assert len(someone.errors) == 2
    someone.press("紙での同意を記録する", {"answered_by": "里山 太郎", "answered_title": "会長"})
    someone.says("署名のある書類で記録しました", "令和7年11月8日")

    file_it(someone.open(check)).says("企画提案書を受け付けました")


def test_a_link_that_works_no_more_says_what_to_do(town: Town) -> None:
    visitor = Visitor(town.app.test_client())
    answer = visitor.client.get(f"/consents/{'x' * 43}")

    assert (answer.status_code, "このリンクは使えません" in answer.text) == (404, True)
