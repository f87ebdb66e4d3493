"""A review case enters at marks, item means, totals or calculated amounts, and is run from there."""

import pytest

from koubo.proof.rules import CaseOutcome, CaseResult
from koubo.proof.running import prove_file
from proof.small_cases import small_house

BY_MEANS = ("aggregate: sum_of_points", "aggregate: sum_of_item_means")
IMPUTED = ("allocation: cut_line", "allocation: cut_line\n  recusal: impute_mean")
WHILE_IT_LASTS = ("allocation: cut_line", "allocation: while_money_lasts")
PASS_MARK = ("allocation: cut_line", "allocation: cut_line\n  pass_share: 60%")
PROPOSALS = (
    "proposals: [{name: 甲, total: 231, requested: 200000}, {name: 乙, total: 214, requested: 180000}, "
    "{name: 丙, total: 214, requested: 150000}, {name: 丁, total: 190, requested: 120000}]"
)
RANKED = (
    "proposals_in_rank_order: [{name: 甲, calculated: 300000}, {name: 乙, calculated: 300000}, "
    "{name: 丙, calculated: 120000}]"
)
MEANS = "proposals: {甲: {公益性: '2', 実現性: '8'}, 乙: {公益性: '3', 実現性: '7'}}"


def review(
    given: str, expected: str, *changes: tuple[str, str], scheme: str = "small.start"
) -> CaseResult:
    """Run one review case on the small scheme, perhaps changed."""
    content = (
        "review_cases:\n- id: RV\n  title: 審査\n"
        f"  scheme: {scheme}\n  given: {{{given}}}\n  expected: {{{expected}}}\n"
    )
    (result,) = prove_file(small_house(*changes).catalog, content.encode()).results
    return result


def within(budget: int, proposals: str) -> str:
    """Give proposals with the money that there is."""
    return f"{proposals}, budget: {budget}"


@pytest.mark.parametrize(
    ("given", "expected", "changes"),
    [
        pytest.param("scores: {公益性: [3, 2, 3], 実現性: [8, 9, 7]}", "total: '32', decision: adopted",
                     (), id="marks as points"),
        pytest.param("scores: {公益性: [3, 2, 3], 実現性: [8, 9, 7]}", "total: '32/3', decision: adopted",
                     (BY_MEANS,), id="marks as means"),
        pytest.param("scores: {公益性: [1, 1, 3], 実現性: [10, 10, 10]}",
                     "total: '35', decision: not_adopted, reason: public_veto", (), id="veto"),
        pytest.param("scores: {公益性: [1, 3], 実現性: [10, 10]}", "decision: adopted",
                     (), id="half is not more than half"),
        pytest.param("scores: {公益性: [3, null, 2], 実現性: [8, null, 6]}", "total: '19'",
                     (), id="marks of one kept out"),
        pytest.param("scores: {公益性: [3, null, 2], 実現性: [8, null, 6]}", "total: '28.5'",
                     (IMPUTED,), id="marks of one made up for"),
        pytest.param("scores: {公益性: [1, 2], 実現性: [3, 2]}", "total: '8', decision: not_adopted",
                     (PASS_MARK,), id="below the pass mark"),
        pytest.param("totals: [10, 12, 11]", "total: '33'", (), id="reviewers' totals"),
        pytest.param("totals: [10, 12, null]", "total: '22'", (), id="total of one kept out"),
        pytest.param("totals: [10, 12, null]", "total: '33'", (IMPUTED,), id="total made up for"),
        pytest.param(MEANS, "order: [乙, 甲]", (), id="item means and their tie-break"),
        pytest.param(within(600_000, PROPOSALS), "order: [甲, 丙, 乙, 丁], adopted: [甲, 丙, 乙], runner_up: 丁, runner_up_offer: 70000",
                     (), id="totals, requests and a budget"),
        pytest.param(within(600_000, PROPOSALS), "amounts: {甲: 200000, 丙: 150000, 乙: 180000}, not_funded: {丁: runner_up}",
                     (), id="the money of each"),
        pytest.param(within(650_000, PROPOSALS), "adopted: [甲, 丙, 乙, 丁]", (WHILE_IT_LASTS,), id="while money lasts"),
        pytest.param(PROPOSALS, "adopted: [甲, 丙, 乙, 丁], not_funded: {}", (), id="no budget named"),
        pytest.param(within(600_000, RANKED), "funded: [甲, 乙], not_funded: {丙: budget_exhausted}",
                     (WHILE_IT_LASTS,), id="calculated amounts"),
        pytest.param(within(700_000, RANKED), "funded: [甲, 乙], runner_up: 丙, runner_up_offer: 100000",
                     (), id="calculated amounts and a rest"),
    ],
)  # fmt: skip
def test_a_review_comes_out(given, expected, changes):
    result = review(given, expected, *changes)

    assert (result.outcome, result.difference) == (CaseOutcome.PASSED, ())
    assert result.working.lines


@pytest.mark.parametrize(
    ("given", "expected", "difference"),
    [
        ("scores: {公益性: [3, 2, 3], 実現性: [8, 9, 7]}", "total: '33'", "total：想定は 33、結果は 32"),
        ("scores: {公益性: [3], 実現性: [8]}", "decision: not_adopted",
         "decision：想定は not_adopted、結果は adopted"),
        ("scores: {公益性: [1], 実現性: [8]}", "reason: able_veto", "reason：想定は able_veto、結果は public_veto"),
        ("totals: [10, 12, null]", "total: '33'", "total：想定は 33、結果は 22"),
        (MEANS, "order: [甲, 乙]", "order：想定は 甲、乙、結果は 乙、甲"),
        (within(600_000, PROPOSALS), "runner_up_offer: 70001",
         "runner_up_offer：想定は 70,001円、結果は 70,000円"),
        (within(600_000, PROPOSALS), "runner_up: 乙", "runner_up：想定は 乙、結果は 丁"),
        (within(600_000, PROPOSALS), "adopted: [甲]", "adopted：想定は 甲、結果は 甲、丙、乙"),
        (within(600_000, PROPOSALS), "amounts: {甲: 1}",
         "amounts：想定は 甲：1円、結果は 甲：200,000円、丙：150,000円、乙：180,000円"),
        (within(600_000, RANKED), "not_funded: {丙: budget_exhausted}",
         "not_funded：想定は 丙：budget_exhausted、結果は 丙：runner_up"),
        (within(600_000, RANKED), "funded: []", "funded：想定は なし、結果は 甲、乙"),
    ],
)  # fmt: skip
def test_a_wrong_expectation_is_told_in_words(given, expected, difference):
    result = review(given, expected)

    assert (result.outcome, result.wrong_sum) == (CaseOutcome.FAILED, True)
    assert result.difference == (difference,)
    assert result.working.lines


def test_every_difference_is_told_at_once():
    result = review("scores: {公益性: [3], 実現性: [8]}", "total: '1', decision: not_adopted")

    assert result.difference == (
        "total：想定は 1、結果は 11",
        "decision：想定は not_adopted、結果は adopted",
    )


def test_a_criterion_that_the_last_stage_has_not_is_named():
    result = review("scores: {独創性: [3], 公益性: [2]}", "total: '5'")

    assert (result.outcome, result.difference) == (
        CaseOutcome.FAILED,
        ("審査項目「独創性」が「書類審査」にありません",),
    )


ENDED = "    ended: 令和3年度で終了\n"
NO_REVIEW = (
    "stages:\n  - {id: only, title: 書類審査, method: documents, criteria: [public, able]}\n",
    "",
)


def test_a_course_without_review_has_no_review_cases():
    changes = (
        NO_REVIEW,
        (
            "    title: はじめてコース\n    summary",
            f"    title: はじめてコース\n{ENDED}    summary",
        ),
        ("    title: つづきコース\n", f"    title: つづきコース\n{ENDED}"),
    )

    result = review("totals: [10]", "total: '10'", *changes)

    assert result.difference == ("このコースには審査の段階がありません",)


def test_a_review_of_a_course_that_is_not_installed_is_skipped():
    result = review("totals: [10]", "total: '10'", scheme="city.other")

    assert (result.outcome, result.difference) == (
        CaseOutcome.SKIPPED,
        ("コース「city.other」は入っていません",),
    )


@pytest.mark.parametrize(
    ("given", "expected", "difference"),
    [
        ("budget: 1", "total: '1'", "5行目 review_cases.0.given.proposals: この項目が必要です"),
        ("proposals: []", "total: '1'", "5行目 review_cases.0.given.proposals: 1つ以上書いてください"),
        ("scores: {}", "total: '1'", "5行目 review_cases.0.given.scores: 1つ以上書いてください"),
        ("totals: []", "total: '1'", "5行目 review_cases.0.given.totals: 1つ以上書いてください"),
        ("totals: [ten]", "total: '1'",
         "5行目 review_cases.0.given.totals.0: 「103800」または「1111/10」のように書いてください"),
        ("scores: {公益性: 3}", "total: '1'",
         "5行目 review_cases.0.given.scores.公益性.value: 「- 」で始まる一覧で書いてください"),
        ("proposals: [{name: 甲}]", "order: [甲]",
         "5行目 review_cases.0.given.proposals.0.total: この項目が必要です"),
        ("totals: [10]", "decision: maybe",
         "6行目 review_cases.0.expected.decision: 使えることば：adopted、not_adopted"),
        ("totals: [10]", "totel: '10'",
         "6行目 review_cases.0.expected.totel: この項目はありません（「total」のことですか）"),
    ],
)  # fmt: skip
def test_a_review_case_that_cannot_be_read_has_failed_with_its_line(given, expected, difference):
    result = review(given, expected)

    assert (result.outcome, result.difference) == (CaseOutcome.FAILED, (difference,))
