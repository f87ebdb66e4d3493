"""A stage with as many applications, sheets and marks as a benchmark wants, written as rows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from builders import AFTER, IN_TIME, City, a_budget, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Organisation, Person
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.panels.models import PanelMember
from koubo.review.rules import ReviewState, pseudonym
from koubo.review.selection.values import CellState
from koubo.schemes.budget_field import BudgetField, budget_to_json
from koubo.schemes.forms import FilingKind
from koubo.storage.base import Base
from review.own_scheme import an_own_round
from review.rounds import Round

STAGE = "papers"
COURSE = "small.start"
CRITERIA = ("public", "plan", "budget_fit", "people", "new", "lasting")
REQUESTED = 100_000
AT_ONCE = 20_000
SCALES = "\n".join(f"  - {{id: {one}, title: {one}, lowest: 0, highest: 5}}" for one in CRITERIA)
REVIEW = f"""criteria:
{SCALES}
stages:
  - {{id: {STAGE}, title: 書類審査, method: documents,
     criteria: [{", ".join(CRITERIA)}], courses: [start]}}
  - {{id: contest, title: コンテスト, method: contest, criteria: [public], courses: [next]}}
selection:
  aggregate: sum_of_item_means
  tie_breakers: [{{by: criterion, criterion: public}}, {{by: smaller_request}}]
  allocation: cut_line
"""


def a_full_stage(
    city: City, applications: int, reviewers: int, *, marked: int | None = None
) -> Round:
    """Make a call whose last stage is wholly marked.

    :param marked: how many of the applications have sheets; None: all of them
    """
    round_ = an_own_round(city, REVIEW, budget=applications * REQUESTED // 3)
    with city.uow(AFTER, "officer") as uow, uow.writing() as write:
        members = _members(write.session, round_, reviewers)
        ids = range(1, applications + 1)
        snapshots = dict(zip(ids, _applications(write.session, round_, ids), strict=True))
        with_sheets = ids if marked is None else range(1, marked + 1)
        reviews = _reviews(write.session, with_sheets, snapshots, members)
        _add(write.session, ScoreCell, _marks(reviews))
        _add(write.session, Standing, _standings(round_, ids, reviewers))
    round_.applications = list(ids)
    return round_


def _members(session: Session, round_: Round, count: int) -> list[int]:
    people = [
        Person(name=f"委員{place}", email=f"judge{place}@example.jp") for place in range(count)
    ]
    session.add_all(people)
    session.flush()
    members = [
        PanelMember(
            call_id=round_.call_id,
            person_id=person.id,
            pseudonym=pseudonym(place),
            from_on=AFTER.date(),
        )
        for place, person in enumerate(people, start=1)
    ]
    session.add_all(members)
    session.flush()
    return [one.id for one in members]


def _applications(session: Session, round_: Round, ids: Sequence[int]) -> list[int]:
    """Add organisations, applications, filings and snapshots, all under the same numbers."""
    plain = an_organisation()
    columns = (one.key for one in Organisation.__table__.columns)
    organisation = {key: found for key in columns if (found := getattr(plain, key)) is not None}
    first = max(round_.city.ids.values()) + 1
    _add(
        session,
        Organisation,
        ({**organisation, "id": first + one, "name": f"第{one:06d}の会"} for one in ids),
    )
    application = {
        "call_id": round_.call_id,
        "course_id": COURSE,
        "state": ApplicationState.ACCEPTED,
        "received_at": IN_TIME,
        "created_at": IN_TIME,
    }
    _add(
        session,
        Application,
        (
            {
                **application,
                "id": one,
                "organisation_id": first + one,
                "project_name": f"川と里山をたずねる事業 {one:06d}",
                "requested": REQUESTED + one % 97,
                "receipt_number": f"SM26-{one:06d}-0",
            }
            for one in ids
        ),
    )
    filing = {
        "kind": FilingKind.PROPOSAL,
        "state": FilingState.ACCEPTED,
        "draft": {},
        "saved_at": IN_TIME,
        "filed_at": IN_TIME,
    }
    _add(session, Filing, ({**filing, "id": one, "application_id": one} for one in ids))
    kept = budget_to_json(BudgetField(("消耗品費",), ()).deserialize(a_budget(200_000, REQUESTED)))
    snapshot = {
        "number": 1,
        "answers": {"budget": kept, "plan": "公民館で遊び場を開く。" * 60},
        "applicant": {},
        "files": [],
        "digest": "0" * 64,
        "received_at": IN_TIME,
        "recorded_at": IN_TIME,
        "person_id": round_.city.ids["applicant"],
    }
    _add(session, Snapshot, ({**snapshot, "id": one, "filing_id": one} for one in ids))
    return list(ids)


def _reviews(
    session: Session, ids: Sequence[int], snapshots: Mapping[int, int], members: Sequence[int]
) -> range:
    row = {"stage_id": STAGE, "state": ReviewState.HANDED_IN, "handed_in_at": AFTER}
    _add(
        session,
        Review,
        (
            {
                **row,
                "id": place,
                "application_id": one,
                "snapshot_id": snapshots[one],
                "panel_member_id": member,
            }
            for place, (one, member) in enumerate(
                ((one, member) for one in ids for member in members), start=1
            )
        ),
    )
    return range(1, len(ids) * len(members) + 1)


def _marks(reviews: Sequence[int]) -> Iterator[dict[str, Any]]:
    random = Random(len(reviews))
    for review in reviews:
        for criterion in CRITERIA:
            yield {
                "review_id": review,
                "criterion_id": criterion,
                "state": CellState.VALUE,
                "points": random.randint(0, 5),
                "reason": "企画の目的がよく分かる。",
            }


def _standings(round_: Round, ids: Sequence[int], reviewers: int) -> Iterator[dict[str, Any]]:
    row = {
        "call_id": round_.call_id,
        "stage_id": STAGE,
        "sheets_due": reviewers,
        "sheets_in": reviewers,
    }
    for one in ids:
        total = one * 7919 % 3001
        yield {
            **row,
            "application_id": one,
            "total_millionths": total * 10_000,
            "total_text": f"{total / 100:.2f}／30",
        }


def _add(session: Session, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        session.execute(insert(model.__table__), some)  # type: ignore[arg-type]
