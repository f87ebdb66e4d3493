"""What holds for every selection, whatever the marks, the rule and the money."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.kept import selection_to_json
from koubo.review.selection.recorded import inputs_from_json, inputs_to_json
from koubo.review.selection.score import score_sheets
from koubo.review.selection.select import enter, select
from koubo.review.selection.values import (
    Cell,
    CellState,
    Pot,
    Selection,
    Sheet,
    Verdict,
    entitled_to,
)
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    CellPolicy,
    RaisedRate,
    Recusal,
    TieBreak,
    TieBreaker,
    Veto,
    Waiver,
)
from koubo.storage.canonical import canonical_json
from review.marks import FILED, a_rule, a_stage, an_entry

EXAMPLES = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STAGE = a_stage("公益性", "優先性", lowest=0)
WEIGHTED = replace(
    STAGE,
    criteria=(
        replace(STAGE.criteria[0], weight=Fraction(3, 2)),
        replace(STAGE.criteria[1], grade_points=(0, 1, 3, 6, 10, 15)),
    ),
)
AGGREGATES, ALLOCATIONS = tuple(Aggregate), tuple(Allocation)
POLICIES, RECUSALS = tuple(CellPolicy), tuple(Recusal)
COURSES = ("a.one", "a.two")
STATES = [Cell(one) for one in CellState if one is not CellState.VALUE]
MARKS = [*(Cell(CellState.VALUE, points) for points in range(6)), *STATES]
PANEL = 4
CHAINS = (
    (),
    (TieBreaker(TieBreak.CRITERION, "優先性"), TieBreaker(TieBreak.SMALLER_REQUEST)),
    (TieBreaker(TieBreak.CHAIR), TieBreaker(TieBreak.EARLIER_FILING), TieBreaker(TieBreak.LOT)),
)


def drawn(random: Random, *, raised: bool = True) -> SelectionInputs:
    """Draw inputs from one seed: quick to make, and any of them can be made again."""
    aggregate, allocation = random.choice(AGGREGATES), random.choice(ALLOCATIONS)
    policies = [Figure(random.choice(POLICIES)) for _ in range(3)]
    rate = RaisedRate("公益性", Fraction(3), Fraction(95, 100), Fraction(1, random.choice((1, 2))))
    rule = a_rule(
        aggregate=Figure(aggregate),
        allocation=Figure(allocation),
        vetoes=Figure(random.choice(((), (Veto("公益性", 1, Fraction(1, 2)),)))),
        tie_breakers=Figure(random.choice(CHAINS)),
        recusal=Figure(random.choice(RECUSALS)),
        missing=policies[0],
        not_applicable=policies[1],
        abstained=policies[2],
        pass_share=random.choice((None, Figure(Fraction(2, 5)))),
        minimum_award=random.choice((None, Figure(60_000))),
        most_per_organisation=random.choice((None, Figure(1))),
        raised_rate=Figure(rate) if raised and random.random() < 0.3 else None,
    )
    entries = tuple(an_application(random, number) for number in range(random.randint(0, 5)))
    pots = [Pot("全体", random.choice((0, 30_000, 150_000, 400_000)))]
    if random.random() < 0.5:
        pots.append(Pot("一", random.choice((0, 50_000, 150_000)), COURSES[:1]))
    stage = random.choice((STAGE, WEIGHTED))
    return SelectionInputs(stage, rule, entries, tuple(pots), random.choice(("", "種")))


def an_application(random: Random, number: int):
    calculated = random.choice((0, 50_000, 100_000, 100_500, 150_000))
    return an_entry(
        number,
        tuple(a_sheet(random, place) for place in range(random.randint(0, PANEL))),
        course_id=random.choice(COURSES),
        requested=calculated + random.choice((0, 10_000)),
        calculated=calculated,
        raised=calculated + 10_000,
        filed_at=FILED + timedelta(hours=random.randint(0, 1)),
        organisation_id=random.randint(1, 4),
        unit=random.choice((1, 1000)),
        waived=Waiver.UNCHANGED_CONTINUATION if random.random() < 0.1 else None,
    )


def a_sheet(random: Random, place: int) -> Sheet:
    name, chair = f"{'ABCDE'[place]}委員", place == 0
    if random.random() < 0.15:
        return Sheet(name, {}, recused=True, chair=chair)
    cells = {item.id: random.choice(MARKS) for item in STAGE.criteria}
    in_place = "A委員" if place == PANEL - 1 and random.random() < 0.5 else ""
    return Sheet(name, cells, in_place_of=in_place, chair=chair)


def told(inputs: SelectionInputs) -> str:
    return canonical_json(selection_to_json(select(inputs), enter(inputs)))


numbers = st.integers(0, 2**63)


@EXAMPLES
@given(numbers)
def test_no_pot_is_ever_overdrawn(number):
    inputs = drawn(Random(number))

    outcomes = select(inputs).outcomes

    entries = {one.application_id: one for one in inputs.applications}
    scored = {one.application_id: one for one in enter(inputs)}
    shared, own = inputs.pots[0].amount, sum(pot.amount for pot in inputs.pots[1:])
    given_to = Counter[str]()
    for one in outcomes:
        given_to[entries[one.application_id].course_id] += one.amount
        assert 0 <= one.amount <= entitled_to(scored[one.application_id], one)
    passed = [one for one in outcomes if one.verdict is Verdict.PASSED]
    if inputs.rule.raised_rate:
        most = inputs.rule.raised_rate.value.most_share * len(passed)
        assert sum(one.raised for one in passed) <= most
    assert given_to[COURSES[1]] <= shared
    assert given_to.total() <= shared + own
    assert sorted(one.application_id for one in outcomes) == sorted(entries)


@EXAMPLES
@given(numbers)
def test_nobody_stands_or_passes_before_a_better_one_unless_a_rule_says_so(number):
    inputs = drawn(Random(number), raised=False)
    rule = replace(inputs.rule, minimum_award=None, most_per_organisation=None)
    inputs = replace(inputs, rule=rule)

    scored = {one.application_id: one for one in enter(inputs)}
    ranked = [one for one in select(inputs).outcomes if one.rank is not None]

    totals = [scored[one.application_id].score.total for one in ranked]
    assert totals == sorted(totals, reverse=True)
    assert [one.rank for one in ranked] == sorted(one.rank for one in ranked)
    for course in COURSES:
        verdicts = [
            one.verdict
            for one in ranked
            if scored[one.application_id].course_id == course
            and scored[one.application_id].calculated
            and one.verdict is not Verdict.BELOW_MARK  # the mark goes by what each could have had
        ]
        if rule.allocation.value not in (Allocation.PROPORTIONAL, Allocation.EQUAL_AND_SCORE):
            assert Verdict.PASSED not in verdicts[verdicts.count(Verdict.PASSED) :]


@EXAMPLES
@given(numbers)
def test_whoever_sits_where_and_comes_first_changes_nothing(number):
    random = Random(number)
    inputs = drawn(random)
    entries = list(inputs.applications)
    if seats := number % 2:
        entries = [
            replace(one, sheets=tuple(random.sample(one.sheets, len(one.sheets))))
            for one in entries
        ]
    random.shuffle(entries)

    found, turned = select(inputs), select(replace(inputs, applications=tuple(entries)))

    assert results(turned) == results(found)
    if not seats:  # a working names reviewers in the order of their seats
        assert turned == found


def results(selection: Selection):
    return [
        (one.application_id, one.rank, one.verdict, one.amount, one.raised)
        for one in selection.outcomes
    ]


@EXAMPLES
@given(
    st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from(MARKS)), min_size=1, max_size=4),
    st.integers(1, 3),
    st.sampled_from(list(CellPolicy)),
    st.booleans(),
)
def test_a_mean_that_stands_for_somebody_never_changes_that_mean(marks, gone, policy, weighted):
    stage = WEIGHTED if weighted else STAGE
    sheets = tuple(
        Sheet(f"{'ABCD'[place]}委員", {"公益性": first, "優先性": second})
        for place, (first, second) in enumerate(marks)
    )
    kept_out = tuple(Sheet(f"{'XYZ'[place]}委員", {}, recused=True) for place in range(gone))

    def come_to(aggregate: Aggregate, recusal: Recusal):
        rule = a_rule(
            aggregate=Figure(aggregate),
            vetoes=Figure(()),
            recusal=Figure(recusal),
            abstained=Figure(policy),
        )
        score = score_sheets(stage, rule, (*sheets, *kept_out))
        return score.total, score.highest, score.item_means

    for aggregate in (Aggregate.SUM_OF_ITEM_MEANS, Aggregate.MEAN_OF_TOTALS):
        assert come_to(aggregate, Recusal.IMPUTE_MEAN) == come_to(aggregate, Recusal.DROP)
    whole = come_to(Aggregate.SUM_OF_POINTS, Recusal.IMPUTE_MEAN)
    assert whole[2] == come_to(Aggregate.SUM_OF_POINTS, Recusal.DROP)[2]
    filled = a_rule(vetoes=Figure(()), abstained=Figure(CellPolicy.ITEM_MEAN))
    left_out = replace(filled, abstained=Figure(CellPolicy.LEAVE_OUT))
    assert (
        score_sheets(stage, filled, sheets).item_means
        == score_sheets(stage, left_out, sheets).item_means
    )


@EXAMPLES
@given(numbers)
def test_what_was_recorded_comes_out_again_to_the_byte(number):
    inputs = drawn(Random(number))

    read = inputs_from_json(json.loads(canonical_json(inputs_to_json(inputs))))

    assert read == inputs
    assert told(read) == told(inputs)
