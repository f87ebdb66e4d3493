"""Problems come all at once; refusals say what to do."""

import copy

import pytest

from koubo.problems import Problem, Problems, Refused


def test_problems_are_all_carried_in_order():
    found = [
        Problem("required", "事業の名称を入力してください。", field="project_name"),
        Problem("too_young", "１年以上の活動実績が必要です。"),
    ]

    raised = Problems(iter(found))

    assert raised.problems == tuple(found)
    assert str(raised) == "事業の名称を入力してください。\n１年以上の活動実績が必要です。"
    assert copy.copy(raised).problems == tuple(found)


def test_problems_without_a_problem_is_a_fault():
    with pytest.raises(ValueError, match="at least one problem"):
        Problems([])


def test_a_refusal_carries_its_sentence():
    refused = Refused("受付は終了しました。事務局へお問い合わせください。")

    assert refused.message == str(refused) == "受付は終了しました。事務局へお問い合わせください。"
