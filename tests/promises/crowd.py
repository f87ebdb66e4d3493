"""A whole year's crowd as rows: a city with as much of everything as a test wants."""

from datetime import date

from builders import AFTER, IN_TIME
from koubo.applications.models import Correction
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.rules import ReviewState
from koubo.review.selection.values import CellState
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.outbox import Mail, MailState
from promises.crowd_awards import add_awards
from promises.crowd_rows import Rows
from review.rounds import CRITERIA, Round

STAGE = "documents"
COPIED = ("release_id", "scheme_id", "title", "intake_year", "opens_at", "closes_at", "budget")


def add_crowd(round_: Round, count: int, *, around: bool = True) -> None:
    """Add so many of everything, all of the organisations belonging to the applicant.

    :param around: whether to add calls, themes and mails too
    """
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        rows = Rows(write.session, round_, count)
        accepted = rows.applications("A", ApplicationState.ACCEPTED)
        _, snapshots = rows.filed(accepted, FilingKind.PROPOSAL, FilingState.ACCEPTED)
        _sheets(rows, accepted, snapshots)
        filed = rows.applications("B", ApplicationState.FILED)
        rows.filed(filed, FilingKind.PROPOSAL, FilingState.FILED)
        _late(rows, rows.applications("C", ApplicationState.IN_CORRECTION))
        drafts = rows.applications("D", ApplicationState.DRAFT)
        rows.filings(drafts, FilingKind.PROPOSAL, FilingState.DRAFT)
        selected = rows.applications("E", ApplicationState.SELECTED)
        rows.filed(selected, FilingKind.PROPOSAL, FilingState.ACCEPTED)
        add_awards(rows, selected)
        if around:
            _around(rows)


def _late(rows: Rows, applications: list[int]) -> None:
    filings, _ = rows.filed(applications, FilingKind.PROPOSAL, FilingState.IN_CORRECTION)
    asked = {
        "fields": ["plan"],
        "reason": "会場を書いてください。",
        "due_on": date(2025, 12, 9),
        "state": CorrectionState.ASKED,
        "asked_at": IN_TIME,
        "asked_by": rows.ids["officer"],
    }
    rows.add(Correction, [{**asked, "filing_id": one} for one in filings])


def _sheets(rows: Rows, applications: list[int], snapshots: list[int]) -> None:
    """Give everybody on the panel a sheet: the first one's is open, the others' are in."""
    for place, (person, member) in enumerate(rows.round_.members.items()):
        values = {
            "stage_id": STAGE,
            "panel_member_id": member,
            "state": ReviewState.HANDED_IN if place else ReviewState.DECLARED,
        }
        reviews = rows.add(
            Review,
            [
                {**values, "application_id": one, "snapshot_id": snapshot}
                for one, snapshot in zip(applications, snapshots, strict=True)
            ],
        )
        _cells(rows, reviews)
        declared = {
            "person_id": rows.ids[person],
            "cause": BarCause.UNDECLARED,
            "set_at": AFTER,
            "lifted_at": AFTER,
        }
        rows.add(Bar, [{**declared, "application_id": one} for one in applications])
    standing = {"call_id": rows.round_.call_id, "stage_id": STAGE}
    standing |= {"sheets_due": len(rows.round_.members), "sheets_in": 0}
    rows.add(Standing, [{**standing, "application_id": one} for one in applications])


def _cells(rows: Rows, reviews: list[int]) -> None:
    rows.add(
        ScoreCell,
        [
            {
                "review_id": review,
                "criterion_id": criterion,
                "state": CellState.VALUE,
                "points": 1 + (review * 7 + place) % 5,
                "reason": "企画の目的がよく分かる。",
            }
            for review in reviews
            for place, criterion in enumerate(CRITERIA[STAGE])
        ],
    )


def _around(rows: Rows) -> None:
    """Add calls that are planned, themes that were offered, and mails that cannot go out."""
    call = rows.session.get_one(Call, rows.round_.call_id)
    copied = {key: getattr(call, key) for key in COPIED}
    rows.add(Call, [{**copied, "fiscal_year": 2027, "state": CallState.PLANNED}] * rows.count)
    theme = {
        "department_id": rows.ids["department"],
        "fiscal_year": 2027,
        "title": "里山の手入れ",
        "issue": "手が足りない",
        "wish": "一緒に歩きたい",
        "city_part": "道具",
        "state": ThemeState.OFFERED,
    }
    rows.add(Theme, [theme] * rows.count)
    taken = {**theme, "call_id": rows.round_.call_id, "state": ThemeState.PUBLISHED}
    rows.add(Theme, [taken] * rows.count)
    mail = {
        "address": "nobody@example.jp",
        "subject": "お知らせ",
        "body": "お知らせ",
        "state": MailState.FAILED,
        "created_at": IN_TIME,
    }
    rows.add(Mail, [mail] * rows.count)
