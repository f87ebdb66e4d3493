"""Places → money: the pots are given out in ranked order, to the last yen and not beyond."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from koubo.money import Line, WorkingOnDemand, round_to_unit
from koubo.review.selection import money_lines as told
from koubo.review.selection.rank import Placed
from koubo.review.selection.shares import Sharing, sharing_of
from koubo.review.selection.tills import Till, Tills, close, take
from koubo.review.selection.values import Outcome, Pot, Verdict
from koubo.schemes.review_words import Allocation, SelectionRule

SHARED = frozenset({Allocation.EQUAL_AND_SCORE, Allocation.PROPORTIONAL})
NOBODY: frozenset[int] = frozenset()
Write = Callable[..., Iterable[Line]]


def give_out(
    rule: SelectionRule,
    placed: Sequence[Placed],
    pots: Sequence[Pot],
    raised: Collection[int] = NOBODY,
) -> tuple[Outcome, ...]:
    """Give the pots out: those that are not judged first, then in ranked order, or in shares.

    Nobody is given more than the calculated amount. Nobody overtakes one who did not fit into a
    pot that both draw on. What sharers draw on is the first of their course's pots.

    :param raised: who is given by the raised rate
    """
    giving = Giving(rule, Tills.of(pots), raised)
    waived = [one for one in placed if one.scored.waived]
    judged = [one for one in placed if not one.scored.waived]
    served = [giving.give(one) for one in waived]
    if rule.allocation.value in SHARED:
        return (*served, *giving.share_out(judged))
    return (*served, *giving.give_in_order(judged))


class Giving:
    """One round of giving the pots out; what is left of them changes on the way."""

    def __init__(self, rule: SelectionRule, tills: Tills, raised: Collection[int]) -> None:
        self.rule = rule
        self.tills = tills
        self.raised = raised
        self.note = rule.allocation.to_confirm
        self.least = rule.minimum_award.value if rule.minimum_award else 0
        most = rule.most_per_organisation
        self.most = most.value if most else None
        self.passing: Counter[int] = Counter()

    def give_in_order(self, placed: Sequence[Placed]) -> Iterator[Outcome]:
        """Give one rank after the other; those of one rank are all served, or none of them is."""
        for rank, group in groupby(placed, key=attrgetter("rank")):
            equals = list(group)
            if rank is None or len(equals) == 1 or self._all_fit(equals):
                yield from map(self.give, equals)
            else:
                yield from self._tied(equals)

    def give(self, one: Placed) -> Outcome:
        """Give one application its amount, if it may have any and it is there."""
        return self._not_served(one) or self._serve(one)

    def _all_fit(self, equals: Sequence[Placed]) -> bool:
        """Say whether it does not matter who of one rank is served first."""
        trial = Giving(self.rule, self.tills.as_they_are(), self.raised)
        trial.passing = self.passing.copy()
        waiting = [one for one in equals if trial._not_served(one) is None]
        return all(
            trial._not_served(one) is None and trial.give(one).amount == self.amount_of(one)
            for one in waiting
        )

    def _tied(self, equals: Sequence[Placed]) -> Iterator[Outcome]:
        """Leave those of one rank to the panel, who cannot all be served; nobody below is."""
        waiting = {id(one) for one in equals if self._not_served(one) is None}
        wanted = sum(self.amount_of(one) for one in equals if id(one) in waiting)
        outcomes = []
        for one in equals:
            if id(one) not in waiting:
                outcomes.append(self.give(one))
                continue
            tills = self.tills.for_course(one.scored.course_id)
            there = [(till.pot.title, till.rest) for till in tills if not till.closed]
            figures = (there, len(waiting), wanted, self.note)
            outcomes.append(self._outcome(one, Verdict.TIED, 0, told.tied, *figures))
        for one in equals:
            if id(one) in waiting:
                close(self.tills.for_course(one.scored.course_id))
        yield from outcomes

    def amount_of(self, one: Placed) -> int:
        """Give what an application may have at most (円)."""
        scored = one.scored
        if scored.raised is not None and scored.application_id in self.raised:
            return scored.raised
        return scored.calculated

    def _not_served(self, one: Placed) -> Outcome | None:
        """Give the outcome of one that gets nothing, whatever the pots hold; None: it may."""
        tills, amount = self.tills.for_course(one.scored.course_id), self.amount_of(one)
        if one.verdict is not None:
            return self._outcome(one, one.verdict, 0, tuple)
        if not tills:
            return self._outcome(one, Verdict.NO_MONEY, 0, told.without_pot)
        if amount == 0:
            return self._outcome(one, Verdict.NO_MONEY, 0, told.nothing_calculated)
        if self._is_bound(one):
            limit = Verdict.ORGANISATION_LIMIT
            return self._outcome(one, limit, 0, told.organisation_limit, self.rule)
        if amount < self.least:
            least = (self.rule, "算定額", amount)
            return self._outcome(one, Verdict.NO_MONEY, 0, told.below_minimum, *least)
        if all(till.closed for till in tills):
            figures = (tills[0].pot.title, self.note)
            return self._outcome(one, Verdict.NO_MONEY, 0, told.closed, *figures)
        return None

    def _is_bound(self, one: Placed) -> bool:
        """Say whether the organisation has as many that pass as one may have."""
        owner = one.scored.organisation_id
        return self.most is not None and owner is not None and self.passing[owner] >= self.most

    def _serve(self, one: Placed) -> Outcome:
        tills = [till for till in self.tills.for_course(one.scored.course_id) if not till.closed]
        there = [(till.pot.title, till.rest) for till in tills]
        amount = self.amount_of(one)
        if amount > sum(rest for _, rest in there):
            return self._does_not_fit(one, tills, there)
        take(tills, amount)
        return self._passed(one, amount, told.served, there, amount, self.note)

    def _does_not_fit(
        self, one: Placed, tills: Sequence[Till], there: Sequence[tuple[str, int]]
    ) -> Outcome:
        """Close the pots; a runner-up is offered the rest, and a partial award is it."""
        close(tills)
        rest, wanted = sum(each for _, each in there), self.amount_of(one)
        short, figures = told.does_not_fit, (there, wanted, self.rule)
        match self.rule.allocation.value:
            case Allocation.CUT_LINE:
                offer = rest if rest >= self.least else 0
                take(tills, offer)
                return self._outcome(one, Verdict.RUNNER_UP, offer, short, *figures, offer)
            case Allocation.PARTIAL:
                part = round_to_unit(rest, one.scored.unit)
                if part and part >= self.least:
                    take(tills, part)
                    return self._passed(one, part, short, *figures, part, one.scored.unit)
        return self._outcome(one, Verdict.NO_MONEY, 0, short, *figures, 0)

    def share_out(self, placed: Sequence[Placed]) -> Iterator[Outcome]:
        """Give each of those in the running a share of the first of their course's pots."""
        outcomes: dict[int, Outcome] = {}
        sharing: dict[int, list[Placed]] = {}
        for one in placed:
            if nothing := self._not_served(one):
                outcomes[one.scored.application_id] = nothing
                continue
            if one.scored.organisation_id is not None:
                self.passing[one.scored.organisation_id] += 1
            place = self._first_till(one)
            sharing.setdefault(place, []).append(one)
        for place, sharers in sharing.items():
            till = self.tills.all[place]
            amounts = [self.amount_of(one) for one in sharers]
            shares = sharing_of(self.rule, till.pot.title, till.rest, sharers, amounts)
            for one, wanted in zip(sharers, amounts, strict=True):
                outcomes[one.scored.application_id] = self._shared(one, wanted, shares, till)
        return (outcomes[one.scored.application_id] for one in placed)

    def _first_till(self, one: Placed) -> int:
        tills = self.tills.for_course(one.scored.course_id)
        return self.tills.all.index(next(till for till in tills if not till.closed))

    def _shared(self, one: Placed, wanted: int, shares: Sharing, till: Till) -> Outcome:
        amount = shares.amount_for(one, wanted)
        take([till], amount)
        verdict = Verdict.PASSED if amount else Verdict.NO_MONEY
        return self._outcome(one, verdict, amount, shares.lines, one, wanted, self.note)

    def _passed(self, one: Placed, amount: int, write: Write, *figures: object) -> Outcome:
        if one.scored.organisation_id is not None:
            self.passing[one.scored.organisation_id] += 1
        return self._outcome(one, Verdict.PASSED, amount, write, *figures)

    def _outcome(
        self, one: Placed, verdict: Verdict, amount: int, write: Write, *figures: object
    ) -> Outcome:
        return Outcome(
            application_id=one.scored.application_id,
            rank=one.rank,
            verdict=verdict,
            amount=amount,
            working=WorkingOnDemand(_lines, one, write, figures),
            raised=amount > 0 and one.scored.application_id in self.raised,
        )


def _lines(one: Placed, write: Write, figures: tuple[object, ...]) -> tuple[Line, ...]:
    """Tell the place, then the money."""
    return (*one.lines, *write(*figures))
