"""From the vote to the close: applied for, granted, billed, paid, reported, settled, paid back."""

from datetime import datetime

from builders import PDF
from journeys.applying import PROJECT
from journeys.deciding import kessai, letter, release
from journeys.judging import CONDITION
from journeys.opening import CALL
from journeys.people import Person, day
from koubo.calendar import JST
from web.browser import PASSWORD
from web.town import Town

VOTED = datetime(2026, 3, 24, 15, 0, tzinfo=JST)
APPLIED = datetime(2026, 4, 2, 20, 0, tzinfo=JST)
GRANTED = datetime(2026, 4, 8, 10, 0, tzinfo=JST)
BILLED = datetime(2026, 4, 15, 19, 0, tzinfo=JST)
PAID = datetime(2026, 4, 28, 10, 0, tzinfo=JST)
REPORTED = datetime(2027, 3, 10, 21, 0, tzinfo=JST)
SETTLED = datetime(2027, 3, 24, 10, 0, tzinfo=JST)
RETURNED = datetime(2027, 4, 12, 10, 0, tzinfo=JST)
"""Within the twenty days from the notice: a day later costs 延滞金."""


def record_the_vote(town: Town) -> None:
    """Let the officer record that the budget was voted; before the year nothing is granted."""
    town.clock.moment = VOTED
    officer = Person(town, "officer")
    officer.follow("募集", within="nav").follow(CALL, within="main").follow("議決を記録する")
    officer.press("記録する", {**day("voted_on", VOTED.date()), "budget": "2,000,000"})
    officer.says("予算の議決を記録しました。", "議決日 令和8年3月24日")


def apply(town: Town) -> None:
    """Let the group hand in the 交付申請書, which begins with what it proposed."""
    town.clock.moment = APPLIED
    someone = Person(town, "hotaru")
    someone.do("補助金交付申請書を提出する").do("補助金交付申請書を提出する")
    someone.press("下書きを作る")
    assert someone.value("project_name") == PROJECT
    someone.press("保存して次へ進む")
    assert someone.home().todos == [f"補助金交付申請書を仕上げて提出する：{PROJECT}"]
    someone.do("補助金交付申請書を仕上げて提出する").press("保存して次へ進む")
    someone.says("内定額は280,000円です").press("保存して次へ進む", {"advance": "はい"})
    someone.says("まだ提出できません")
    someone.follow(
        "申請額 300,000円 が内定額 280,000円 を超えています。内定額以内に直してください。"
    )
    lower = {"budget-expenses-0-amount": "100,000", "budget-incomes-0-amount": "280,000"}
    someone.press("保存して次へ進む", lower).press("提出する")
    someone.says("補助金交付申請書を受け付けました", "令和8年4月2日")
    assert someone.home().todos == []


def grant(town: Town) -> None:
    """Let the city grant what was applied for, under the budget that was voted."""
    town.clock.moment = GRANTED
    officer = Person(town, "officer")
    officer.do("交付申請書を確認して受理する：1件").follow_row(PROJECT)
    officer.follow("受理の確認へ進む").press("受理する")
    officer.home().do("交付決定を起案する：1件").says(PROJECT, "280,000円")
    officer.press("起案する").says("決裁を待っています")
    assert officer.fetch("起案一式をダウンロード（ZIP）").startswith(b"PK")
    assert Person(town, "releaser").todos == []
    officer.press("決裁を記録する", kessai("市活第60号", GRANTED.date()))
    officer.says("決裁を記録しました。", "施行を待っています")
    release(town, "交付決定")
    someone = Person(town, "hotaru")
    told = letter(someone.follow("通知書", within="nav").fetch("交付決定通知書"))
    for words in ("280,000円", "令和9年4月30日までに事業実績報告書", CONDITION):
        assert words in told, words


def bill_in_advance(town: Town) -> None:
    """Let the group ask for the money before the work, and the city pay it."""
    town.clock.moment = BILLED
    someone = Person(town, "hotaru")
    someone.do("事業が終わったら実績報告書を提出する").do("概算払を請求する")
    assert someone.value("amount") == "280,000"
    someone.press("請求書を提出する", code=422)
    record_account(someone)
    someone.home().do("事業が終わったら実績報告書を提出する").do("概算払を請求する")
    someone.press("請求書を提出する", {"purpose": "図鑑と網を、5月に買うため"})
    someone.says("請求書を提出しました。")
    bill = letter(someone.follow_row("概算払").fetch("請求書を印刷する（PDF）"))
    for words in ("金280,000円", "水玉信用金庫", "0076543"):
        assert words in bill, words
    pay(town, "概算払")


def record_account(someone: Person) -> None:
    """Let the group say where its money goes, from the page of the bill."""
    someone.follow("振込先の口座を届け出る")
    account = {
        "bank": "水玉信用金庫",
        "bank_code": "1908",
        "branch": "本店",
        "branch_code": "001",
        "kind": "ordinary",
        "number": "0076543",
        "holder": "蛍川 光",
        "holder_kana": "ホタルガワ ヒカル",
    }
    someone.press("この口座を届け出る", account, code=422)
    someone.press("この口座を届け出る", {**account, "password": PASSWORD})
    someone.says("振込先の口座を記録しました。", "普通 ****543")


def bill_in_the_end(town: Town) -> None:
    """Let the group ask for what was fixed, without an advance, and the city pay it."""
    someone = Person(town, "hotaru")
    someone.do("精算（請求または返還）を確かめる").do("精算払を請求する")
    someone.says("残りの全額 251,000円 を請求します。", "まだ届け出られていません")
    record_account(someone)
    someone.home().do("精算（請求または返還）を確かめる").do("精算払を請求する")
    someone.press("請求書を提出する")
    pay(town, "精算払")


def pay(town: Town, kind: str) -> None:
    """Let the officer accept the bill, and record the order and the day of payment."""
    town.clock.moment = max(PAID, town.clock.moment)
    officer = Person(town, "officer")
    for button, typed in (
        ("受理する", {}),
        ("番号を記録する", {"number": "支第789号"}),
        ("支払日を記録する", day("day", town.clock.moment.date())),
    ):
        officer.home().do("団体からの請求を進める：1件").follow_row(kind)
        officer.press(button, typed)
    assert [one for one in officer.home().todos if "請求" in one] == []


def report(town: Town) -> None:
    """Let the group report less than it had planned, with receipts."""
    town.clock.moment = REPORTED
    someone = Person(town, "hotaru")
    someone.do("実績報告書を提出する").do("実績報告書を提出する").press("下書きを作る")
    assert someone.value("project_name") == PROJECT
    done = {"done": "6回行い、親子のべ140人が参加した。", "result": "地図を3校に配った。"}
    someone.press("保存して次へ進む", done)
    someone.says("交付決定額は280,000円です")
    spent = {
        "budget-expenses-1-amount": "151,300",
        "budget-incomes-0-amount": "251,300",
    }
    someone.press("保存して次へ進む", spent, code=200)
    assert someone.errors == ["「領収書の写し」のファイルを添付してください。"]
    someone.press("保存して次へ進む", files={"receipts": ("領収書.pdf", PDF)})
    someone.press("提出する")
    someone.says("事業実績報告書を受け付けました", "領収書.pdf")
    assert someone.home().todos == []


def accept_report(officer: Person) -> None:
    """Take both looks at a report, alone for a reason, and accept it."""
    officer.press("事業の内容の確認を記録する", {"substance-note": "写真で確かめた。"})
    officer.press("収支と領収書の確認を記録する", code=422)
    alone = {"accounts-alone": "担当が1人のため", "accounts-sampled": "1番、原本と一致"}
    officer.press("収支と領収書の確認を記録する", alone)
    officer.press("実績報告書を受理する")


def settle(town: Town, *words: str) -> None:
    """Let the city accept the report and fix the sum; the letter says how it came about."""
    town.clock.moment = SETTLED
    officer = Person(town, "officer")
    officer.do("実績報告書を確認して受理する：1件").follow_row(PROJECT)
    officer.follow("実績を確かめて受理する")
    officer.says("251,000円")
    accept_report(officer)
    officer.home().do("額の確定を起案する：1件").says("251,000円")
    officer.press("起案する", kessai("市活第12号", SETTLED.date()))
    release(town, "額の確定")
    someone = Person(town, "hotaru")
    told = letter(someone.follow("通知書", within="nav").fetch("額の確定通知書"))
    for one in ("確定額金251,000円", *words):
        assert one in told, one


def pay_back(town: Town) -> None:
    """Let the city note the 納入通知書 and the day on which the money came back."""
    officer = Person(town, "officer")
    officer.do("返還を確かめる：1件").follow_row(PROJECT)
    officer.press("番号を記録する", {"number": "納第55号"})
    someone = Person(town, "hotaru")
    someone.do("29,000円を返還する").says("29,000円", "納第55号")
    town.clock.moment = RETURNED
    officer = Person(town, "officer")
    officer.do("返還を確かめる：1件").follow_row(PROJECT)
    officer.press("収納日を記録する", day("day", RETURNED.date()))
    officer.says("収納日を記録しました。")
    assert Person(town, "hotaru").todos == [f"市の手続きをお待ちください：{PROJECT}"]


def close(town: Town) -> None:
    """Let the officer close an award whose sums meet; nobody has anything left to do."""
    officer = Person(town, "officer")
    assert officer.todos == ["精算済みにする：1件"]
    officer.do("精算済みにする").follow_row(PROJECT)
    officer.do("精算済みにする").press("精算済みにする")
    assert officer.home().todos == []
    someone = Person(town, "hotaru")
    assert someone.todos == []
