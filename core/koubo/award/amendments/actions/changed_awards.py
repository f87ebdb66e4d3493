"""What an approved change does to its award, inside the release, with the call's row locked."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.award.decisions.actions.release import Release
from koubo.award.grants.budget_left import overdrawn_in
from koubo.award.grants.money_left import money_left
from koubo.award.models import Award, Claim, DecisionLine
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.calendar import day_in_japan, fiscal_year_end, format_date
from koubo.money import format_yen
from koubo.problems import Refused
from koubo.schemes.models import PastAwardRow
from koubo.storage.unit_of_work import Write

BILLS_BEYOND = (
    "支払いの途中の請求が、変更後の交付決定額を超えます。"
    "請求を差し戻すか、支払日を記録してから、変更を承認してください。"
)

PROMISED = (
    "増やす額 {more} が、いま空いている額 {free} を超えます。残りの予算は、採択した団体と、"
    "案内した次点の団体のために取り置いている額です。"
)


def change_award(under_way: Release, award: Award, line: DecisionLine) -> None:
    """Let the award be what its approved change makes it, within budget, year and bills."""
    if award.awarded != line.before:
        raise Refused(
            "起案の後に交付決定額が変わっています。起案した人が取りやめて、起案し直してください。"
        )
    more, call = line.amount - (award.awarded or 0), under_way.call
    if more < 0:
        _refuse_bills_beyond(under_way.write.session, award, line.amount)
    if more > 0:
        _refuse_after_the_year(under_way, award)
        wanted = {award.application.course_id: more}
        today = day_in_japan(under_way.write.now)
        session = under_way.write.session
        if found := overdrawn_in(session, call.id, call.budget, wanted, today):
            raise Refused("".join(found))
        money = money_left(session, call.id, call.budget, today)
        if more > (free := money.left_for(award.application.course_id)):
            raise Refused(PROMISED.format(free=format_yen(free), more=format_yen(more)))
    award.awarded = line.amount
    if more < 0:
        award.freed_on = under_way.issued_on
    if more:
        _move_past_award(under_way.write, award, more)


def _refuse_after_the_year(under_way: Release, award: Award) -> None:
    """After 31 March nothing more is charged to the year (地方自治法第208条第2項)."""
    if (last := fiscal_year_end(award.fiscal_year)) < under_way.issued_on:
        raise Refused(
            f"事業年度が終わった後（{format_date(last)}より後）の日付では、"
            "交付決定額を増やせません。施行日を確かめてください。"
        )


def _refuse_bills_beyond(session: Session, award: Award, amount: int) -> None:
    """A bill under way would be paid as it stands: nothing is paid beyond what is awarded."""
    due = session.scalar(
        select(func.coalesce(func.sum(Claim.amount), 0)).where(
            Claim.award_id == award.id, Claim.state.in_(OPEN_CLAIMS)
        )
    )
    if due and award.amounts().kept + int(due) > amount:
        raise Refused(BILLS_BEYOND)


def _move_past_award(write: Write, award: Award, more: int) -> None:
    """Let the organisation's past awards (助成歴) say the sum as it is now (円)."""
    application = award.application
    row = write.session.scalars(
        select(PastAwardRow).where(
            PastAwardRow.organisation_id == application.organisation_id,
            PastAwardRow.course_id == application.course_id,
            PastAwardRow.fiscal_year == award.fiscal_year,
        )
    ).first()
    if row is not None:
        row.amount = max((row.amount or 0) + more, 0)
