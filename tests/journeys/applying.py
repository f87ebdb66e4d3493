"""From somebody who has no account yet to a receipt, and once more after a correction."""

import re
from datetime import datetime

from sqlalchemy import select

from builders import PDF
from journeys.forms import Visitor
from journeys.opening import CALL, THEME
from journeys.people import Person
from koubo.calendar import JST
from koubo.storage.outbox import Mail
from web.browser import PASSWORD, link_in
from web.town import Town

REGISTERED = datetime(2025, 11, 15, 20, 5, tzinfo=JST)
WRITTEN = datetime(2025, 12, 5, 21, 30, tzinfo=JST)
NEWCOMER = "hotaru@example.jp"
GROUP = "ほたる川をまもる会"
PROJECT = "川の生きもの調べ"
RECEIPT = re.compile(r"KU26-1-\d{4}-\d{2}")
FIRST_PAGE = {
    "project_name": PROJECT,
    "issue": "川で遊ぶ子どもが減り、\n川の様子を知る人が少なくなった。",
    "plan": "月に1回、親子で川の生きものを調べて地図にする。",
    "starts_on-year": "R8",
    "starts_on-month": "４",
    "starts_on-day": "10",
    "ends_on-year": "2027",
    "ends_on-month": "2",
    "ends_on-day": "28",
    "effect": "調べた場所を地図にして、学校で使ってもらう。",
}
EXPENSES = (
    ("報償費", "講師への謝礼 6回", "120,000"),
    ("消耗品費", "網、バケツ、図鑑", "１８０，０００"),
    ("食糧費", "お茶", "9,500円"),
)
INCOMES = (("requested_grant", "", "300000"), ("own_funds", "会費から", "9,500"))


def register(town: Town) -> Visitor:
    """Let somebody find the call, register, and confirm by the mailed link."""
    town.clock.moment = REGISTERED
    visitor = Visitor(town.client())
    visitor.open("/").follow(CALL).says("受付中", THEME, "令和7年12月8日 17時00分00秒まで")
    visitor.follow("応募を始める", within="main")
    visitor.follow("はじめての方の登録")
    typed = {"person_name": "蛍川 光", "email": NEWCOMER, "password": PASSWORD}
    visitor.press("登録する", typed)
    with town.city.uow() as uow:
        mail = uow.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert mail.address == NEWCOMER
    visitor.open(link_in(mail))
    visitor.press("登録を終える", {"password": "wrong-password"}, code=422)
    visitor.press("登録を終える", {"password": PASSWORD})
    return visitor


def found_an_organisation(town: Town) -> None:
    """Let the newcomer record the group for which they apply."""
    someone = Person(town, "hotaru")
    assert someone.todos == ["団体を登録する"]
    someone.do("団体を登録する")
    typed = {
        "name": GROUP,
        "kana": "ほたるがわをまもるかい",
        "kind": "任意団体",
        "address": "倉敷市酒津1000番地",
        "phone": "０８６－４２６－３１１１",
        "representative_title": "会長",
        "representative": "蛍川 光",
        "members": "十二",
        "established_on-year": "平成27",
        "established_on-month": "5",
        "established_on-day": "3",
        "in_city": "はい",
    }
    someone.press("団体を登録する", typed, code=422)
    assert someone.value("name") == GROUP
    someone.press("団体を登録する", {"members": "12"})
    someone.says(GROUP, "平成27年5月3日", "086-426-3111")


def start(town: Town) -> Person:
    """Let the newcomer begin the 企画提案書 that answers the theme."""
    town.clock.moment = WRITTEN
    someone = Person(town, "hotaru")
    someone.follow(CALL).follow("応募を始める", within="main")
    theme = next(
        one for one in someone.page.select("main [name=theme_id]") if THEME in one.parent.get_text()
    )
    someone.press("この内容で始める", {"course_id": "kurashiki.city_theme"}, code=422)
    someone.press("この内容で始める", {"theme_id": str(theme["value"])})
    return someone


def write(someone: Person) -> None:
    """Write the document section by section, with slips on the way."""
    someone.press("保存して次へ進む", {**FIRST_PAGE, "ends_on-day": "30"})
    assert someone.errors == [
        "「事業の終了日」を確認してください。「2027年2月30日」という日はありません。日付を確かめてください。"
    ]
    assert {name: someone.value(name) for name in FIRST_PAGE} == {**FIRST_PAGE, "ends_on-day": "30"}
    someone.press("保存して次へ進む", {"ends_on-day": "28"})
    joint = {
        "partner_department": "環境政策課",
        "joint_plan": "10月と11月に、環境政策課と話し合った。",
        "city_role": "団体は調べる会の運営、市は会場と資料。",
    }
    someone.press("保存して次へ進む", joint)
    write_the_budget(someone)
    files = {"bylaws": ("規約.pdf", PDF), "roster": ("名簿.pdf", PDF + b"%")}
    someone.press("保存する", files=files)
    someone.says("規約.pdf", "名簿.pdf", "「誓約」")
    someone.press("保存して次へ進む", {"pledge": "はい"})


def write_the_budget(someone: Person) -> None:
    """Write the lines; the server counts, and says what does not balance."""
    lines = {}
    for table, rows in (("budget-expenses", EXPENSES), ("budget-incomes", INCOMES)):
        for number, row in enumerate(rows):
            for part, text in zip(("category", "item", "amount"), row, strict=True):
                lines[f"{table}-{number}-{part}"] = text
    someone.press(
        "合計を計算し直す",
        {**lines, "budget-incomes-1-amount": "9,00"},
        within="#budget-budget-expenses",
    )
    someone.says("読み取れない金額が1つあります。", "より 9,500円 足りません。")
    assert someone.value("budget-incomes-1-amount") == "9,00"
    someone.press("保存して次へ進む", {"budget-incomes-1-amount": "9,500"})


def hand_in(someone: Person) -> str:
    """Press the button twice, as a double click does; give the receipt number."""
    someone.says("提出する", GROUP, PROJECT, "300,000円")
    numbers = [RECEIPT.findall(text)[0] for text in someone.press_twice("提出する")]
    assert len(set(numbers)) == 1
    someone.says("規約.pdf", "名簿.pdf", "令和7年12月5日 21時30分00秒")
    return numbers[0]
