"""What a 集計 says: of the whole stage, and of each application, as it is kept for pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from koubo.money import Working, format_number
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.tills import Tills, take
from koubo.review.selection.values import Outcome, Pot, Score, Scored, Selection, Verdict
from koubo.schemes.review_words import Recusal

POLICIES = (Recusal.DROP, Recusal.IMPUTE_MEAN)
"""What is told beside each other where somebody was kept out."""


@dataclass(frozen=True)
class PotUse:
    """A pot, and what of it the proposal gives to those that pass (円)."""

    title: str
    amount: int
    given: int

    @property
    def rest(self) -> int:
        """Give what is left (円)."""
        return self.amount - self.given


@dataclass(frozen=True)
class Result:
    """What an application would come to under one policy of recusal (円)."""

    policy: Recusal
    rank: int | None
    total: str
    verdict: Verdict
    amount: int

    def is_like(self, other: "Result") -> bool:
        """Say whether nothing but the policy differs."""
        return replace(other, policy=self.policy) == self


@dataclass(frozen=True)
class Why:
    """Why an application stands where it does."""

    working: Working
    results: tuple[Result, ...] = ()
    """Under each policy of recusal; empty where nobody was kept out and nothing differs."""

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values that JSON can carry."""
        return {
            "working": self.working.as_json(),
            "results": [
                [one.policy.value, one.rank, one.total, one.verdict.value, one.amount]
                for one in self.results
            ],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Why":
        """Give what `as_json` wrote."""
        return cls(
            Working.from_json(kept["working"]),
            tuple(
                Result(Recusal(policy), rank, total, Verdict(verdict), amount)
                for policy, rank, total, verdict, amount in kept["results"]
            ),
        )


@dataclass(frozen=True)
class Summary:
    """What a 集計 said of the whole stage."""

    applications: int
    verdicts: Mapping[Verdict, int]
    pots: tuple[PotUse, ...]
    working: Working
    to_confirm: tuple[str, ...]
    """What the city has yet to confirm of all that was used, each reason once."""
    differing: int = 0
    """Applications that would come out otherwise under another policy of recusal."""
    offered: int = 0
    """What of the rest is offered to runners-up (円); it is not counted as given."""

    @property
    def proposed(self) -> int:
        """Give the sum of what is proposed for those that pass (円)."""
        return sum(one.given for one in self.pots)

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values that JSON can carry."""
        return {
            "applications": self.applications,
            "verdicts": {key.value: count for key, count in self.verdicts.items()},
            "pots": [[one.title, one.amount, one.given] for one in self.pots],
            "working": self.working.as_json(),
            "to_confirm": list(self.to_confirm),
            "differing": self.differing,
            "offered": self.offered,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Summary":
        """Give what `as_json` wrote."""
        return cls(
            kept["applications"],
            {Verdict(key): count for key, count in kept["verdicts"].items()},
            tuple(PotUse(*one) for one in kept["pots"]),
            Working.from_json(kept["working"]),
            tuple(kept["to_confirm"]),
            kept["differing"],
            kept.get("offered", 0),
        )


def total_text(score: Score | None) -> str:
    """Give a total exactly, with the most that it could be; empty where nothing was scored."""
    if score is None:
        return ""
    return f"{format_number(score.total)}／{format_number(score.highest)}"


def pots_used(
    pots: Sequence[Pot], outcomes: Iterable[Outcome], courses: Mapping[int, str]
) -> tuple[dict[int, int], tuple[PotUse, ...]]:
    """Give what the pots of each application still hold below it, and what of each is given (円).

    A runner-up is only offered the rest: it stays in its pots until somebody takes it.

    :param courses: by application
    """
    tills = Tills.of(pots)
    rests: dict[int, int] = {}
    for one in outcomes:
        own = tills.for_course(courses[one.application_id])
        take(own, one.given)
        if own:
            rests[one.application_id] = sum(till.rest for till in own)
    uses = (PotUse(one.pot.title, one.pot.amount, one.pot.amount - one.rest) for one in tills.all)
    return rests, tuple(uses)


def summary_of(
    inputs: SelectionInputs, scored: Iterable[Scored], selection: Selection, differing: int
) -> Summary:
    """Give what is told of the whole stage."""
    entered = tuple(scored)
    courses = {one.application_id: one.course_id for one in entered}
    workings = [selection.working, *(one.working for one in selection.outcomes)]
    for one in entered:
        workings += [one.calculated_working, *([one.score.working] if one.score else [])]
    return Summary(
        applications=len(entered),
        verdicts=dict(Counter(one.verdict for one in selection.outcomes)),
        pots=pots_used(inputs.pots, selection.outcomes, courses)[1],
        working=selection.working,
        to_confirm=tuple(dict.fromkeys(why for one in workings for why in one.to_confirm)),
        differing=differing,
        offered=sum(one.amount - one.given for one in selection.outcomes),
    )


def has_recusals(inputs: SelectionInputs) -> bool:
    """Say whether anybody was kept out of anything on the table."""
    return any(sheet.recused for one in inputs.applications for sheet in one.sheets)


def policies_of(inputs: SelectionInputs) -> tuple[Recusal, ...]:
    """Give the policies that are told beside each other, the scheme's own first."""
    return tuple(dict.fromkeys((inputs.rule.recusal.value, *POLICIES)))


def under(inputs: SelectionInputs, policy: Recusal) -> SelectionInputs:
    """Give the same table with another policy of recusal."""
    recusal = replace(inputs.rule.recusal, value=policy)
    return replace(inputs, rule=replace(inputs.rule, recusal=recusal))


def results_under(
    policy: Recusal, scored: Iterable[Scored], selection: Selection
) -> dict[int, Result]:
    """Give what each application comes to under a policy."""
    scores = {one.application_id: one.score for one in scored}
    return {
        one.application_id: Result(
            policy, one.rank, total_text(scores[one.application_id]), one.verdict, one.amount
        )
        for one in selection.outcomes
    }


def told_results(
    inputs: SelectionInputs, by_policy: Sequence[Mapping[int, Result]]
) -> dict[int, tuple[Result, ...]]:
    """Give the results side by side, for whoever had somebody kept out or comes out otherwise."""
    found: dict[int, tuple[Result, ...]] = {}
    for one in inputs.applications:
        results = tuple(under_one[one.application_id] for under_one in by_policy)
        differs = any(not result.is_like(results[0]) for result in results[1:])
        if differs or any(sheet.recused for sheet in one.sheets):
            found[one.application_id] = results
    return found
