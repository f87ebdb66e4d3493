"""What stands where on a letter: room for what is not known yet, nobody's name, full pages."""

from dataclasses import replace
from datetime import date

import pytest

from koubo.papers.letters import Letter, Press, Seal, letter_amount
from papers.test_letters import a_letter, pages, text

CONDITION = "帳簿を備え、証拠書類を整理し、事業の完了した年度の翌年度から5年間保存すること。"
NAME = "特定非営利活動法人　髙﨑𠮷①㈱と水島の未来をつくる市民と企業と協働推進会議本部会"


@pytest.fixture(scope="module")
def press():
    return Press()


def test_a_draft_without_its_kessai_leaves_room_for_number_and_day(press):
    draft = a_letter(draft=True, document_number="", issued_on=None, seal=Seal.SEALED)

    page = pages(press.letter(draft))[0]

    assert page[3:5] == ["第　　　　　号", "令和　　年　　月　　日"]
    assert "公印" in page
    assert Letter.from_json(draft.as_json()) == draft
    assert press.letter(Letter.from_json(draft.as_json())) == press.letter(draft)


def test_each_letter_among_several_has_its_own_day_and_number(press):
    letters = [
        a_letter(draft=True, document_number="", issued_on=None),
        a_letter(document_number="第2号", issued_on=date(2027, 4, 1)),
    ]

    printed = pages(press.letters(letters))

    assert "令和　　年　　月　　日" in printed[0]
    assert printed[-1][1:3] == ["第2号", "令和9年4月1日"]


def test_a_group_without_a_person_is_addressed_as_a_group(press):
    page = pages(press.letter(a_letter(addressee=("倉敷市水島1", "水辺の会　御中"))))[0]

    assert page[3:5] == ["倉敷市水島1", "水辺の会　御中"]


def test_onchu_is_never_torn_apart(press):
    page = pages(press.letter(a_letter(addressee=("倉敷市水島1", f"{NAME}　御中"))))[0]

    assert "".join(page[4:6]) == f"{NAME}　御中"
    assert page[5] == "御中"


@pytest.mark.parametrize("draft", [False, True])
def test_the_contact_never_stands_on_a_page_alone(press, draft):
    alone = []
    for count in range(6, 22):
        letter = a_letter(conditions=(CONDITION,) * count, draft=draft)
        last = pages(press.letter(letter))[-1]
        if last.index("問合せ先") == (1 if draft else 0):
            alone.append(count)

    assert alone == []


def test_two_pages_of_conditions_keep_their_numbers_and_their_text(press):
    conditions = tuple(f"第{number}の条件：{CONDITION}" for number in range(1, 31))

    printed = text(press.letter(a_letter(conditions=conditions)))

    assert [one for one in conditions if one not in printed] == []
    assert printed.index("（１）第1の条件") < printed.index("（30）第30の条件")


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "金0円"), (1, "金1円"), (12_345_678_901, "金12,345,678,901円")]
)
def test_an_amount_of_any_size_is_printed_on_one_line(press, amount, written):
    letter = a_letter(items=(("確定額", letter_amount(amount)),))

    assert f"１確定額{written}" in pages(press.letter(letter))[0]


def test_a_letter_from_before_marks_and_values_is_still_read(press):
    """Letters are kept as JSON for decades: one that lacks a later field prints as it did."""
    letter = replace(a_letter(), mark="", values=())
    stored = letter.as_json()
    del stored["mark"], stored["values"]

    assert press.letter(Letter.from_json(stored)) == press.letter(letter)
