"""Two texts side by side: nothing is lost, and only what differs is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.applications.differences import (
    Mark,
    Piece,
    file_differences,
    text_difference,
)

TEXTS = st.text(alphabet="春夏の会あいアイ12,。\n 𠮷a", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_stand_whole_on_their_sides(before: str, after: str) -> None:
    found = text_difference(before, after)

    assert "".join(one.text for one in found.before) == before
    assert "".join(one.text for one in found.after) == after
    assert found.is_changed == (before != after)
    same = [
        [one.text for one in side if one.mark is Mark.SAME] for side in (found.before, found.after)
    ]
    assert "".join(same[0]) == "".join(same[1])


def test_a_changed_word_is_marked_and_the_rest_is_not() -> None:
    found = text_difference("公民館で4回遊ぶ。\n雨なら休む。", "公民館で12回遊ぶ。\n雨なら休む。")

    assert [one for one in found.before if one.mark is not Mark.SAME] == [Piece(Mark.REMOVED, "4")]
    assert [one for one in found.after if one.mark is not Mark.SAME] == [Piece(Mark.ADDED, "12")]


def test_a_line_that_was_put_in_is_marked_as_one_piece() -> None:
    found = text_difference("一日目\n三日目\n", "一日目\n二日目\n三日目\n")

    assert found.before == (Piece(Mark.SAME, "一日目\n三日目\n"),)
    assert found.after[1] == Piece(Mark.ADDED, "二日目\n")


@pytest.mark.parametrize("length", [0, 60_000])
def test_a_text_of_any_length_is_compared(length: int) -> None:
    found = text_difference("あア" * (length // 2), "x")

    assert found.after == (Piece(Mark.ADDED, "x"),)


def test_files_are_told_apart_by_content_and_then_by_name() -> None:
    kept = {"name": "規約.pdf", "sha256": "a"}
    old, new = {"name": "名簿.pdf", "sha256": "b"}, {"name": "名簿.pdf", "sha256": "c"}
    gone, fresh = {"name": "古い.pdf", "sha256": "d"}, {"name": "写真.jpg", "sha256": "e"}

    found = file_differences([kept, old, gone], [kept, new, fresh])

    assert [(one.mark, one.file["sha256"]) for one in found] == [
        (Mark.SAME, "a"),
        (Mark.REPLACED, "c"),
        (Mark.ADDED, "e"),
        (Mark.REMOVED, "d"),
    ]
