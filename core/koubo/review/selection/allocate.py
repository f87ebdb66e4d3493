"""Places → money: the pots are given out in ranked order, to the last yen and not beyond."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from koubo.money import Line, Working, format_yen
from koubo.review.selection.rank import Placed
from koubo.review.selection.shares import Split, share
from koubo.review.selection.values import Outcome, Pot, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Allocation


@dataclass
class Till:
    """A pot while it is being given out (円)."""

    pot: Pot
    rest: int
    closed: bool = False
    """Somebody before did not fit; nobody further down is served from this pot."""


def allocate(
    allocation: Figure[Allocation], placed: Sequence[Placed], pots: Sequence[Pot]
) -> tuple[Outcome, ...]:
    """Give each application in ranked order its calculated amount, while its pot lasts.

    Nobody is given less than the calculated amount, but for the runner-up of a cut line, who may
    take what is left. Nobody overtakes one who did not fit. Under `EQUAL_AND_SCORE` all who are
    in the running share what those that are not judged have left in their pot.
    """
    tills = [Till(pot, pot.amount) for pot in pots]
    waived = [one for one in placed if one.scored.waived]
    judged = [one for one in placed if not one.scored.waived]
    served = [_give(allocation, one, _till_for(one.scored.course_id, tills)) for one in waived]
    if allocation.value is Allocation.EQUAL_AND_SCORE:
        return (*served, *_share_out(allocation, judged, tills))
    given = (_give(allocation, one, _till_for(one.scored.course_id, tills)) for one in judged)
    return (*served, *given)


def _till_for(course_id: str, tills: Sequence[Till]) -> Till | None:
    """Give the pot of the course; one for all courses serves those that have none of their own."""
    own = (till for till in tills if course_id in till.pot.course_ids)
    common = (till for till in tills if not till.pot.course_ids)
    return next(own, None) or next(common, None)


def _give(allocation: Figure[Allocation], one: Placed, till: Till | None) -> Outcome:
    if one.verdict is not None:
        return _outcome(one, one.verdict, 0)
    if till is None:
        return _outcome(one, Verdict.NO_MONEY, 0, Line("このコースの予算がない → 予算なし"))
    amount = one.scored.calculated
    if amount == 0:
        return _outcome(one, Verdict.NO_MONEY, 0, Line("算定額が 0円 → 予算なし"))
    if till.closed:
        text = f"{till.pot.title}は上位の応募で足りなくなった → 予算なし"
        return _outcome(one, Verdict.NO_MONEY, 0, Line(text, allocation.to_confirm))
    if amount > till.rest:
        till.closed = True
        return _does_not_fit(allocation, one, till)
    before = till.rest
    till.rest -= amount
    text = (
        f"{till.pot.title}の残り {format_yen(before)} − 算定額 {format_yen(amount)}"
        f" = 残り {format_yen(till.rest)} → 通過"
    )
    return _outcome(one, Verdict.PASSED, amount, Line(text, allocation.to_confirm))


def _share_out(
    allocation: Figure[Allocation], placed: Sequence[Placed], tills: Sequence[Till]
) -> Iterator[Outcome]:
    """Give each of those in the running a share of their pot, at most the calculated amount."""
    sharing = [one for one in placed if one.verdict is None and one.scored.calculated]
    splits = {
        till.pot: Split.of(
            till.pot.title,
            till.rest,
            [one.scored for one in sharing if _till_for(one.scored.course_id, tills) is till],
        )
        for till in tills
    }
    for one in placed:
        till = _till_for(one.scored.course_id, tills)
        if one not in sharing or till is None or till.closed:
            yield _give(allocation, one, till)
        else:
            amount, text = share(splits[till.pot], one.scored)
            till.rest -= amount
            verdict = Verdict.PASSED if amount else Verdict.NO_MONEY
            yield _outcome(one, verdict, amount, Line(text, allocation.to_confirm))


def _does_not_fit(allocation: Figure[Allocation], one: Placed, till: Till) -> Outcome:
    told = (
        f"{till.pot.title}の残り {format_yen(till.rest)} は"
        f"算定額 {format_yen(one.scored.calculated)} に足りない"
    )
    if allocation.value is not Allocation.CUT_LINE:
        line = Line(f"{told} → 予算なし", allocation.to_confirm)
        return _outcome(one, Verdict.NO_MONEY, 0, line)
    offer, till.rest = till.rest, 0
    choice = f"。残額 {format_yen(offer)} を受けるか辞退するかを選べる" if offer else ""
    line = Line(f"{told} → 次点{choice}", allocation.to_confirm)
    return _outcome(one, Verdict.RUNNER_UP, offer, line)


def _outcome(one: Placed, verdict: Verdict, amount: int, *lines: Line) -> Outcome:
    return Outcome(
        application_id=one.scored.application_id,
        rank=one.rank,
        verdict=verdict,
        amount=amount,
        working=one.working + Working(lines),
    )
