import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.storage.receipts import ALPHABET, is_receipt_number, receipt_number

PREFIXES = st.from_regex(r"[A-Z0-9]{1,8}(-[A-Z0-9]{1,8}){0,2}", fullmatch=True)
NUMBERS = st.builds(receipt_number, PREFIXES, st.integers(1, 10**9))


def test_a_receipt_number_reads_as_prefix_sequence_and_check() -> None:
    assert receipt_number("R8-TEIAN", 12) == "R8-TEIAN-0012-04"
    assert receipt_number("R8-TEIAN", 123456) == "R8-TEIAN-123456-19"


@given(NUMBERS)
def test_a_receipt_number_is_one(number: str) -> None:
    assert is_receipt_number(number)


@given(NUMBERS, st.data())
def test_every_single_wrong_character_is_found(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(number[place], "")))

    assert not is_receipt_number(number[:place] + wrong + number[place + 1 :])


@given(NUMBERS, st.data())
def test_every_swap_of_neighbours_is_found(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 2))
    first, second = number[place], number[place + 1]
    swapped = number[:place] + second + first + number[place + 2 :]

    assert is_receipt_number(swapped) == (first == second)


def test_every_single_error_and_swap_of_one_number_is_found() -> None:
    number = receipt_number("R8-TEIAN", 12)
    wrong = [
        number[:place] + character + number[place + 1 :]
        for place in range(len(number))
        for character in string.printable
        if character != number[place]
    ]
    swapped = [
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for place in range(len(number) - 1)
        if number[place] != number[place + 1]
    ]

    assert [text for text in wrong + swapped if is_receipt_number(text)] == []


@pytest.mark.parametrize("text", ["", "-", "R8", "R8-0012", "R8-0012-5", "R8-００１２-04", "Ｒ8"])
def test_what_is_no_receipt_number_is_not_taken_for_one(text: str) -> None:
    assert not is_receipt_number(text)


@pytest.mark.parametrize(
    ("prefix", "sequence"), [("", 1), ("r8", 1), ("R8-", 1), ("R8--A", 1), ("令8", 1), ("R8", 0)]
)
def test_an_unfit_prefix_or_sequence_is_refused(prefix: str, sequence: int) -> None:
    with pytest.raises(ValueError, match=r"prefix|begin at 1"):
        receipt_number(prefix, sequence)
