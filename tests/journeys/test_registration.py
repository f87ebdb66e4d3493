"""よこはま夢ファンドの団体登録: neither money nor a panel; the staff's check is what decides."""

from datetime import datetime

from journeys.deciding import letter
from journeys.other_cities import CHECKED, DECIDED, Journey, file_it, write
from journeys.people import Person
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award
from koubo.calendar import JST
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from web.pages import count
from web.town import Town

COURSE = "yokohama_yumefund.registration"
PROJECT = "外国につながる子どもの勉強を助ける活動"
CONTROL_LAW = "無差別大量殺人行為を行った団体の規制に関する法律の処分を受けていない"
FINISHED = datetime(2026, 3, 10, 10, 0, tzinfo=JST)
ANSWERS = {
    "npo": "はい",
    "office_in_city": "はい",
    "active_in_city": "はい",
    "npo_costs_half": "はい",
    "pledge": "はい",
    "project_name": PROJECT,
    "purpose": "子どもの学びを支える。",
    "activities": "週に2回の教室を開いた。",
}
MONEY = ("補助", "予算額", "予算が", "円", "交付", "申請額", "内定額", "審査会", "答申")
"""Words that no page of a scheme with neither money nor a panel says of itself."""


def says_no_money(person: Person) -> Person:
    """Require that a page speaks neither of money nor of a panel."""
    assert [word for word in MONEY if word in person.text] == [], person.text
    return person


def test_a_registration_is_decided_by_the_check_alone(town: Town) -> None:
    journey = Journey(town, "よこはま夢ファンド 団体登録")
    says_no_money(journey.open_call())
    someone = journey.start("applicant", COURSE)
    someone.open(f"/calls/{journey.call_id}").says("この募集で出るお金はありません。")
    someone.home().do("登録申請書を仕上げて提出する")
    file_it(write(someone, ANSWERS)).says("登録申請書を受け付けました")
    says_no_money(someone)
    says_no_money(journey.accept(PROJECT, CONTROL_LAW))
    applications = f"/officer/calls/{journey.call_id}/applications"
    for path in (applications, f"/officer/calls/{journey.call_id}"):
        officer = journey.at(CHECKED).who("officer").open(path)
        officer.says("受理")

    officer = journey.decide(
        "受理した応募を採択として入れてあります。", "審査の段階がないコースです"
    )
    released = says_no_money(officer.open(f"/officer/calls/{journey.call_id}"))
    released.says("結果の通知が済みました。")

    someone = journey.at(DECIDED).who("applicant")
    assert someone.todos == []
    says_no_money(someone.follow(PROJECT)).says("採択", "市からの通知書をご覧ください。")
    told = letter(someone.follow("通知書", within="nav").fetch("団体登録通知書"))
    assert "登録したので通知します" in told
    assert journey.states() == [ApplicationState.SELECTED]
    assert count(town, Award) == 0


def test_its_call_can_be_finished(town: Town) -> None:
    journey = a_registered_group(town)

    officer = journey.at(FINISHED).who("officer").open(f"/officer/calls/{journey.call_id}")
    says_no_money(officer.follow("募集を終える")).press("募集を終える")

    officer.says("募集を終えました。")
    with town.city.uow() as uow:
        call = uow.session.get_one(Call, journey.call_id)
        assert (call.state, call.budget, call.voted_on) == (CallState.FINISHED, 0, None)
    assert officer.home().todos == []
    assert journey.who("applicant").todos == []


def test_no_selection_is_drafted_while_the_call_takes_filings(town: Town) -> None:
    journey = Journey(town, "よこはま夢ファンド 団体登録")
    journey.open_call()
    file_it(write(journey.start("applicant", COURSE), ANSWERS))

    officer = journey.who("officer")
    answer = officer.client.get(f"/officer/calls/{journey.call_id}/decisions/selection")

    assert answer.status_code == 409
    assert "募集の受付が続いています" in answer.text


def a_registered_group(town: Town) -> Journey:
    """Take one group from the call to its registration."""
    journey = Journey(town, "よこはま夢ファンド 団体登録")
    journey.open_call()
    file_it(write(journey.start("applicant", COURSE), ANSWERS))
    journey.accept(PROJECT, CONTROL_LAW)
    journey.decide()
    return journey
