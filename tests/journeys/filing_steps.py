"""What a hand does from the public page to the receipt; the same with scripts and without."""

import re
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from builders import PDF
from journeys.looking import WatchedScreen
from koubo.storage.outbox import Mail
from promises.server import Server
from web.browser import PASSWORD

CALL = "令和8年度事業 市民企画提案事業"
PRECHECK = "うちの団体は応募できますか（確かめる）"
PROJECT = "まちなか防災すごろくづくり"
NUMBER = re.compile(r"KU\d\d-\d+-\d{4}-\d{2}")
PAPERS = (("bylaws", "規約（令和7年改正）.pdf"), ("roster", "名簿.pdf"))
PROJECT_TEXTS = {
    "project_name": PROJECT,
    "issue": "防災訓練に若い世代が来ない。",
    "plan": "すごろくを作り、公民館で4回遊ぶ。",
    "starts_on-year": "令和8",
    "starts_on-month": "4",
    "starts_on-day": "１０",
    "ends_on-year": "2027",
    "ends_on-month": "2",
    "ends_on-day": "28",
    "effect": "親子で避難経路を覚える。",
}
EXPENSES = (
    ("消耗品費", "台紙、こま", "38,400"),
    ("印刷製本費", "すごろく200部", "１００，０００"),
    ("消耗品費", "サイコロ", "1,600円"),
    ("消耗品費", "お茶", "2,000"),
)
INCOMES = (("requested_grant", "", "103,000"), ("own_funds", "会費から", "39,000"))
BALANCED = "収入と支出は、どちらも 142,000円 で合っています。"


def find_the_call(screen: WatchedScreen) -> None:
    """Go from the front page to the call, and ask whether one's group may apply."""
    screen.open("/")
    screen.follow(CALL)
    screen.says("応募に必要なもの")
    screen.follow(PRECHECK)
    screen.write(members="12")
    screen.choose("in_city", "はい")
    screen.press("確認する")
    screen.says("確認の結果")
    screen.says("応募できる見込みです")


def register(screen: WatchedScreen, server: Server, name: str) -> None:
    """Register from the page of the precheck, and confirm by the mailed link."""
    screen.follow("応募を始める")
    screen.follow("はじめての方の登録")
    screen.write(person_name="蛍川 光", email=f"{name}@example.jp", password=PASSWORD)
    screen.press("登録する")
    screen.open(mailed_link(server, f"{name}@example.jp"))
    screen.write(password=PASSWORD)
    screen.press("登録を終える")


def mailed_link(server: Server, address: str) -> str:
    """Give the path of the link in the newest mail to an address."""
    with server.city.uow() as uow:
        newest = select(Mail).where(Mail.address == address).order_by(Mail.id.desc())
        mail = uow.session.scalars(newest).first()
    assert mail is not None
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert found is not None, mail.body
    return found[1]


def found_an_organisation(screen: WatchedScreen, name: str) -> None:
    """Record the group for which they apply; one slip on the way loses nothing."""
    screen.open("/home")
    screen.follow("団体を登録する")
    screen.write(
        name=name,
        kana="ほたるがわをまもるかい",
        address="倉敷市酒津1000番地",
        phone="０８６－４２６－３１１１",
        representative_title="会長",
        representative="蛍川 光",
        members="十二",
    )
    screen.choose("kind", "任意団体")
    screen.choose("in_city", "はい")
    screen.write(**{"established_on-year": "平成27"})
    screen.write(**{"established_on-month": "5", "established_on-day": "3"})
    screen.press("団体を登録する")
    expect(screen.page.locator("#errors li")).to_have_count(1)
    expect(screen.page.locator('[name="name"]')).to_have_value(name)
    screen.write(members="12")
    screen.press("団体を登録する")
    screen.says(name)


def start(screen: WatchedScreen) -> None:
    """Begin the 企画提案書 of the course that needs the fewest words."""
    screen.open("/")
    screen.follow(CALL)
    screen.follow("応募を始める")
    screen.page.get_by_label("協働準備コース").check()
    screen.press("この内容で始める")


def write_the_budget(screen: WatchedScreen) -> None:
    """Write more lines than the page has at first: the button adds one, and another recounts."""
    lines = screen.page.locator('[name^="budget-expenses-"][name$="-amount"]')
    while lines.count() < len(EXPENSES):
        screen.page.locator('button[value="add:budget-expenses"]').click()
        screen.look()
    for table, rows in (("budget-expenses", EXPENSES), ("budget-incomes", INCOMES)):
        for number, (category, item, amount) in enumerate(rows):
            line = f"{table}-{number}"
            screen.page.locator(f'[name="{line}-category"]').select_option(category)
            screen.write(**{f"{line}-item": item, f"{line}-amount": amount})


def attach(screen: WatchedScreen, folder: Path) -> None:
    """Choose the papers and save; their names stay as they are."""
    for number, (box, name) in enumerate(PAPERS):
        (folder / name).write_bytes(PDF + b"%" * number)
        screen.page.locator(f'[name="{box}"]').set_input_files(folder / name)
    screen.press("保存する")
    for _, name in PAPERS:
        screen.says(name)


def receipt_number(screen: WatchedScreen) -> str:
    """Give the number on the receipt; each file stands there with its digest."""
    screen.says("企画提案書を受け付けました")
    text = screen.page.inner_text("main")
    found = NUMBER.search(text)
    assert found is not None, text
    for _, name in PAPERS:
        assert name in text
    return found[0]
