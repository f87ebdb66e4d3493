"""A draft to typed answers to a snapshot and back: conditions, sums, consents, what paper can show."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.applications.printable import organisation_problems
from koubo.applications.schemas import (
    answers_from_json,
    answers_to_json,
    prefilled,
    publishable,
    read_answers,
)
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.form_columns import export_columns, export_row
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import Sources
from schemes.small import every_word

SCHEME = load_scheme(every_word())
FORM = SCHEME.form_for(FilingKind.PROPOSAL, SCHEME.courses[0])
SOURCES = Sources(departments=("防災課",), cost_categories=("報償費",))
BUDGET = {
    "expenses": [{"category": "報償費", "item": "講師", "amount": "61,000"}],
    "incomes": [{"kind": "requested_grant", "item": "", "amount": "61000"}],
}
STEP = {"day": "令和8年5月1日", "what": "植える", "kind": "屋外", "cost": "12,000", "people": "8"}
DRAFT: dict[str, Any] = {
    "project_name": "花の道",
    "plan": "花を植える。",
    "plan.publish": "はい",
    "fee": "２，０００円",
    "starts_on": "R8.4.1",
    "consulted_on": {"year": "令和7", "month": "12", "day": "1"},
    "field": "福祉",
    "partner": "防災課",
    "bylaws_kept": "はい",
    "unchanged_continuation": "いいえ",
    "steps": [STEP, {}, {**STEP, "cost": ""}],
    "leader": "山田 花子",
    "leader_kana": "やまだ はなこ",
    "members": "12",
    "residents": "10",
    "ages": "18、24",
    "groups": [{"name": "南町会", "role": "地域団体"}],
    "budget": BUDGET,
    "pledge": "はい",
}
FILES = {"bylaws": 1}


def read(changes: dict[str, Any] | None = None, files: dict[str, int] = FILES):
    return read_answers(FORM, {**DRAFT, **(changes or {})}, SOURCES, files)


def problems(changes: dict[str, Any], files: dict[str, int] = FILES) -> dict[str, str]:
    return {one.field: one.message for one in read(changes, files).problems}


def test_a_whole_draft_is_read_kept_given_back_and_typed_again():
    reading = read()
    kept = json.loads(json.dumps(answers_to_json(FORM, reading.answers)))

    assert reading.problems == ()
    assert reading.not_asked == frozenset()
    assert answers_from_json(FORM, kept) == reading.answers
    again = read_answers(FORM, {**prefilled(FORM, kept), "pledge": "はい"}, SOURCES, FILES)
    assert again.problems == ()
    # What is given anew with each paper is not taken over.
    assert {**again.answers, "plan.publish": True} == reading.answers


def test_what_hangs_on_another_answer_is_neither_asked_nor_kept_without_it():
    assert problems({}, {}) == {"bylaws": "「規約」のファイルを添付してください。"}

    without = read({"bylaws_kept": "いいえ"}, {})
    unanswered = read({"bylaws_kept": ""}, {})

    assert (without.problems, without.not_asked) == ((), frozenset({"bylaws"}))
    assert [one.field for one in unanswered.problems] == ["bylaws_kept"]
    assert unanswered.not_asked == frozenset({"bylaws"})


def test_whoever_mends_an_answer_mends_what_hangs_on_it_too():
    assert FORM.opened_by(["plan", "bylaws_kept"]) == ("plan", "bylaws_kept", "bylaws")
    assert FORM.opened_by(["bylaws"]) == ("bylaws",)


def test_a_sum_shows_how_it_came_about_and_what_counts_as_nothing():
    def told(changes):
        found = read(changes).answers.get("net")
        return None if found is None else (found.value, found.working.text)

    assert told({}) == (10_000, "予定の費用 12,000円 － 参加費 2,000円 ＝ 10,000円")
    assert told({"fee": ""}) == (12_000, "予定の費用 12,000円 － 参加費 0円（未入力） ＝ 12,000円")
    assert told({"steps": []}) == (-2_000, "予定の費用 0円（未入力） － 参加費 2,000円 ＝ -2,000円")
    assert told({"fee": "二千円"}) is None
    # Whoever sends a sum is not believed.
    assert told({"net": "1"}) == told({})


def test_a_table_that_may_be_left_out_is_judged_once_it_is_begun():
    assert problems({"steps": [{"day": "", "what": "植える"}]}) == {
        "steps.0.day": "「日」を入力してください。",
        "steps.0.kind": "「種類」を入力してください。",
        "steps.0.people": "「人数」を入力してください。",
    }


def test_only_what_may_be_published_is_given_to_the_public():
    agreed, refused = read().answers, read({"plan.publish": ""}).answers

    assert publishable(FORM, agreed) == {"project_name": "花の道", "plan": "花を植える。"}
    assert publishable(FORM, refused) == {"project_name": "花の道"}
    assert answers_to_json(FORM, refused)["plan.publish"] is False


@pytest.mark.parametrize("text", ["花の道😀", "花の\ue000道"])
def test_a_line_that_no_paper_can_show_names_the_character_and_the_remedy(text):
    wrong = text.strip("花の道")

    assert problems({"project_name": text}) == {
        "project_name": (
            f"「事業の名称」に、通知書などの書類に印刷できない文字があります："
            f"「{wrong}」（U+{ord(wrong):04X}）。絵文字や外字は使わず、ふつうの漢字・かなに直してください。"
        )
    }
    assert set(problems({"steps": [STEP, {}, {**STEP, "what": text}]})) == {"steps.2.what"}
    assert set(problems({"groups": [{"name": text, "role": "地域団体"}]})) == {"groups.0.name"}
    (note,) = read({"plan": text}).notes
    assert (note.field, read({"plan": text}).problems) == ("plan", ())
    assert "「〓」になる文字" in note.message


def test_rare_letters_of_names_are_no_fault():
    assert problems({"leader": "髙﨑 𠮷邦（葛\U000e0100城）ﾔﾏﾀﾞ①㈱"}) == {}
    assert list(organisation_problems({"name": "髙島の会", "representative": "𠮷野"})) == []
    (one,) = organisation_problems({"name": "はな💐の会"})
    assert "団体の情報の団体名に" in one.message
    assert "（U+1F490）" in one.message


@given(
    fee=st.integers(0, 10**9),
    costs=st.lists(st.integers(0, 10**9) | st.none(), max_size=10),
)
def test_a_sum_is_always_its_parts(fee: int, costs: list[int | None]) -> None:
    rows = [{**STEP, "cost": "" if one is None else f"{one:,}"} for one in costs]

    answers = read({"fee": str(fee), "steps": rows}).answers

    assert answers["net"].value == sum(one or 0 for one in costs) - fee
    columns = [key for key, _ in export_columns(FORM)]
    row = dict(zip(columns, export_row(FORM, answers), strict=True))
    # A number that somebody had put into the snapshot by hand would not be believed.
    assert row["net"] == answers["net"].value
    assert (row["steps.cost.total"] or 0) == sum(one or 0 for one in costs)
    assert row["fee"] == fee


TYPED = st.text(max_size=8)
RAW: st.SearchStrategy[Any] = st.recursive(
    TYPED | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TYPED, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([one.id for one in FORM.questions()]), RAW, max_size=4))
def test_whatever_a_draft_holds_is_judged_and_nothing_breaks(changes: dict[str, Any]) -> None:
    reading = read(changes)

    kept = json.loads(json.dumps(answers_to_json(FORM, reading.answers)))
    assert answers_from_json(FORM, kept) == reading.answers
