"""What a scheme file may not say about stages, criteria and selection, with line and code."""

import pytest

from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from review.own_scheme import UNCHANGED, own_scheme

REVIEW = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 10}
stages:
  - {id: papers, title: 書類, method: documents, criteria: [whole], courses: [start]}
  - {id: talk, title: 公開, method: hearing, criteria: [whole], courses: [start]}
  - {id: contest, title: コンテスト, method: contest, criteria: [whole], courses: [next]}
selection:
  aggregate: sum_of_points
  vetoes: {value: [{criterion: whole, at_most: 1, more_than: 1/2}], source: 要綱}
  tie_breakers: {value: [{by: criterion, criterion: whole}], 要確認: 未確認}
  allocation: equal_and_score
"""
NEXT = "courses: [next]}"
CASES = [
    ("last for some", "[whole], courses: [start]}\n  - {id: contest", "[whole]}\n  - {id: contest", 5, "stages.1", "last_for_some"),
    ("unknown course", NEXT, "courses: [next, third]}", 6, "stages.2.courses.1", "unknown_course"),
    ("a course twice", NEXT, "courses: [next, next]}", 6, "stages.2.courses.1", "listed_twice"),
    ("a course that nobody judges", f"\n  - {{id: contest, title: コンテスト, method: contest, criteria: [whole], {NEXT}", "", None, "courses.1", "judged_nowhere"),
    ("unknown method", "method: hearing", "method: interview", 5, "stages.1.method", "choose"),
    ("unknown waiver", NEXT, f"{NEXT[:-1]}, waived_for: [renewal]}}", 6, "stages.2.waived_for.0", "choose"),
    ("unknown key in a veto", "at_most: 1", "at_mots: 1", 9, "selection.vetoes.value.0.at_mots", "unknown_key"),
    ("veto of an unknown criterion", "criterion: whole, at_most", "criterion: hole, at_most", 9, "selection.vetoes.value.0.criterion", "unknown_criterion"),
    ("tie broken by nothing", "{by: criterion, criterion: whole}", "{by: criterion}", 10, "selection.tie_breakers.value.0", "only_with_criterion"),
    ("side key of old", "  allocation:", "  vetoes_要確認: 未確認\n  allocation:", 11, "selection.vetoes_要確認", "unknown_key"),
    ("unknown allocation", "equal_and_score", "by_lot", 11, "selection.allocation", "choose"),
    ("unknown recusal", "  allocation:", "  recusal: forget\n  allocation:", 11, "selection.recusal", "choose"),
]  # fmt: skip
"""A name, what stands in the file, what stands there instead; line within, path, code."""


def broken(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BrokenSchemeFile) as found:
        load_scheme(text.encode())
    return [(one.line, one.path, one.code) for one in found.value.complaints]


def first_line(text: str) -> int:
    return text[: text.index("criteria:\n")].count("\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "code"),
    [one[1:] for one in CASES],
    ids=[one[0] for one in CASES],
)
def test_a_broken_review_part_says_what_and_where(old, new, line, path, code):
    assert REVIEW.count(old) == 1
    text = own_scheme(REVIEW.replace(old, new))

    complaints = broken(text)

    told = [
        (at - first_line(text) if line else None, where, what) for at, where, what in complaints
    ]
    assert (line, path, code) in told


def test_a_waiver_needs_the_question_that_it_goes_by():
    text = own_scheme(REVIEW.replace(NEXT, f"{NEXT[:-1]}, waived_for: [unchanged_continuation]}}"))

    assert load_scheme(text.encode()).stages[2].waived_for == ("unchanged_continuation",)
    lacking = text.replace(UNCHANGED, "")
    assert broken(lacking) == [(first_line(lacking) + 6, "stages.2.waived_for", "waiver_not_asked")]


def test_lists_stand_plain_or_with_their_source():
    rule = load_scheme(own_scheme(REVIEW).encode()).selection

    assert (rule.vetoes.source, rule.tie_breakers.to_confirm) == ("要綱", "未確認")
    assert (rule.vetoes.value[0].criterion, rule.tie_breakers.value[0].criterion) == (
        "whole",
        "whole",
    )
