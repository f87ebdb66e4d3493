"""What the page of an application's sheets shows beside each: earlier ones, and the way to reopen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for

from koubo.review.marking_time import marking_time
from koubo.review.queries.sheets_again import Again, sheets_again
from koubo.review.queries.stage import SheetState
from koubo.review.rules import ReviewState
from koubo.schemes.review_words import Stage
from koubo_web.forms.score_sheet import sheet_facts, sheet_texts
from koubo_web.requests import unit_of_work

NOTHING = Again("", ())


@dataclass(frozen=True)
class EarlierShown:
    """An earlier sheet as the officer reads it."""

    number: int
    handed_in_at: datetime
    opened_at: datetime
    opened_by: str
    reason: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True)
class AgainShown:
    """What stands beside one sheet.

    :param reopen_url: where it is opened for scoring again; empty where that cannot be
    """

    asked: str = ""
    reopen_url: str = ""
    earlier: list[EarlierShown] = field(default_factory=list)


def again_shown(call_id: int, stage: Stage, sheets: Iterable[SheetState]) -> dict[str, AgainShown]:
    """Give it for each sheet of one application, by pseudonym; two statements."""
    all_of_them, session = list(sheets), unit_of_work().session
    found = sheets_again(session, [one.review_id for one in all_of_them])
    time = marking_time(session, call_id, stage.id)
    is_open = time.is_running and not time.is_concluded
    return {
        one.reviewer: _shown(stage, call_id, one, found.get(one.review_id, NOTHING), is_open)
        for one in all_of_them
    }


def _shown(
    stage: Stage, call_id: int, sheet: SheetState, again: Again, is_open: bool
) -> AgainShown:
    may = sheet.state is ReviewState.HANDED_IN and is_open
    return AgainShown(
        again.asked,
        url_for(
            "officer.confirm_reopen",
            call_id=call_id,
            stage_id=stage.id,
            review_id=sheet.review_id,
        )
        if may
        else "",
        [
            EarlierShown(
                one.number,
                one.handed_in_at,
                one.opened_at,
                one.opened_by,
                one.reason,
                sheet_facts(stage, sheet_texts(stage, one.cells, one.comment)),
            )
            for one in again.earlier
        ],
    )
