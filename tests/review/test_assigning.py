"""Giving out sheets by the lot: even, within what was asked for, and the same whenever it is run."""

from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from koubo.review.panels.assigning import Given, Judge, Lack, Plan, Terms, Wanted, assign

SPHERES = ("学識経験者", "公募市民", "")


@st.composite
def panels(draw):
    """Give a small panel, what it is to judge, and the terms."""
    count = draw(st.integers(1, 6))
    judges = [
        Judge(
            chr(ord("A") + place),
            draw(st.sampled_from(SPHERES)),
            draw(st.sampled_from(("", "", "大学", "商工会"))),
            draw(st.one_of(st.none(), st.integers(1, 6))),
        )
        for place in range(count)
    ]
    names = [one.name for one in judges]
    some = st.frozensets(st.sampled_from(names), max_size=2)
    wanted = []
    for place in range(draw(st.integers(0, 7))):
        has = draw(some) if draw(st.booleans()) else frozenset()
        kept_out = dict.fromkeys(draw(some) - has, "構成員のため")
        wanted.append(Wanted(f"R{place}", has, kept_out))
    spheres = draw(st.dictionaries(st.sampled_from(SPHERES[:2]), st.integers(1, 2), max_size=2))
    terms = Terms(draw(st.text(max_size=4)), draw(st.integers(1, 4)), spheres, draw(st.booleans()))
    return judges, wanted, terms


def served(plan: Plan, wanted: list[Wanted]) -> dict[str, set[str]]:
    """Give who judges which application in the end."""
    found = {one.name: set(one.has) for one in wanted}
    for one in plan.given:
        assert one.judge not in found[one.application]
        found[one.application].add(one.judge)
    return found


@settings(max_examples=300, deadline=None)
@given(panels())
def test_no_rule_is_ever_broken_and_what_cannot_be_had_is_told(case) -> None:
    judges, wanted, terms = case
    by_name = {one.name: one for one in judges}

    plan = assign(judges, wanted, terms)

    everybody = served(plan, wanted)
    lacking = {one.application for one in plan.lacks}
    new: dict[str, set[str]] = {one.name: set() for one in wanted}
    for one in plan.given:
        new[one.application].add(one.judge)
    assert plan.loads == {
        name: sum(name in several for several in everybody.values()) for name in by_name
    }
    for one in wanted:
        there = everybody[one.name]
        assert not new[one.name] & one.kept_out.keys()
        assert len(there) <= max(terms.each, len(one.has))
        assert (len(there) < terms.each) <= (one.name in lacking)
        if one.name not in lacking and not one.has and sum(terms.spheres.values()) <= terms.each:
            for sphere, least in terms.spheres.items():
                assert sum(by_name[name].sphere == sphere for name in there) >= least
        if terms.apart:
            places = [by_name[name].affiliation for name in new[one.name]]
            before = {by_name[name].affiliation for name in one.has}
            assert all(count == 1 for key, count in Counter(filter(None, places)).items())
            assert not (set(filter(None, places)) & before)
    for name, load in plan.loads.items():
        most, before_now = by_name[name].most, sum(name in one.has for one in wanted)
        assert most is None or load <= max(most, before_now)


@settings(max_examples=300, deadline=None)
@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_changes_nothing_and_a_replay_is_equal(case, random) -> None:
    judges, wanted, terms = case
    first = assign(judges, wanted, terms)
    random.shuffle(judges)
    random.shuffle(wanted)

    assert repr(assign(judges, wanted, terms)) == repr(first)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 9), st.integers(0, 12), st.integers(1, 9), st.text(max_size=3))
def test_without_hindrances_loads_differ_by_one_at_most(panel, many, each, seed) -> None:
    judges = [Judge(f"{place}") for place in range(panel)]

    plan = assign(judges, [Wanted(f"R{place}") for place in range(many)], Terms(seed, each))

    assert max(plan.loads.values()) - min(plan.loads.values()) <= 1
    assert (plan.lacks == ()) == (each <= panel or many == 0)


@settings(max_examples=100, deadline=None)
@given(panels())
def test_no_other_way_would_serve_more_or_more_evenly(case) -> None:
    """One sheet moved over from whom to whom one likes is never better."""
    judges, wanted, terms = case
    plain = Terms(terms.seed, terms.each)
    plan = assign(judges, wanted, plain)
    everybody = served(plan, wanted)
    moved = {(one.application, one.judge) for one in plan.given}

    for one, (high, low) in ((w, pair) for w in wanted for pair in combinations(judges, 2)):
        for giver, taker in ((high, low), (low, high)):
            may = taker.name not in one.kept_out and taker.name not in everybody[one.name]
            room = taker.most is None or plan.loads[taker.name] < taker.most
            if (one.name, giver.name) in moved and may and room:
                assert plan.loads[giver.name] - plan.loads[taker.name] <= 1
    for lack in plan.lacks:
        [of] = [one for one in wanted if one.name == lack.application]
        for judge in judges:
            free = judge.name not in of.kept_out and judge.name not in everybody[of.name]
            assert not (free and (judge.most is None or plan.loads[judge.name] < judge.most))


def test_a_late_conflict_is_made_room_for_by_moving_another_over() -> None:
    judges = [Judge("A", most=1), Judge("B", most=1)]
    wanted = [Wanted("R1"), Wanted("R2", kept_out={"A": "構成員"})]

    for seed in "abcdefgh":
        plan = assign(judges, wanted, Terms(seed, 1))
        assert [(one.application, one.judge) for one in plan.given] == [("R1", "A"), ("R2", "B")]


def test_reasons_are_told_in_words() -> None:
    judges = [Judge("A委員", "学識経験者"), Judge("B委員"), Judge("C委員", most=1)]
    wanted = [Wanted("R1", kept_out={"A委員": "構成員のため"}), Wanted("R2")]

    plan = assign(judges, wanted, Terms("たね", 3, {"学識経験者": 1}))

    assert plan.lacks == (
        Lack(
            "R1",
            "「学識経験者」で、審査に加われる委員がほかにいません。"
            "3人必要ですが、審査に加われる委員は2人です（利害関係などで加われない委員 1人）。",
        ),
        *plan.lacks[1:],
    )
    assert plan.given[0] == Given(
        "R1",
        "B委員",
        "担当の少ない委員から順に、くじで選びました（この委員の担当は全部で2件）。",
    )
    [first] = [one for one in plan.given if one.judge == "A委員"]
    assert first == Given(
        "R2",
        "A委員",
        "「学識経験者」を1人以上とする決まりから。"
        "担当の少ない委員から順に、くじで選びました（この委員の担当は全部で1件）。",
        "「学識経験者」を1人以上とする決まりから。",
    )


def test_nobody_at_all_and_nothing_to_judge() -> None:
    assert assign([], [], Terms("", 3)) == Plan((), (), {})
    assert [one.application for one in assign([], [Wanted("R1")], Terms("", 1)).lacks] == ["R1"]
