"""本巣市の公開審査: a panel that judges without money, one of it kept out."""

from journeys.deciding import letter
from journeys.other_cities import Journey, file_it, write
from journeys.other_cities_later import conclude, judge, seat
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award
from web.pages import count
from web.town import Town

COURSE = "motosu.main"
FIRST, SECOND = "柿の木の下の読書会", "根尾川の学校"


def test_a_last_stage_without_money_is_concluded_decided_and_told(town: Town) -> None:
    journey = Journey(town, "見本2 公開審査（本巣市）")
    journey.open_call()
    for applicant, project in (("applicant", FIRST), ("stranger", SECOND)):
        someone = journey.start(applicant, COURSE)
        file_it(write(someone, {"project_name": project, "plan": "月に1回開く。"}))
        journey.accept(project)

    judge(seat(journey), "public_review", {FIRST: 8, SECOND: 6}, recused="reviewer_a")
    officer = conclude(journey, "公開審査", "除斥・回避", FIRST, SECOND)
    assert ("答申額の合計" in officer.text, "0円" in officer.text) == (False, False)
    officer = journey.decide(FIRST, SECOND, "審査会の結論")
    officer.open(f"/officer/calls/{journey.call_id}").says("結果の通知が済みました。")

    assert journey.states() == [ApplicationState.SELECTED, ApplicationState.SELECTED]
    assert count(town, Award) == 0
    someone = journey.who("applicant")
    assert someone.todos == []
    someone.follow(FIRST).says("採択されました。", "通知書")
    told = letter(someone.follow("通知書", within="nav").fetch("結果通知書（採択）"))
    assert "採択することに決定したので通知します" in told
    assert FIRST in told
