"""The end of a presentation day: the chair signs the result, remarks are noted, the day is closed."""

from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused, Stale
from koubo.review.days.actions.changing import chain_of, changing, slots_of
from koubo.review.days.models import PresentationDay
from koubo.review.days.policy import Holder
from koubo.review.days.queries import sittings
from koubo.review.days.result import Result, result_of
from koubo.review.days.rules import running
from koubo.review.panels.rules import PanelRole
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_YET = "まだ署名できません。審査票がすべてそろい、集計をやり直したあとの結果だけに署名できます。"
CLOSED = "この開催日は閉じられているため、署名できません。"
SIGNERS = (PanelRole.CHAIR, PanelRole.DEPUTY)


def sign_on_tablet(uow: UnitOfWork, holder: Holder, *, digest: str) -> None:
    """Sign the result that the chair, or the deputy, had before them; Stale if it is another now.

    :param digest: of the result as the page showed it
    """
    if not holder.signs:
        raise NotFound
    with uow.writing() as write:
        day = write.lock(PresentationDay, holder.day_id)
        if day.closed_at:
            raise Refused(CLOSED)
        _sign(write, day, holder.actor, holder.member_id, digest, on_paper=False)


def note_signature(
    uow: UnitOfWork, actor: Actor, day_id: int, *, member_id: int, digest: str, version: int
) -> None:
    """Note that the chair, or the deputy, signed the result on paper."""
    with changing(uow, actor, day_id, version) as (write, day):
        seats = {one.member_id: one for one in sittings(write.session, day)}
        if member_id not in seats or seats[member_id].role not in SIGNERS:
            raise NotFound
        _sign(write, day, actor, member_id, digest, on_paper=True)


def _sign(
    write: Write, day: PresentationDay, actor: Actor, member_id: int, digest: str, *, on_paper: bool
) -> None:
    result: Result = result_of(write.session, actor, day.call_id, day.stage_id)
    if not result.may_be_signed:
        raise Refused(NOT_YET)
    if result.digest != digest:
        raise Stale
    earlier = day.signed_digest
    day.signed_by, day.signed_at, day.signed_on_paper = member_id, write.now, on_paper
    day.signed_digest, day.signed_result = result.digest, result.text
    detail = {"digest": result.digest, "earlier": earlier, "on_paper": on_paper}
    write.record("sign_presentation_result", day, chain=chain_of(day), detail=detail)


def note_remarks(uow: UnitOfWork, actor: Actor, day_id: int, *, notes: str, version: int) -> None:
    """Keep what the minutes say beside the figures."""
    with changing(uow, actor, day_id, version) as (write, day):
        day.notes = notes
        write.record("note_presentation_remarks", day, chain=chain_of(day))


def close_day(uow: UnitOfWork, actor: Actor, day_id: int, *, version: int) -> None:
    """Close a day: no card opens anything any more, and its minutes stay as they are."""
    with changing(uow, actor, day_id, version) as (write, day):
        if running([one.value() for one in slots_of(write, day)]):
            raise Refused("時計が動いています。発表を終えてから閉じてください。")
        day.closed_at = write.now
        write.record("close_presentation_day", day, chain=chain_of(day))
