"""A case that differs, is broken or cannot be run has failed, and says why."""

from hashlib import sha256

import pytest

from koubo.hooks import hookimpl
from koubo.money import Worked, Working
from koubo.plugins import load
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove, prove_file
from koubo.schemes.reading import BrokenSchemeFile
from koubo.schemes.schemas import load_scheme
from schemes.small import small

AWARD = """
- id: SM-01
  scheme: small.start
  title: まちなか防災
  applicant: {name: みずたま（架空）, members: 9, established_on: '2025-06-01', previous_awards: []}
  filing: {deadline: '2025-12-08', filed_at: 2025-12-08T23:59}
  budget:
    expenses:
    - {category: 報償費, item: 講師, amount: 138400, eligible: true}
    - {category: 食糧費, item: 茶, amount: 600, eligible: false, why_not: 対象外}
    total: 139000
    eligible_total: 138400
    income:
    - {kind: requested_grant, amount: 103000}
    - {kind: other_subsidy, amount: 36000, from: 財団}
  expected: {decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000}
"""
SETTLEMENT = """
- id: SM-S1
  scheme: small.next
  title: 額の確定
  given: {decided_amount: 200000, paid_in_advance: 200000, actual_eligible_cost: 150000}
  expected: {fixed_amount: 135000, further_payment: 0, return_amount: 65000}
"""
REVIEW = """
- {id: SM-R1, scheme: small.start, title: 同点, given: {}, expected: {}}
- {id: SM-R2, scheme: city.other, title: 同点, given: {}, expected: {}}
"""


class SmallCity:
    @hookimpl
    def koubo_schemes(self):
        return [load_scheme(small(), cases=cases())]


def cases(award: str = AWARD, settlement: str = SETTLEMENT, review: str = "") -> bytes:
    text = f"version: 1\ncases:{award}settlement_cases:{settlement}"
    return (text + (f"review_cases:{review}" if review else "")).encode()


def changed(*changes: tuple[str, str]) -> bytes:
    text = AWARD + "|" + SETTLEMENT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return cases(*text.split("|"))


def run(content: bytes, **more: object):
    house = load(found=(), more={"small": SmallCity(), **more})
    return prove_file(house.catalog, content)


def outcomes(content: bytes, **more: object) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.id: (one.outcome.value, one.difference) for one in run(content, **more).results}


def only_failure(content: bytes, **more: object):
    (failed,) = run(content, **more).failed
    return failed


def test_cases_that_come_out_are_a_proof():
    house = load(found=(), more={"small": SmallCity()})

    proof = prove(house.catalog, "small")

    assert proof.holds
    assert proof.as_json() == {
        "digest": sha256(cases()).hexdigest(),
        "run": 2,
        "passed": 2,
        "skipped": 0,
        "failed": [],
    }


def test_a_scheme_without_cases_has_an_empty_proof():
    house = load(found=(), more={"small": SmallCity()})

    assert prove_file(house.catalog, b"").as_json() == {
        "digest": "", "run": 0, "passed": 0, "skipped": 0, "failed": []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "difference", "wrong_sum"),
    [
        ("award: 103000}", "award: 104000}",
         "交付額：想定は 104,000円、結果は 103,000円", True),
        ("raw: '103800'", "raw: '207600/2', base: 1", None, None),
        ("raw: '103800'", "raw: '207601/2'",
         "端数処理の前の額 103,800.5 が計算の過程にありません", True),
        ("members: 9", "members: 4",
         "理由：想定はなし（要件を満たす）、結果はtoo_few_members", False),
        ("filed_at: 2025-12-08T23:59", "filed_at: 2025-12-09T00:00",
         "理由：想定はなし（要件を満たす）、結果はlate_filing", False),
        ("deadline: '2025-12-08'", "deadline: 2025-12-08T23:59",
         "理由：想定はなし（要件を満たす）、結果はlate_filing", False),
        ("decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000",
         "decision: rejected, reasons: [too_few_members], award: 0",
         "理由：想定はtoo_few_members、結果はなし（要件を満たす）", False),
        ("fixed_amount: 135000", "fixed_amount: 134999",
         "確定額：想定は 134,999円、結果は 135,000円", True),
        ("return_amount: 65000", "return_amount: 0", "返還額：想定は 0円、結果は 65,000円", True),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_its_working(old, new, difference, wrong_sum):
    proof = run(changed((old, new)))

    if difference is None:
        assert proof.holds
        return
    (failed,) = proof.failed
    assert (failed.difference, failed.wrong_sum) == ((difference,), wrong_sum)
    assert failed.working.lines
    assert proof.as_json()["failed"] == [
        {"id": failed.id, "title": failed.title, "wrong_sum": wrong_sum, "difference": [difference]}
    ]


def test_a_request_below_the_minimum_is_a_reason():
    content = changed(
        ("scheme: small.start", "scheme: small.next"),
        ("amount: 103000}", "amount: 49999}"),
        ("previous_awards: []", "previous_awards: [{course: small.start, fiscal_year: 2024}]"),
        ("decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000",
         "decision: rejected, reasons: [below_minimum_amount], award: 0"),
    )  # fmt: skip

    assert outcomes(content)["SM-01"] == ("passed", ())


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("members: 9", "menbers: 9",
         "6行目 cases.0.applicant.menbers: この項目はありません（「members」のことですか）"),
        ("members: 9", "members: 九人",
         "6行目 cases.0.applicant.members: この項目は「12」のように0以上の整数で入力してください。"),
        ("filed_at: 2025-12-08T23:59", "filed_at: 2025-12-08",
         "7行目 cases.0.filing.filed_at: 「2025-12-05T14:20」のように時刻まで書いてください"),
        ("deadline: '2025-12-08'", "deadline: '2025-12-38'",
         "7行目 cases.0.filing.deadline: この日はありません"),
        ("total: 139000", "total: 138000", "12行目 cases.0.budget.total: 行の合計は 139,000 です"),
        ("kind: other_subsidy", "kind: lottery",
         "16行目 cases.0.budget.income.1.kind: 使えることば：requested_grant、own_funds、"
         "participation_fee、other_subsidies、donation、other"),
        ("decision: eligible", "decision: maybe",
         "17行目 cases.0.expected.decision: 使えることば：eligible、rejected"),
        ("decision: eligible", "decision: rejected, reasons: [theme_missing]",
         "17行目 cases.0.expected.award: rejected のときは 0 と書いてください"),
        ("decision: eligible", "decision: eligible, reasons: [theme_missing]",
         "17行目 cases.0.expected.reasons: rejected のときだけ、理由を1つ以上書いてください"),
        ("raw: '103800'", "raw: '1/0'",
         "17行目 cases.0.expected.calculation.raw: 「103800」または「1111/10」のように書いてください"),
        ("paid_in_advance: 200000", "other_subsidies: 50000, paid_in_advance: 200000",
         "22行目 settlement_cases.0.given.other_subsidies: この項目はありません"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_has_failed_with_its_line(old, new, complaint):
    failed = only_failure(changed((old, new)))

    assert (failed.difference, failed.wrong_sum) == ((complaint,), True)


def test_a_case_of_a_course_that_is_not_installed_is_skipped_whatever_it_holds():
    content = changed(("scheme: small.start", "scheme: other.start"), ("members: 9", "people: 9"))

    assert outcomes(content) == {
        "SM-01": ("skipped", ("コース「other.start」は入っていません",)),
        "SM-S1": ("passed", ()),
    }


def test_a_review_case_of_an_installed_course_fails_until_it_can_be_run():
    found = outcomes(cases(review=REVIEW))

    assert (found["SM-R1"], found["SM-R2"]) == (
        ("failed", ("審査の例を動かす仕組みがまだありません",)),
        ("skipped", ("コース「city.other」は入っていません",)),
    )


def test_the_rules_that_are_installed_count_not_those_in_the_file():
    content = cases() + b"rules: {small.start: {cap: {value: 1}}}\n"

    assert run(content).holds


def test_a_plugin_that_fails_fails_the_case():
    class Broken:
        @hookimpl
        def koubo_award_amount(self, course, case):
            raise ZeroDivisionError("no rate")

    failed = only_failure(cases(settlement=" []\n"), broken=Broken())

    assert (failed.difference, failed.wrong_sum) == (
        ("プラグインの不具合：broken / koubo_award_amount: ZeroDivisionError: no rate",),
        True,
    )


@pytest.mark.parametrize("amount", [1.5, True, -1, "103000"])
def test_an_amount_that_is_no_yen_fails_the_case(amount):
    class Broken:
        @hookimpl
        def koubo_award_amount(self, course, case):
            return Worked(amount, Working())

    failed = only_failure(cases(settlement=" []\n"), broken=Broken())

    assert failed.outcome is CaseOutcome.FAILED
    assert failed.wrong_sum


def test_a_file_without_sense_is_refused_with_its_line():
    with pytest.raises(BrokenSchemeFile) as broken:
        run(b"version: 1\ncases: none\n")

    assert broken.value.text("cases.yaml") == (
        "cases.yaml:2行目 cases: 「- 」で始まる一覧で書いてください"
    )
