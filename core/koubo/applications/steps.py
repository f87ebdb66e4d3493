"""When the time for each kind of document ends: of the call, and of the one application alone."""

from collections.abc import Mapping
from datetime import datetime

from koubo.applications.models import Correction, Filing
from koubo.applications.rules import FilingState
from koubo.calendar import in_time, next_midnight
from koubo.problems import Refused
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import CALL_STEPS, CallState

TAKEN_LATE = frozenset({FilingKind.INTERIM_REPORT, FilingKind.REPORT})
"""What is taken when its time is over too: without it nobody is done with a grant."""
APPLIES = frozenset({FilingKind.PARTICIPATION, FilingKind.PROPOSAL})
"""What applies, in a call that takes applications; all else follows the call's decision."""


def closes_at(filing: Filing, correction: Correction | None) -> datetime | None:
    """Give when the time for handing in ends; None where no time was set."""
    if filing.state is FilingState.IN_CORRECTION and correction is not None:
        return next_midnight(correction.due_on)
    application = filing.application
    gates = application.call.gates
    return step_closes_at(filing.kind, application.closes_at, gates, filing.closes_at)


def step_closes_at(
    kind: FilingKind,
    proposal_closes: datetime,
    gates: Mapping[Gate, datetime],
    own: datetime | None,
) -> datetime | None:
    """Give when the time for a kind of document ends: its step's, or its own where that is later.

    :param proposal_closes: when the time for the proposal ends, more time for one included
    :param own: the document's own deadline: more time that it alone was given
    """
    step = {
        FilingKind.PROPOSAL: proposal_closes,
        FilingKind.PARTICIPATION: gates.get(Gate.PARTICIPATION, proposal_closes),
    }.get(kind)
    return max((one for one in (step, own) if one is not None), default=None)


def is_late(filing: Filing, correction: Correction | None, now: datetime) -> bool:
    """Say whether a document is refused now because its time is over."""
    if correction is None and filing.kind in TAKEN_LATE:
        return False
    ends = closes_at(filing, correction)
    return ends is not None and not in_time(now, ends)


def refuse_over(filing: Filing) -> None:
    """Raise Refused where a draft applies in a call that is cancelled, or decided already.

    Its time may not be over: a call is cancelled before it closes, and one applicant has more time.
    """
    state = filing.application.call.state
    is_draft = filing.kind in APPLIES and filing.state is FilingState.DRAFT
    if is_draft and state is not CallState.PUBLISHED:
        raise Refused(
            f"この募集は、もう応募を受け付けていません（いまは「{CALL_STEPS.names[state]}」です）。"
            "入力した内容は下書きとして残っています。"
        )
