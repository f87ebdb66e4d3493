"""Each kind of question: what it takes, how it is kept, how it reads."""

import json
from datetime import date

import pytest
from marshmallow import ValidationError

from koubo.money import Line, Worked, Working
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.question_kinds import QUESTION_KINDS, UNTYPED
from koubo.schemes.questions import Column, Question, Sources

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
TABLE = {
    "columns": (
        Column("day", "date", "日"),
        Column("what", "line", "行うこと", max_length=10),
        Column("cost", "yen", "費用", required=False),
        Column("people", "whole", "人数", unit="人", required=False, total=False),
    ),
    "min_rows": 1,
    "max_rows": 2,
}
TYPED_ROWS = [
    {"day": "令和8年4月1日", "what": "準備", "cost": "１，０００", "people": "3"},
    {"day": " ", "what": ""},
    {"day": "2026-05-01", "what": "本番"},
]
ROWS = (
    {"day": date(2026, 4, 1), "what": "準備", "cost": 1_000, "people": 3},
    {"day": date(2026, 5, 1), "what": "本番"},
)
SUM = Worked(15_000, Working((Line("会費 12,000円 ＋ 寄附 3,000円 ＝ 15,000円"),)))
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
    ("kana", {}, "やまだ  太郎".replace("太郎", "ﾀﾛｳ"), "ヤマダ　タロウ", "ヤマダ　タロウ"),
    ("kana", {}, "か\u3099っこう・ジェーﾝ", "ガッコウ・ジェーン", "ガッコウ・ジェーン"),
    (
        "rows",
        TABLE,
        TYPED_ROWS,
        ROWS,
        "令和8年4月1日　準備　1,000円　3人\n令和8年5月1日　本番\n費用の合計　1,000円",
    ),
]
"""Kind, what its file says more, what was typed, the typed value, and how it reads."""

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
    ("kana", {}, "山田 太郎",
     "この項目は「ヤマダ　タロウ」のように、ひらがなかカタカナで入力してください（「山」は使えません）。"),
    ("rows", TABLE, "準備", "2行までにしてください。"),
    ("rows", TABLE, [TYPED_ROWS[0]] * 3, "2行までにしてください（いま3行です）。"),
    ("rows", {**TABLE, "min_rows": 0}, [TYPED_ROWS[1]], "1行以上、入力してください（いま0行です）。"),
    ("computed", {}, "15000", "この金額は自動で計算されます。入力はできません。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "raw", "value", "text"), GOOD)
def test_an_answer_is_read_kept_and_shown(kind, more, raw, value, text):
    asked, known = Question("q", kind, "問い", **more), QUESTION_KINDS[kind]

    read = known.field(asked, SOURCES).deserialize(raw)
    kept = json.loads(json.dumps(known.to_json(asked, read)))

    assert read == value
    assert known.from_json(asked, kept) == value
    assert known.text(asked, read) == text
    assert len(known.export_cells(asked, read)) == len(known.export_columns(asked))
    if kind not in ("files", "declaration"):  # never taken over
        again = known.field(asked, SOURCES).deserialize(known.raw(asked, kept))
        assert again == value


def test_a_sum_is_kept_with_its_line():
    asked, known = Question("q", "computed", "収入", sum=("fee",)), QUESTION_KINDS["computed"]

    kept = json.loads(json.dumps(known.to_json(asked, SUM)))

    assert known.from_json(asked, kept) == SUM
    assert known.text(asked, SUM) == "会費 12,000円 ＋ 寄附 3,000円 ＝ 15,000円"
    assert known.export_cells(asked, SUM) == (15_000,)
    assert {known.raw(asked, kept)} == {""}


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


def test_every_cell_of_a_line_is_judged_by_itself():
    field = QUESTION_KINDS["rows"].field(Question("q", "rows", "予定", **TABLE), SOURCES)

    with pytest.raises(ValidationError) as raised:
        field.deserialize(
            [{"day": "いつか", "what": "準備", "cost": "千円"}, {}, {"what": "本番の日の次の日も"}]
        )

    assert {place: set(cells) for place, cells in raised.value.messages.items()} == {
        0: {"day", "cost"},
        2: {"day"},
    }
    assert raised.value.messages[2]["day"] == ["「日」を入力してください。"]


def test_what_was_kept_is_typed_again_as_it_was():
    ages, groups = QUESTION_KINDS["ages"], QUESTION_KINDS["groups"]
    asked = Question("q", "groups", "団体")
    joined = (GroupFacts("南町会", "地域団体"),)

    assert ages.raw(Question("q", "ages", "年齢"), [18, 24]) == "18、24"
    assert groups.raw(asked, groups.to_json(asked, joined)) == [
        {"name": "南町会", "role": "地域団体"}
    ]


def test_a_day_that_never_was_is_refused():
    field = QUESTION_KINDS["date"].field(Question("q", "date", "開始日"), SOURCES)

    with pytest.raises(ValidationError, match="令和7年2月"):
        field.deserialize("令和7年2月29日")


def test_a_question_is_asked_of_the_courses_it_names_or_of_all():
    everybody = Question("q", "line", "問い")
    some = Question("q", "line", "問い", courses=("city_theme",))

    asked = [one.is_asked_of(name) for one in (everybody, some) for name in ("city_theme", "prep")]

    assert asked == [True, True, True, False]


def test_answers_are_read_by_a_question_that_has_all_their_columns():
    before = Question("q", "rows", "予定", columns=TABLE["columns"][:2])
    after = Question("q", "rows", "予定", columns=TABLE["columns"])
    other = Question(
        "q", "rows", "予定", columns=(Column("day", "line", "日"), *TABLE["columns"][1:])
    )

    asked = [(after, before), (before, after), (other, before), (Question("q", "line", "x"), after)]
    assert [now.can_read(former) for now, former in asked] == [True, False, False, False]


def test_every_kind_is_documented_and_tried_here():
    assert {kind for kind, *_ in GOOD} == set(QUESTION_KINDS) - (UNTYPED - {"files"})
    assert all(type(kind).__doc__ for kind in QUESTION_KINDS.values())
