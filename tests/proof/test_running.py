"""A case that differs, is broken or cannot be run has failed, and says why."""

import re
from dataclasses import replace
from hashlib import sha256

import pytest

from koubo.hooks import hookimpl
from koubo.money import Worked, Working
from koubo.plugins import load
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove, prove_file
from koubo.schemes.file.complaints import CATALOGUE
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from proof.broken_cases import BROKEN_CASES
from proof.small_cases import cases, changed_cases, only_failure, outcomes, run, small_house
from schemes.small import small


def test_cases_that_come_out_are_a_proof():
    catalog = small_house().catalog

    proof = prove(catalog, catalog.installed("small"))

    assert proof.holds
    assert proof.as_json() == {
        "digest": sha256(cases()).hexdigest(),
        "run": 2,
        "passed": 2,
        "skipped": 0,
        "failed": [],
    }


def test_a_scheme_without_cases_has_an_empty_proof():
    catalog = small_house().catalog
    nothing = {"digest": "", "run": 0, "passed": 0, "skipped": 0, "failed": []}

    assert prove_file(catalog, b"").as_json() == nothing
    assert prove(catalog, replace(catalog.installed("small"), cases=b"")).as_json() == nothing


def test_a_draft_that_is_not_installed_is_proven_by_its_own_rules():
    catalog = load(found=()).catalog
    draft = load_scheme(small(), cases=cases())
    lower = load_scheme(small(("rate: 75%", "rate: 70%")), cases=cases())

    assert prove(catalog.with_draft(draft), draft).holds
    (failed,) = prove(catalog.with_draft(lower), lower).failed
    assert (failed.id, failed.wrong_sum, failed.difference) == (
        "SM-01",
        True,
        (
            "交付額：想定は 103,000円、結果は 96,000円",
            "端数処理の前の額 103,800 が計算の過程にありません",
        ),
    )


def test_a_draft_of_an_installed_scheme_is_proven_beside_it():
    catalog = small_house().catalog
    lower = load_scheme(small(("rate: 75%", "rate: 70%")), cases=cases())

    assert not prove(catalog.with_draft(lower), lower).holds
    assert prove(catalog, catalog.installed("small")).holds


def test_a_file_is_run_for_all_or_for_one_scheme_or_course():
    catalog = small_house().catalog

    ids = {
        name: [one.id for one in prove_file(catalog, cases(), name).results]
        for name in ("", "small", "small.start", "small.next", "other")
    }

    assert ids == {
        "": ["SM-01", "SM-S1"],
        "small": ["SM-01", "SM-S1"],
        "small.start": ["SM-01"],
        "small.next": ["SM-S1"],
        "other": [],
    }


def test_a_course_is_found_by_an_older_id():
    older = ("    title: はじめてコース\n    summary", "    title: はじめてコース\n    known_as: [old.one]\n    summary")  # fmt: skip
    catalog = small_house(older).catalog
    content = changed_cases(
        ("scheme: small.start", "scheme: old.one"),
        ("previous_awards: []", "previous_awards: [{course: old.one, fiscal_year: 2024}]"),
    )

    for name in ("", "small", "small.start", "old.one"):
        award = prove_file(catalog, content, name).results[0]
        assert (award.scheme, award.difference) == (
            "old.one",
            (
                "理由：想定はなし（要件を満たす）、結果はnot_first_time（「この制度の補助を初めて受ける」でない）",
            ),
        )


@pytest.mark.parametrize(
    ("old", "new", "difference", "wrong_sum"),
    [
        ("award: 103000}", "award: 104000}",
         "交付額：想定は 104,000円、結果は 103,000円", True),
        ("raw: '103800'", "raw: '207600/2', base: 1", None, None),
        ("raw: '103800'", "raw: '103800.0'", None, None),
        ("raw: '103800'", "raw: '207601/2'",
         "端数処理の前の額 103,800.5 が計算の過程にありません", True),
        ("members: 9", "members: 4",
         "理由：想定はなし（要件を満たす）、結果はtoo_few_members（「構成員が5人以上いる」でない）", False),
        ("filed_at: 2025-12-08T23:59", "filed_at: 2025-12-09T00:00",
         "理由：想定はなし（要件を満たす）、結果はlate_filing（「提出期限までに提出した」でない）", False),
        ("deadline: '2025-12-08'", "deadline: 2025-12-08T23:59", None, None),
        ("deadline: '2025-12-08'", "deadline: 2025-12-08T23:58",
         "理由：想定はなし（要件を満たす）、結果はlate_filing（「提出期限までに提出した」でない）", False),
        ("decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000",
         "decision: rejected, reasons: [too_few_members], award: 0",
         "理由：想定はtoo_few_members、結果はなし（要件を満たす）", False),
        ("fixed_amount: 135000", "fixed_amount: 134999",
         "確定額：想定は 134,999円、結果は 135,000円", True),
        ("return_amount: 65000", "return_amount: 0", "返還額：想定は 0円、結果は 65,000円", True),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_its_working(old, new, difference, wrong_sum):
    proof = run(changed_cases((old, new)))

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
    content = changed_cases(
        ("scheme: small.start", "scheme: small.next"),
        ("amount: 103000}", "amount: 49999}"),
        ("previous_awards: []", "previous_awards: [{course: small.start, fiscal_year: 2024}]"),
        ("decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000",
         "decision: rejected, reasons: [below_minimum_amount], award: 0"),
    )  # fmt: skip

    assert outcomes(content)["SM-01"] == ("passed", ())


@pytest.mark.parametrize(("old", "new", "sentence", "code"), BROKEN_CASES)
def test_a_case_that_cannot_be_read_has_failed_with_its_line(old, new, sentence, code):
    failed = only_failure(changed_cases((old, new)))

    assert (failed.difference, failed.wrong_sum) == ((sentence,), True)
    said = re.sub(r"\\{\w+\\}", ".*", re.escape(CATALOGUE[code].ja))
    assert re.fullmatch(said, sentence.partition(": ")[2])


def test_all_that_is_wrong_with_a_case_is_told_at_once():
    failed = only_failure(
        changed_cases(
            ("members: 9", "members: 九人"),
            ("deadline: '2025-12-08'", "deadline: '2025-12-38'"),
            ("category: 報償費, item", "categroy: 報償費, item"),
        )
    )

    assert [one.partition(": ")[0] for one in failed.difference] == [
        "6行目 cases.0.applicant.members",
        "7行目 cases.0.filing.deadline",
        "10行目 cases.0.budget.expenses.0.category",
        "10行目 cases.0.budget.expenses.0.categroy",
    ]


def test_a_case_of_a_course_that_is_not_installed_is_skipped_whatever_it_holds():
    content = changed_cases(
        ("scheme: small.start", "scheme: other.start"), ("members: 9", "people: 9")
    )

    assert outcomes(content) == {
        "SM-01": ("skipped", ("コース「other.start」は入っていません",)),
        "SM-S1": ("passed", ()),
    }


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
        ("計算できません：broken / koubo_award_amount: ZeroDivisionError: no rate",),
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


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"version: 1\ncases: none\n", "2行目 cases: 「- 」で始まる一覧で書いてください"),
        (b"cases: []\ncases: []\n", "2行目 cases: 同じ項目が2回書かれています"),
        ("cases:\n- {title: 例}\n".encode("cp932"),
         "2行目: 文字コードが UTF-8 ではありません。UTF-8 で保存し直してください"),
        (b"cases: &c []\nreview_cases: *c\n",
         "2行目: 「*名前」の形の引用は使えません。同じ内容をそのまま書いてください"),
    ],
    ids=["no list", "doubled key", "CP932", "alias"],
)  # fmt: skip
def test_a_file_without_sense_is_refused_with_its_line(content, complaint):
    with pytest.raises(BrokenSchemeFile) as broken:
        run(content)

    assert broken.value.text("cases.yaml") == f"cases.yaml:{complaint}"


def test_a_sum_written_twice_is_not_passed_over():
    with pytest.raises(BrokenSchemeFile) as broken:
        run(changed_cases(("award: 103000}", "award: 103000, award: 0}")))

    assert broken.value.text("cases.yaml") == (
        "cases.yaml:17行目 cases.0.expected.award: 同じ項目が2回書かれています"
    )
