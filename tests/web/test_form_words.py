"""The form's newer words on the pages: tables, sums, conditions, readings, consents, counters."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import event, select
from werkzeug.datastructures import MultiDict

from journeys.forms import filled_in
from journeys.other_cities import FILED, Journey, file_it, money
from journeys.people import Person
from koubo.applications.models import Application, Filing, Snapshot
from koubo.papers.workbooks import read_workbook
from koubo.storage.history import HistoryRow
from web.browser import BASE_URL
from web.pages import count, draft_of
from web.town import Town

COURSE = "ako2010.main"
PROJECT = "干潟の学校"
PAGE = "/applicant/filings/1/project"
ROW = "schedule-rows-{}-cell_{}"
MONEY = money([("報償費", "講師", "150,000"), ("食糧費", "弁当", "20,000")], [("requested_grant", "", "150,000"), ("own_funds", "会費", "19,000")])  # fmt: skip


EXPORTED = {
    "申請額（円）": "150000",
    "来る人の数の合計": "43",
    "予定：行数": "2",
    "予定：行うこと": "下見\n観察会",
    "行うこと：公開してよい": "はい",
    "連絡する人のフリガナ": "イソノ　ウシオ",
}


def row(line: int, **cells: str) -> dict[str, str]:
    return {ROW.format(line, name): text for name, text in cells.items()}


ANSWERS = {
    "project_name": PROJECT,
    "plan": "干潟で生き物を調べる。",
    **row(0, time="5月", what="下見", people="３"),
    **row(1, time="6月", what="観察会", people="40"),
    **MONEY,
    "contact": "磯野 潮",
    "contact_kana": "いその　うしお",
    "has_bylaws": "いいえ",
}


@pytest.fixture
def applicant(town: Town) -> Person:
    journey = Journey(
        town, "見本3 点に応じて分ける助成（赤穂・備前・上郡 2010年）", budget="1,000,000"
    )
    journey.open_call()
    return journey.start("applicant", COURSE)


def call_of(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalars(select(Application.call_id)).one()


def sums(someone: Person) -> list[str]:
    """Give what the page shows as computed: feet of tables, sums, the budget's balance."""
    return ["".join(one.get_text().split()) for one in someone.page.select("[data-live]")]


def test_a_fresh_page_shows_everything_that_may_be_asked(applicant: Person) -> None:
    page = applicant.page

    conditional = page.select_one("[data-question=bylaws]")
    assert conditional is not None
    assert (conditional["data-when"], json.loads(str(conditional["data-is"])), conditional["data-applies"]) == (
        "has_bylaws", ["はい"], "no",
    )  # fmt: skip
    applicant.says(
        "※「規約・会則」は、「規約や会則がありますか」で「はい」を選んだ場合だけ添付してください。"
    )
    assert page.select_one("[data-question=bylaws] input[type=file]") is not None
    assert [one["value"] for one in page.select("[name='plan.publish']")] == ["はい"]
    applicant.says(
        "この内容を、市のホームページなどで公開してよい", "40字まで（いま0字）", "12行まで書けます"
    )
    # How a name is read stands right below it; a sum is nothing to fill in.
    names = [str(one["name"]) for one in page.select("main form [name]")]
    assert names.index("contact_kana") == names.index("contact") + 1
    assert "visitors" not in names
    assert [len(page.select("[data-rows=schedule] tbody tr"))] == [3]
    scripts = {str(one["src"]).rpartition("/")[2] for one in page.select("script[src]")}
    assert {"conditions.js", "rows.js", "counters.js", "live.js"} <= scripts


def test_lines_and_sums_come_without_scripts(town: Town, applicant: Person) -> None:
    typed = {**row(2, time="7月", what="発表", people="1,000"), "has_bylaws": "はい"}

    applicant.press("行を増やす", typed)
    assert len(applicant.page.select("[data-rows=schedule] tbody tr")) == 6
    assert applicant.value(ROW.format(2, "what")) == "発表"
    applicant.press("計算し直す", {**row(5, time="8月", what="片付け", people="多い")})

    assert draft_of(town)["schedule"][5] == {"time": "8月", "what": "片付け", "people": "多い"}
    foot, total, *_ = sums(applicant)
    assert (
        foot
        == "来る人の数の合計1,000人＊読み取れない数字が1つあります。その分は合計に入っていません。"
    )
    assert total == (
        "＊読み取れない数字が1つあります。その分は合計に入っていません。"
        "予定の来る人の数1,000人＝1,000人"
    )


def test_a_wrong_cell_is_named_where_it_stands(applicant: Person) -> None:
    wrong = {**ANSWERS, **row(1, time="", what="観察会", people="多い"), "contact_kana": "磯野"}

    applicant.press("保存する", wrong)

    assert applicant.errors[:2] == [
        "予定の2行目：「時期」を入力してください。",
        "予定の2行目：「来る人の数」は「12」のように0以上の整数で入力してください。",
    ]
    assert [str(one["href"]) for one in applicant.page.select(".k-errors__link")] == [
        "#field-schedule-1-time",
        "#field-schedule-1-people",
        "#question-budget",
        "#field-contact_kana",
    ]
    box = applicant.page.select_one("#field-schedule-1-time")
    assert box is not None
    assert box["aria-invalid"] == "true"


def test_what_is_handed_in_is_only_what_applies(town: Town, applicant: Person) -> None:
    balanced = {**ANSWERS, "budget-incomes-1-amount": "20,000", "plan.publish": ["はい"]}

    applicant.press("保存して次へ進む", balanced)
    applicant.says(
        "（記入不要）", "公開してよい", "イソノ　ウシオ", "予定の来る人の数 43人 ＝ 43人"
    )
    file_it(applicant)

    with town.city.uow() as uow:
        answers = uow.session.scalars(select(Snapshot)).one().answers
    assert answers["visitors"] == {
        "value": 43,
        "working": [{"text": "予定の来る人の数 43人 ＝ 43人", "to_confirm": ""}],
    }
    assert (answers["plan.publish"], answers["contact_kana"]) == (True, "イソノ　ウシオ")
    assert answers["schedule"][0] == {"time": "5月", "what": "下見", "people": 3}
    assert "bylaws" not in answers
    officer = Person(town, "officer")
    officer.open("/officer/applications/1")
    officer.says("観察会", "来る人の数の合計", "43人", "公開してよい")
    officer.open(f"/officer/calls/{call_of(town)}/applications")
    lines = list(csv.reader(StringIO(officer.fetch("CSV").decode("utf-8-sig"), newline="")))
    (sheet,) = read_workbook(officer.fetch("Excel"))
    assert [list(one.cells) for one in sheet.rows] == lines
    found = dict(zip(*lines, strict=True))
    assert {key: found[key] for key in EXPORTED} == EXPORTED


def test_a_field_that_the_form_does_not_have_is_told_and_not_stored(
    town: Town, applicant: Person
) -> None:
    pressed = applicant.button("保存する")
    form = pressed.find_parent("form")
    assert form is not None
    fields: MultiDict[str, Any] = filled_in(form, {**ANSWERS}, pressed)
    for name in ("former_question", "schedule-rows-0-cell_price", "<b>visitors</b>", "visitors"):
        fields.add(name, "9")

    applicant.send(form, fields, {})

    applicant.says(
        "この書類にない項目が送られました：「former_question」、「schedule-rows-0-cell_price」、"
        "「<b>visitors</b>」、「visitors」（保存していません）。"
    )
    draft = draft_of(town)
    assert draft["project_name"] == PROJECT
    assert {"former_question", "visitors"} & set(draft) == set()
    assert set(draft["schedule"][0]) == {"time", "what", "people"}


def test_sums_are_given_while_somebody_types_and_nothing_is_kept(
    town: Town, applicant: Person
) -> None:
    before, steps = draft_of(town), count(town, HistoryRow)
    pressed = applicant.button("保存する")
    form = pressed.find_parent("form")
    assert form is not None
    statements: list[str] = []
    engine = town.city.database.engine
    event.listen(engine, "before_cursor_execute", lambda *of: statements.append(of[2]))

    answer = applicant.client.post(
        str(form["data-live-url"]),
        data=filled_in(form, {**ANSWERS}, pressed),
        headers={"Referer": f"{BASE_URL}{PAGE}"},
    )

    told = "".join(answer.text.split())
    assert answer.status_code == 200
    for words in (
        '支出の合計</th><tdclass="k-num">170,000円',
        'うち補助の対象になる経費</th><tdclass="k-num">150,000円',
        'うち対象にならない経費</th><tdclass="k-num">20,000円',
        "収入の合計169,000円が、支出の合計170,000円より1,000円足りません。",
        "補助額の見込みの計算",
        "来る人の数の合計</span>43人",
        "予定の来る人の数43人＝43人",
    ):
        assert words in told, words
    assert {one.split()[0].upper() for one in statements} <= {"BEGIN", "SELECT", "PRAGMA"}
    assert (draft_of(town), count(town, HistoryRow)) == (before, steps)
    with town.city.uow() as uow:
        assert uow.session.get_one(Filing, 1).version == 1
    stranger = Person(town, "stranger")
    assert stranger.client.post(str(form["data-live-url"])).status_code in (400, 404)
    town.clock.moment = FILED
