"""交付請求: the grantee's bill, from its filing until somebody of the city takes it up."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from koubo.award.grants.telling import to_officers
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import (
    CLAIM_NAMES,
    CLAIM_STEPS,
    GONE_CLAIMS,
    OPEN_CLAIMS,
    ClaimKind,
    ClaimState,
    claimable,
)
from koubo.award.policy import load_own_award, load_own_claim
from koubo.money import format_yen
from koubo.people.accounts import account_in_use
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork

NO_ACCOUNT = "振込先の口座がまだ届け出られていません。団体の「振込先の口座」を届け出てから、請求してください。"


@dataclass(frozen=True)
class Billed:
    """What was billed for an award so far (円)."""

    advances: int
    """How many 概算払 stand, paid ones included."""
    advanced: int
    due: int


def billed(session: Session, award_id: int) -> Billed:
    """Give what was billed for an award so far, without what was sent back or withdrawn."""
    stands = (Claim.kind == ClaimKind.ADVANCE, Claim.state.not_in(GONE_CLAIMS))
    sums = session.execute(
        select(
            func.count().filter(*stands),
            func.coalesce(func.sum(Claim.amount).filter(*stands), 0),
            func.coalesce(func.sum(Claim.amount).filter(Claim.state.in_(OPEN_CLAIMS)), 0),
        ).where(Claim.award_id == award_id)
    ).one()
    # PostgreSQL adds integers up to a decimal.
    return Billed(int(sums[0]), int(sums[1]), int(sums[2]))


def claimable_now(session: Session, catalog: Catalog, award: Award, kind: ClaimKind) -> int:
    """Give the most that may be claimed for an award now (円)."""
    sums = billed(session, award.id)
    scheme = catalog.of(award.application.call.release)
    most = scheme.after_award.instalments
    if kind is ClaimKind.ADVANCE and most is not None and sums.advances >= most.value:
        return 0
    return claimable(
        kind,
        award.state,
        award.amounts(),
        scheme.advance_share.value,
        advanced=sums.advanced,
        due=sums.due,
    )


def file_claim(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    kind: ClaimKind,
    amount: int | None = None,
    purpose: str = "",
    version: int,
) -> int:
    """Hand in a bill and give its id; it is paid into the account that is in use now.

    :param amount: yen of a 概算払; a 精算払 is always for all that is left
    :param purpose: why a 概算払 is needed before the settlement
    :param version: the award's version that the page showed; a second press is Stale
    """
    award = load_own_award(uow.session, actor, award_id)
    _refuse_nothing_left(claimable_now(uow.session, catalog, award, kind), kind)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        most = claimable_now(write.session, catalog, award, kind)
        _refuse_nothing_left(most, kind)
        account = account_in_use(write.session, award.application.organisation_id)
        wanted = most if kind is ClaimKind.FINAL else amount
        if problems := _problems(kind, wanted, most, purpose, has_account=account is not None):
            raise Problems(problems)
        claim = Claim(
            award_id=award_id,
            number=_next_number(write.session, award_id),
            kind=kind,
            state=ClaimState.FILED,
            amount=wanted,
            purpose=purpose.strip(),
            filed_at=uow.now,
            filed_by=actor.person_id,
            account_id=account.id if account else None,
        )
        write.session.add(claim)
        # The award's version tells two presses of one button apart from two bills.
        flag_modified(award, "paid")
        write.session.flush()
        write.record(
            "file_claim",
            claim,
            chain=award.application.call.chain,
            detail={"kind": kind.value, "amount": claim.amount},
            event=to_officers(
                write,
                award,
                "claim_filed",
                claim=CLAIM_NAMES[kind],
                amount=format_yen(claim.amount),
            ),
        )
    return claim.id


def withdraw_claim(uow: UnitOfWork, actor: Actor, claim_id: int, *, version: int) -> None:
    """Take a bill back that nobody of the city has taken up; the same money can be billed again."""
    award_id = load_own_claim(uow.session, actor, claim_id).award_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        claim = write.lock(Claim, claim_id, version=version)
        CLAIM_STEPS.require(claim.state, ClaimState.WITHDRAWN)
        claim.state = ClaimState.WITHDRAWN
        told = to_officers(
            write,
            award,
            "claim_withdrawn",
            claim=CLAIM_NAMES[claim.kind],
            amount=format_yen(claim.amount),
        )
        chain = award.application.call.chain
        write.record("withdraw_claim", claim, chain=chain, event=told)


def _next_number(session: Session, award_id: int) -> int:
    """The award's row is locked: nobody else counts at the same time."""
    last = session.scalar(select(func.max(Claim.number)).where(Claim.award_id == award_id))
    return (last or 0) + 1


def _refuse_nothing_left(most: int, kind: ClaimKind) -> None:
    if most <= 0:
        raise Refused(
            f"{CLAIM_NAMES[kind]}で請求できる額がありません。"
            "交付決定や額の確定の後か、すでに請求した額と回数を確かめてください。"
        )


def _problems(
    kind: ClaimKind, amount: int | None, most: int, purpose: str, *, has_account: bool
) -> list[Problem]:
    found = []
    if not has_account:
        found.append(Problem("no_account", NO_ACCOUNT))
    if amount is None or not 0 < amount <= most:
        message = f"「請求額」は1円から {format_yen(most)} までで入力してください。"
        found.append(Problem("amount", message, field="amount"))
    if kind is ClaimKind.ADVANCE and not purpose.strip():
        message = "「事業の前に支払いが必要な理由」を入力してください。"
        found.append(Problem("no_purpose", message, field="purpose"))
    return found
