"""A call of the small scheme with stages of one's own, and accepted applications as rows."""

from typing import Any

from builders import AFTER, IN_TIME, OPENS, City, a_budget, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.review.actions.sheets import hand_in_sheet
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.budget_field import BudgetField, budget_to_json
from koubo.schemes.catalog import digest_of
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse, PastAwardRow, Release
from koubo.schemes.rules import CallState
from review.rounds import Round
from schemes.small import SMALL, changed

UNCHANGED = "          - {id: unchanged_continuation, kind: yes_no, label: 変更のない継続ですか}\n"
BUDGET = "          - {id: budget, kind: budget, label: 収支予算書}\n"


def own_scheme(review: str, *changes: tuple[str, str]) -> str:
    """Give the small scheme's file with other criteria, stages and selection.

    :param changes: texts of the small file, each with what stands in its place
    """
    head, _, rest = changed(SMALL, *changes).partition("criteria:\n")
    _, letters, end = rest.partition("letters:\n")
    return (head + review + letters + end).replace(BUDGET, BUDGET + UNCHANGED)


def an_own_round(
    city: City, review: str, *changes: tuple[str, str], budget: int = 2_000_000
) -> Round:
    """Open a call of such a scheme, without applications and panel."""
    text = own_scheme(review, *changes)
    scheme = load_scheme(text.encode())
    with city.uow(OPENS) as uow, uow.writing() as write:
        release = Release(
            scheme_id=scheme.id,
            digest=digest_of(text),
            text=text,
            core_version="0",
            plugin_version="",
            proof={},
            made_at=OPENS,
        )
        call = Call(
            release=release,
            scheme_id=scheme.id,
            title="令和8年度事業 小さな補助金",
            intake_year=2025,
            fiscal_year=2026,
            opens_at=OPENS,
            closes_at=IN_TIME,
            budget=budget,
            state=CallState.PUBLISHED,
        )
        write.session.add(call)
        write.session.flush()
        write.session.add_all(
            CallCourse(call_id=call.id, course_id=one.id) for one in scheme.courses
        )
        return Round(city, call.id)


def add_application(round_: Round, course: str, *, unchanged: bool = False, **changes: Any) -> int:
    """Add an accepted application of a course that asks for 100,000 円; give its id.

    :param changes: of the application's row
    """
    kept = budget_to_json(BudgetField(("消耗品費",), ()).deserialize(a_budget(200_000, 100_000)))
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        organisation = an_organisation(name=f"{len(round_.applications)}の会")
        write.session.add(organisation)
        write.session.flush()
        values: dict[str, Any] = {
            "state": ApplicationState.ACCEPTED,
            "project_name": f"事業{len(round_.applications)}",
            "receipt_number": f"SM-{organisation.id}",
        }
        application = Application(
            call_id=round_.call_id,
            course_id=f"small.{course}",
            organisation_id=organisation.id,
            requested=100_000,
            received_at=IN_TIME,
            created_at=IN_TIME,
            **{**values, **changes},
        )
        write.session.add(application)
        write.session.flush()
        filing = Filing(
            application_id=application.id,
            kind=FilingKind.PROPOSAL,
            state=FilingState.ACCEPTED,
            draft={},
            filed_at=IN_TIME,
            saved_at=IN_TIME,
        )
        write.session.add(filing)
        write.session.flush()
        write.session.add(
            Snapshot(
                filing_id=filing.id,
                number=1,
                answers={"budget": kept, "unchanged_continuation": unchanged},
                applicant={},
                files=[],
                digest="",
                received_at=IN_TIME,
                recorded_at=IN_TIME,
                person_id=round_.city.ids["applicant"],
            )
        )
        round_.applications.append(application.id)
        return application.id


def add_past_award(round_: Round, application_id: int, course: str, fiscal_year: int) -> None:
    """Write that the applicant of an application was awarded before."""
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        application = write.session.get_one(Application, application_id)
        write.session.add(
            PastAwardRow(
                organisation_id=application.organisation_id,
                course_id=f"small.{course}",
                fiscal_year=fiscal_year,
                amount=100_000,
            )
        )


def hand_in(round_: Round, person: str, application_id: int, stage: str, **points: int) -> None:
    """Hand a sheet in with points by criterion."""
    review = round_.review(person, application_id, stage)
    cells = {key: Cell(CellState.VALUE, given) for key, given in points.items()}
    version = round_.save(person, review, cells)
    round_.by(person, hand_in_sheet, review.id, version=version)
