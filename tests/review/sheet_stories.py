"""What happens to sheets in tests: other words of the scheme, newer papers, a day set."""

from datetime import datetime

from sqlalchemy import func, select

from builders import AFTER
from koubo.applications.models import Filing, Snapshot
from koubo.review.actions.terms import set_due
from koubo.review.marking_time import marking_time
from koubo.review.models import Review
from koubo.schemes.catalog import digest_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Release
from review.rounds import Round

DOCUMENTS = "    criteria: [public_interest, priority, feasibility]\n"
SELECTION = "selection:\n"


def reword(round_: Round, *changes: tuple[str, str]) -> None:
    """Let the call go on with another text of its scheme file: each text with what replaces it."""
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        call = write.session.get_one(Call, round_.call_id)
        text = call.release.text
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        release = Release(
            scheme_id=call.scheme_id,
            digest=digest_of(text),
            text=text,
            core_version=call.release.core_version,
            plugin_version=call.release.plugin_version,
            proof={},
            made_at=AFTER,
        )
        write.session.add(release)
        write.session.flush()
        call.release = release


def hide(round_: Round, *names: str) -> None:
    """Make the first stage a blind one."""
    reword(round_, (DOCUMENTS, f"{DOCUMENTS}    hides: [{', '.join(names)}]\n"))


def correct(round_: Round, application_id: int, at: datetime = AFTER, **answers: str) -> int:
    """Let a newer snapshot of a proposal come in; give its id."""
    with round_.city.uow(at) as uow, uow.writing() as write:
        newest = write.session.scalars(
            select(Snapshot)
            .join(Filing, Filing.id == Snapshot.filing_id)
            .where(Filing.application_id == application_id, Filing.kind == FilingKind.PROPOSAL)
            .order_by(Snapshot.number.desc())
        ).first()
        assert newest is not None
        again = Snapshot(
            filing_id=newest.filing_id,
            number=newest.number + 1,
            answers={**newest.answers, **answers},
            applicant=newest.applicant,
            files=newest.files,
            digest=newest.digest,
            received_at=at,
            recorded_at=at,
            person_id=newest.person_id,
        )
        write.session.add(again)
        write.session.flush()
        return again.id


def give_until(round_: Round, due_at: datetime | None, now: datetime = AFTER) -> None:
    """Set the day for the first stage's sheets."""
    with round_.city.uow(now) as uow:
        seen = marking_time(uow.session, round_.call_id, "documents").due_at
    round_.by(
        "officer", set_due, round_.call_id, stage_id="documents", due_at=due_at, seen=seen, now=now
    )


def sheets_on(round_: Round, snapshot_id: int) -> int:
    """Count the sheets that look at a snapshot."""
    with round_.city.uow() as uow:
        wanted = select(func.count()).select_from(Review).where(Review.snapshot_id == snapshot_id)
        return uow.session.scalar(wanted) or 0
