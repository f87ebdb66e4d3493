"""From the panel to the settlement, alike whichever city's scheme a call opens."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from journeys.deciding import kessai, release
from journeys.granting import accept_report
from journeys.other_cities import REVIEWERS, Journey, file_it, write
from journeys.people import Person, day
from koubo.applications.models import Application
from koubo.award.models import Award
from koubo.calendar import JST
from koubo.review.actions.sheets import hand_in_sheet
from koubo.review.selection.values import Cell, CellState
from review.rounds import Round

CONCLUDED = datetime(2026, 1, 20, 16, 0, tzinfo=JST)
VOTED = datetime(2026, 3, 24, 15, 0, tzinfo=JST)
APPLIED = datetime(2026, 4, 2, 20, 0, tzinfo=JST)
GRANTED = datetime(2026, 4, 8, 10, 0, tzinfo=JST)
HALFWAY = datetime(2026, 10, 25, 20, 0, tzinfo=JST)
REPORTED = datetime(2027, 3, 10, 21, 0, tzinfo=JST)
SETTLED = datetime(2027, 3, 24, 10, 0, tzinfo=JST)


def seat(journey: Journey) -> Round:
    """Seat three reviewers, by the verb without the pages."""
    round_ = Round(journey.town.city, journey.call_id)
    for person in REVIEWERS:
        round_.seat(person)
    return round_


def judge(round_: Round, stage: str, points: Mapping[str, int], *, recused: str = "") -> None:
    """Let the panel score all that came to a stage, by the verbs without the pages.

    :param points: by project, the same for each criterion
    :param recused: the reviewer who declares a conflict with the first application
    """
    round_.start(stage)
    projects = [row.application for row in round_.board(stage).rows]
    round_.applications = sorted(one.id for one in projects)
    names = {one.id: one.project for one in projects}
    criteria = [one.id for one in round_.board(stage).stage.criteria]
    for person in REVIEWERS:
        kept_out = {"a0": "役員をしています。"} if person == recused else {}
        round_.declare(person, stage, **kept_out)
        for place, application_id in enumerate(round_.applications):
            if kept_out and place == 0:
                continue
            cell = Cell(CellState.VALUE, points[names[application_id]], "理由")
            review = round_.review(person, application_id, stage)
            version = round_.save(person, review, dict.fromkeys(criteria, cell))
            round_.by(person, hand_in_sheet, review.id, version=version)


def conclude(journey: Journey, title: str, *words: str) -> Person:
    """Record on the board what was computed as the panel's own conclusion."""
    officer = journey.at(CONCLUDED).who("officer")
    officer.do(f"{title}の結論を記録する").says(*words)
    officer.follow("審査会の結論を記録する")
    officer.press("確認へ進む", day("concluded_on", CONCLUDED.date()))
    officer.press("この内容で記録する").says("結論を記録しました。")
    return officer


def vote(journey: Journey, budget: str) -> None:
    """Record the vote of the budget."""
    officer = journey.at(VOTED).who("officer").open(f"/officer/calls/{journey.call_id}")
    officer.follow("議決を記録する")
    officer.press("記録する", {**day("voted_on", VOTED.date()), "budget": budget})


def apply(journey: Journey, applicant: str, form: str, answers: Mapping[str, str]) -> Person:
    """Hand in the document that asks for the money, which begins with what was proposed."""
    someone = journey.at(APPLIED).who(applicant)
    someone.do(f"{form}を提出する").do(f"{form}を提出する").says(f"{form}を作る")
    someone.press("下書きを作る")
    return file_it(write(someone, answers)).says(f"{form}を受け付けました")


def grant(journey: Journey, project: str, amount: str, *checks: str) -> Person:
    """Accept what was handed in, and grant it."""
    officer = journey.at(GRANTED).who("officer")
    officer.do("交付申請書を確認して受理する：1件").follow_row(project).says(*checks)
    officer.follow("受理の確認へ進む").press("受理する")
    officer.home().do("交付決定を起案する：1件").says(project, amount)
    officer.press("起案する", kessai("市活第60号", GRANTED.date()))
    release(journey.town, "交付決定")
    return officer


def report_halfway(journey: Journey, applicant: str, form: str, answers: Mapping[str, str]) -> None:
    """Hand in the interim report, and have it accepted; it moves no money."""
    someone = journey.at(HALFWAY).who(applicant)
    someone.do(f"{form}を提出する").press("下書きを作る")
    file_it(write(someone, answers)).says(f"{form}を受け付けました")
    officer = journey.who("officer")
    officer.do("中間報告書を確認して受理する：1件").follow_row(form)
    officer.follow("受理の確認へ進む").press("受理する").says("書類を受理しました。")
    assert [one for one in journey.who(applicant).todos if form in one] == []


def report(journey: Journey, applicant: str, answers: Mapping[str, str]) -> Person:
    """Hand in the report, with the receipts."""
    someone = journey.at(REPORTED).who(applicant)
    someone.do("実績報告書を提出する").do("実績報告書を提出する").press("下書きを作る")
    return file_it(write(someone, answers))


def settle(journey: Journey, project: str, amount: str, *words: str) -> Person:
    """Accept the report, and fix the sum."""
    officer = journey.at(SETTLED).who("officer")
    officer.do("実績報告書を確認して受理する：1件").follow_row(project)
    officer.follow("実績を確かめて受理する").says(amount, *words)
    accept_report(officer)
    officer.home().do("額の確定を起案する：1件").says(amount)
    officer.press("起案する", kessai("市活第12号", SETTLED.date()))
    release(journey.town, "額の確定")
    return officer


def sums(journey: Journey) -> list[tuple[int | None, int | None, int | None]]:
    """Give adopted, awarded and settled of each award of the call (円)."""
    with journey.town.city.uow() as uow:
        wanted = (
            select(Award.adopted, Award.awarded, Award.settled)
            .join(Application, Application.id == Award.application_id)
            .where(Application.call_id == journey.call_id)
            .order_by(Award.id)
        )
        return [(row.adopted, row.awarded, row.settled) for row in uow.session.execute(wanted)]
