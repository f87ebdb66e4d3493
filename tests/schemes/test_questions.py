"""Each kind of question: what it takes, how it is kept, how it reads."""

import json
from datetime import date

import pytest
from marshmallow import ValidationError

from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question, Sources

SOURCES = Sources(
    departments=("防災推進課", "環境政策課"),
    cost_categories=("報償費",),
    ineligible_categories=("食糧費",),
)
BUDGET = Budget(
    (ExpenseLine("報償費", "講師", 60_000), ExpenseLine("食糧費", "茶", 1_000, eligible=False)),
    (IncomeLine(IncomeKind.REQUESTED_GRANT, "市から", 61_000),),
)
RAW_BUDGET = {
    "expenses": [
        {"category": "報償費", "item": "講師", "amount": "60,000"},
        {"category": "食糧費", "item": "茶", "amount": "1,000"},
    ],
    "incomes": [{"kind": "requested_grant", "item": "市から", "amount": "61000"}],
}

ROLES = ("事業者", "地域団体")
AGES = "「18、24、39」のように、全員の年齢を読点で区切って入力してください。"

GOOD = [
    ("line", {}, " まちなか防災 ", "まちなか防災", "まちなか防災"),
    ("text", {}, "一行目\n二行目", "一行目\n二行目", "一行目\n二行目"),
    ("yen", {}, "４８０，５００円", 480_500, "480,500円"),
    ("whole", {}, "12", 12, "12"),
    ("date", {}, "令和8年4月1日", date(2026, 4, 1), "令和8年4月1日"),
    ("date", {}, {"year": "2026", "month": "4", "day": "1"}, date(2026, 4, 1), "令和8年4月1日"),
    ("choice", {"choices": ("防災", "福祉")}, "福祉", "福祉", "福祉"),
    ("department", {}, "防災推進課", "防災推進課", "防災推進課"),
    ("yes_no", {}, "はい", True, "はい"),
    ("yes_no", {}, "いいえ", False, "いいえ"),
    ("declaration", {}, "on", True, "誓約します"),
    ("budget", {}, RAW_BUDGET, BUDGET, "総事業費 61,000円（対象経費 60,000円）"),
    ("files", {}, [3, 8], [3, 8], "2件"),
    ("ages", {}, "１８、24歳 39", (18, 24, 39), "18歳、24歳、39歳"),
    ("groups", {}, [{"name": " 南町会 "}, {"name": ""}], (GroupFacts("南町会"),), "南町会"),
    (
        "groups",
        {"choices": ROLES},
        [{"name": "南町会", "role": "地域団体"}],
        (GroupFacts("南町会", "地域団体"),),
        "南町会（地域団体）",
    ),
]

BAD = [
    ("line", {"max_length": 5}, "あいうえおか",
     "この項目は5字以内で入力してください（いま6字です）。"),
    ("line", {}, "二\n行", "この項目は改行やタブを入れずに1行で入力してください。"),
    ("line", {}, "あ" * 201, "この項目は200字以内で入力してください（いま201字です）。"),
    ("text", {}, "あ" * 4001, "この項目は4,000字以内で入力してください（いま4,001字です）。"),
    ("yen", {}, "千円",
     "この項目を確認してください。金額は「480,500」のように数字で入力してください。"),
    ("whole", {}, "-1", "この項目は「12」のように0以上の整数で入力してください。"),
    ("choice", {"choices": ("防災", "福祉")}, "観光", "一覧の中から選んでください。"),
    ("department", {}, "税務課", "一覧の中から選んでください。"),
    ("yes_no", {}, "たぶん", "この項目は「はい」か「いいえ」で答えてください。"),
    ("declaration", {}, "no", "内容を読んで、あてはまるときは□に印を付けてください。"),
    ("files", {}, "3", "ファイルを選び直してください。"),
    ("ages", {}, "18、若い", AGES),
    ("ages", {}, "18、121", AGES),
    ("ages", {}, "-5", AGES),
    ("ages", {}, "、", "この項目を入力してください。"),
    ("groups", {}, "南町会", "50行までにしてください。"),
    ("groups", {}, [{"name": "x"}] * 51, "50行までにしてください。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "raw", "value", "text"), GOOD)
def test_an_answer_is_read_kept_and_shown(kind, more, raw, value, text):
    question = QUESTION_KINDS[kind]

    read = question.field(Question("q", kind, "問い", **more), SOURCES).deserialize(raw)
    kept = json.loads(json.dumps(question.to_json(read)))

    assert read == value
    assert question.from_json(kept) == value
    assert question.text(read) == text


@pytest.mark.parametrize(("kind", "more", "raw", "complaint"), BAD)
def test_an_answer_that_cannot_be_says_what_to_do(kind, more, raw, complaint):
    field = QUESTION_KINDS[kind].field(Question("q", kind, "問い", **more), SOURCES)

    with pytest.raises(ValidationError) as raised:
        field.deserialize(raw)

    assert raised.value.messages == [complaint]


def test_every_line_about_groups_is_judged_by_itself():
    field = QUESTION_KINDS["groups"].field(Question("q", "groups", "団体", choices=ROLES), SOURCES)

    with pytest.raises(ValidationError) as raised:
        field.deserialize(
            [{"name": "南町会", "role": "地域団体"}, {}, {"name": "あおば会", "role": "大学"},
             {"name": " ", "role": "事業者"}]
        )  # fmt: skip

    assert raised.value.messages == {
        2: {"role": ["役割を一覧の中から選んでください。"]},
        3: {"name": ["この項目を入力してください。"]},
    }


def test_what_was_kept_is_typed_again_as_it_was():
    ages, groups = QUESTION_KINDS["ages"], QUESTION_KINDS["groups"]
    joined = (GroupFacts("南町会", "地域団体"),)

    assert ages.raw([18, 24]) == "18、24"
    assert groups.raw(groups.to_json(joined)) == [{"name": "南町会", "role": "地域団体"}]


def test_a_day_that_never_was_is_refused():
    field = QUESTION_KINDS["date"].field(Question("q", "date", "開始日"), SOURCES)

    with pytest.raises(ValidationError, match="令和7年2月"):
        field.deserialize("令和7年2月29日")


def test_a_question_is_asked_of_the_courses_it_names_or_of_all():
    everybody = Question("q", "line", "問い")
    some = Question("q", "line", "問い", courses=("city_theme",))

    asked = [one.is_asked_of(name) for one in (everybody, some) for name in ("city_theme", "prep")]

    assert asked == [True, True, True, False]


def test_every_kind_is_documented_and_tried_here():
    assert {kind for kind, *_ in GOOD} == set(QUESTION_KINDS)
    assert all(type(kind).__doc__ for kind in QUESTION_KINDS.values())
