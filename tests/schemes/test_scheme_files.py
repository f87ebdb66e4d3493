"""A scheme file in order becomes a scheme; a broken one says every mistake with its line."""

from fractions import Fraction

import pytest

from koubo.money import Rounding
from koubo.schemes.amount import Funding
from koubo.schemes.eligibility.conditions import FirstTime, Members, Prerequisite, Years
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind, fill, unknown_placeholders
from koubo.schemes.reading import MAX_BYTES, BrokenSchemeFile, Complaint
from koubo.schemes.schemas import load_scheme
from schemes.broken import BROKEN, MAPPING, ONCE_MORE
from schemes.small import SMALL, small


def complaints(content: bytes) -> list[str]:
    with pytest.raises(BrokenSchemeFile) as broken:
        load_scheme(content)
    return broken.value.text("small.yaml").splitlines()


def test_a_file_in_order_becomes_a_scheme():
    scheme = load_scheme(small())

    assert [course.id for course in scheme.courses] == ["small.start", "small.next"]
    assert scheme.courses[0].funding == Funding(
        rate=Figure(Fraction(3, 4)),
        cap=Figure(150_000, "要綱第3条"),
        unit=Figure(1000, "", "端数処理は確認できていない"),
        rounding=Rounding.DOWN,
        minimum=None,
    )
    assert scheme.courses[1].funding.minimum == Figure(50_000)
    assert scheme.courses[0].conditions == (Members(Figure(5)), FirstTime(Figure("small")))
    assert scheme.courses[1].conditions == (
        Years(Figure(3), ("small.next", "small.start"), Figure(True)),
        Prerequisite("small.start", "はじめてコース", Figure(1), Figure(False)),
    )
    assert [stage.allocates for stage in scheme.stages] == [True]
    assert scheme.advance_share == Figure(Fraction(1, 2))


def test_the_text_and_the_cases_are_kept_as_they_were_read():
    scheme = load_scheme(b"\xef\xbb\xbf" + small(), cases=b"cases: []\n")

    assert scheme.text == SMALL
    assert scheme.cases == b"cases: []\n"


def test_without_an_advance_share_nothing_is_paid_in_advance():
    assert load_scheme(small(("advance_share: 50%\n", ""))).advance_share == Figure(Fraction(0))


def test_a_form_asks_a_course_only_its_own_questions():
    scheme = load_scheme(small())
    start, following = scheme.courses

    asked = [
        [question.id for question in scheme.form_for(FilingKind.PROPOSAL, course).questions()]
        for course in (start, following)
    ]

    assert asked == [
        ["project_name", "budget", "pledge"],
        ["project_name", "theme", "budget", "pledge"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN]
)
def test_a_broken_file_says_what_is_wrong_and_where(old, new, expected):
    assert complaints(small((old, new))) == sorted(
        (f"small.yaml:{one}" for one in expected), key=_line
    )


def _line(complaint: str) -> int:
    return int(complaint.removeprefix("small.yaml:").partition("行目")[0])


def test_two_courses_of_one_name_are_refused_at_the_second():
    both = small(("- id: next", "- id: start"), ("small.next, small.start", "small.start"),
                 ("courses: [next]", "courses: [start]"))  # fmt: skip

    assert complaints(both) == ["small.yaml:26行目 courses.1.id: 「start」" + ONCE_MORE]


def test_two_staff_checks_of_one_name_are_refused_at_the_second():
    check = "{rule: staff_check, id: tax, title: 税の滞納がない, code: tax_arrears}"
    twice = small(("{rule: first_time, scheme: small}", f"{check}\n      - {check}"))

    assert complaints(twice) == [
        "small.yaml:26行目 courses.0.eligibility.2.id: 「tax」" + ONCE_MORE
    ]


def test_all_mistakes_come_at_once():
    content = small(("city: 見本市", "city: 見本市\ncity: 別の市"), ("rate: 75%", "rate: 七割五分"),
                    ("lowest: 0", "lowest: 零"), ("advance_share: 50%", "advance: 50%"))  # fmt: skip

    assert complaints(content) == [
        "small.yaml:4行目 city: 同じ項目が2回書かれています",
        "small.yaml:20行目 courses.0.funding.rate: この項目を確認してください。"
        "割合は「90%」または「9/10」のように入力してください。",
        "small.yaml:67行目 criteria.1.lowest: "
        "この項目は「12」のように0以上の整数で入力してください。",
        "small.yaml:89行目 advance: この項目はありません（「advance_share」のことですか）",
    ]


def test_references_are_all_followed_at_once():
    content = small(("course: small.start", "course: small.begin"), ("[public, able]}", "[nothing]}"),
                    ("opening: $reason", "opening: $reasons"))  # fmt: skip

    assert complaints(content) == [
        "small.yaml:41行目 courses.1.eligibility.1.course: "
        "コース「small.begin」はこのファイルにありません",
        "small.yaml:68行目 stages.0.criteria.0: 審査項目「nothing」がありません",
        "small.yaml:77行目 letters.ineligible.opening: 差し込み「$reasons」は使えません",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            SMALL.encode("cp932"),
            "2行目: 文字コードが UTF-8 ではありません。UTF-8 で保存し直してください",
            id="CP932",
        ),
        pytest.param(b"", f"1行目: {MAPPING}", id="empty"),
        pytest.param(b"- a\n- b\n", f"1行目: {MAPPING}", id="a list"),
        pytest.param(b"# nothing\n", f"1行目: {MAPPING}", id="only a comment"),
        pytest.param(b"id: " + b"[" * 5000, "1行目: 括弧の入れ子が深すぎます", id="brackets"),
        pytest.param(b"a" * (MAX_BYTES + 1), "1行目: 大きすぎます（1000KBまで）", id="too big"),
    ],
)
def test_bytes_that_are_no_scheme_file(content, expected):
    assert complaints(content) == [f"small.yaml:{expected}"]


def test_a_tag_of_yaml_is_no_more_than_text():
    tagged = small(("office: 市民課", "office: !!python/name:os.system 市民課"))

    assert load_scheme(tagged).office == "市民課"


def test_a_complaint_about_the_whole_file_names_no_item():
    assert Complaint(3, "", "読み取れません").text("a.yaml") == "a.yaml:3行目: 読み取れません"


def test_a_letter_is_filled_with_plain_text():
    letter = load_scheme(small()).letters[LetterKind.SELECTED]

    assert fill(letter.opening, {"project": "花壇 $amount"}) == "花壇 $amount を採択します。"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("$amount と ${reason}", []), ("$$100", []), ("$amount円", []), ("$1", ["$"]), ("$name $amount", ["name"])],
)  # fmt: skip
def test_placeholders_that_are_none_are_found(text, unknown):
    assert unknown_placeholders(text) == unknown
