"""Money through the pages: the account, a bill sent back and billed again, 支出一式, its way back."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import pairwise

from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from award_builders import PAID, award
from grant_builders import a_granted_award, claim_and_pay
from koubo.award.models import Claim
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.payments.sheets import COLUMNS
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.account_models import BankAccount
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow
from web.award_walk import day, fields_of, send, soup, words
from web.browser import PASSWORD, Browser
from web.town import Town

ACCOUNT = {
    "bank": "水玉信用金庫",
    "bank_code": "１９０８",
    "branch": "本店",
    "branch_code": "001",
    "kind": "ordinary",
    "number": "76543",
    "holder": "organisationの会",
    "holder_kana": "おーがにぜーしょんのかい",
}


def bill(browser: Browser, award_id: int, amount: int) -> str:
    """Hand a bill in on the page, and give the address of the newest."""
    path = f"/applicant/awards/{award_id}"
    send(browser, f"{path}/claim", amount=str(amount), purpose="材料の購入")
    return soup(browser.get(path)).select('main a[href^="/applicant/claims/"]')[-1]["href"]


def upload(browser: Browser, path: str, name: str, content: bytes):
    """Send a file on a page that asks for one."""
    fields = fields_of(soup(browser.get(path)).select_one("main form"))
    return browser.send(
        path, {**fields, "csrf_token": browser.token(), "file": (BytesIO(content), name)}
    )


def times_done(town: Town, verb: str) -> int:
    with town.city.uow() as uow:
        return len(
            uow.session.scalars(select(HistoryRow.verb).where(HistoryRow.verb == verb)).all()
        )


def test_the_account_is_changed_with_the_password_and_everybody_is_told(town: Town) -> None:
    organisation = town.city.ids["organisation"]
    path = f"/applicant/organisations/{organisation}/account"
    browser = town.as_("applicant")
    home = browser.get(f"/applicant/organisations/{organisation}")
    assert soup(home).select_one(f'main a[href="{path}"]') is not None
    assert "水玉銀行西中新田支店普通****567" in words(soup(browser.get(path)).main)

    wrong = send(browser, path, code=422, **ACCOUNT, password="ちがうパスワード")
    assert "「いまのパスワード」が違います" in words(soup(wrong, 422).main)
    both = words(soup(send(browser, path, code=422, **{**ACCOUNT, "bank": ""}), 422).main)
    assert "「銀行名」を入力してください" in both
    assert "「いまのパスワード」を入力してください。" in both
    odd = {**ACCOUNT, "bank_code": "12", "holder_kana": "ヲッホ！"}
    found = words(soup(send(browser, path, code=422, **odd, password=PASSWORD), 422).main)
    assert "「銀行コード」は4けたの数字で" in found
    assert "「口座名義のカナ」の「ｦ」「!」は、銀行で使えない文字です。" in found
    other = {**ACCOUNT, "holder": "別人 太郎", "holder_kana": "ベツジン タロウ"}
    told = words(soup(send(browser, path, code=422, **other, password=PASSWORD), 422).main)
    assert "委任状が必要です" in told

    send(browser, path, **ACCOUNT, password=PASSWORD)
    page = words(soup(browser.get(path)).main)
    assert "水玉信用金庫本店普通****543" in page
    assert "0076543" not in page
    with town.city.uow() as uow:
        kept = uow.session.scalars(
            select(BankAccount)
            .where(BankAccount.organisation_id == organisation)
            .order_by(BankAccount.id)
        ).all()
        assert [one.replaced_at is None for one in kept] == [False, True]
        assert b"0076543" not in kept[1].secret
        event = uow.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
        assert event.event().kind == "account_changed"
        assert event.event().facts["account"] == "水玉信用金庫 本店 普通 ****543"
    stale = browser.post(path, **ACCOUNT, password=PASSWORD, shown=str(kept[0].id))
    assert stale.status_code == 409
    assert town.as_("stranger").get(path).status_code == 404


def test_a_bill_is_sent_back_billed_again_and_paid_by_list(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = PAID
    applicant = town.as_("applicant")
    first = bill(applicant, award_id, 20_000)
    send(applicant, first)
    assert "取下げ" in words(soup(applicant.get(first)).main)
    second = bill(applicant, award_id, 30_000)
    officer, page = town.as_("officer"), f"/officer/awards/claims/{second.rsplit('/')[-1]}"
    empty = send(officer, page, code=422, do="send_back")
    assert "「差し戻す理由」を入力してください" in words(soup(empty, 422).main)
    send(officer, page, do="send_back", reason="名義のカナを確かめてください。")
    assert "名義のカナを確かめてください。" in words(soup(applicant.get(second)).main)
    step = soup(applicant.get(f"/applicant/awards/{award_id}")).select_one(
        f'main a[href="{second}"]'
    )
    assert step is not None
    assert "理由を見る" in words(step)

    claims = [bill(applicant, award_id, amount).rsplit("/")[-1] for amount in (40_000, 50_000)]
    paper = applicant.get(f"/applicant/claims/{claims[0]}.pdf")
    assert (paper.mimetype, paper.data[:4]) == ("application/pdf", b"%PDF")
    for one in claims:
        send(officer, f"/officer/awards/claims/{one}", do="accept")
        assert "1234567" not in officer.get(f"/officer/awards/claims/{one}").text
    shown = officer.post(f"/officer/awards/claims/{claims[0]}/account")
    assert "1234567" in shown.text
    printed = officer.post(f"/officer/awards/claims/{claims[0]}/account", do="print")
    assert printed.data == paper.data

    whole = soup(officer.get("/officer/payments?all=1"))
    assert len(whole.select('main [name="claims"][checked]')) == len(claims)
    lists = {
        kind: officer.send(
            "/officer/payments", {"csrf_token": officer.token(), "do": kind, "claims": claims}
        )
        for kind in ("csv", "xlsx")
    }
    rows = list(csv.reader(StringIO(lists["csv"].data.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(BytesIO(lists["xlsx"].data))
    sheet = book.get_sheet_by_name("支出一覧").to_python()
    assert [row[5] for row in rows[1:]] == ["40000", "50000"]
    assert [int(row[5]) for row in sheet[1:]] == [40_000, 50_000]
    assert book.get_sheet_by_name("合計").to_python()[-1][-1] == 90_000
    assert times_done(town, "read_account") == 4

    returned = [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]
    for one in returned:
        one |= {"支出命令番号": "支第1号", "支払日": "令和8年5月1日"}
    returned[1]["金額"] = "50001"
    wrong = write_workbook([Sheet("一覧", COLUMNS, [tuple(one.values()) for one in returned])])
    path = "/officer/payments/import"
    dry = upload(officer, path, "支払.xlsx", wrong)
    told = words(soup(officer.get(dry.location)).main)
    assert "金額が請求額と違います（請求額50,000円、この行50,001円）" in told
    returned[1]["金額"] = "50000"
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *(one.values() for one in returned)])
    dry = upload(officer, path, "支払.csv", text.getvalue().encode("cp932"))
    assert "合計は90,000円です" in words(soup(officer.get(dry.location)).main)
    send(officer, dry.location)
    assert award(town.city, award_id).paid == 90_000
    again = soup(officer.get(dry.location)).main
    assert "もう取り込みました" in words(again)
    with town.city.uow() as uow:
        states = [one.state for one in uow.session.scalars(select(Claim).order_by(Claim.id))]
        assert states == [
            ClaimState.WITHDRAWN,
            ClaimState.SENT_BACK,
            ClaimState.PAID,
            ClaimState.PAID,
        ]


def test_bills_are_marked_by_hand_and_a_closed_year_asks_why(town: Town) -> None:
    call_id, award_id = a_granted_award(town.city)
    town.clock.moment = PAID
    claim_id = bill(town.as_("applicant"), award_id, 40_000).rsplit("/")[-1]
    officer = town.as_("officer")
    send(officer, f"/officer/awards/claims/{claim_id}", do="accept")
    send(officer, f"/officer/calls/{call_id}/budget-code", kan="総務費", moku="企画費")
    assert "18負担金、補助及び交付金" in words(soup(officer.get("/officer/payments")).main)

    town.clock.moment = PAID.replace(year=2027, month=6, day=1)
    officer = town.as_("officer")
    late = {"claims": claim_id, f"order_number-{claim_id}": "支第2号", "do": "mark"}
    path, closed = "/officer/payments", day("day", town.clock.moment.date())
    nothing = officer.send(path, {**marks(officer), "claims": []})
    assert nothing.status_code == 422
    refused = officer.send(path, {**marks(officer), **late, **closed})
    told = words(soup(refused, 422).main)
    assert "令和8年度の出納は令和9年5月31日で閉鎖されています" in told
    reason = {"reason": "請求の確認に時間がかかったため"}
    assert officer.send(path, {**marks(officer), **late, **closed, **reason}).status_code == 303
    with town.city.uow() as uow:
        claim = uow.session.get_one(Claim, int(claim_id))
        assert (claim.booked_year, claim.past_year_reason) == (2027, reason["reason"])
    assert award(town.city, award_id).paid == 40_000


def marks(officer: Browser) -> dict[str, str]:
    form = next(
        one
        for one in soup(officer.get("/officer/payments")).select("main form")
        if one["method"] == "post"
    )
    return {**fields_of(form), "csrf_token": officer.token(), "do": "mark"}


def test_a_funder_makes_a_file_for_its_bank_by_two_people(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = PAID
    claim_id = bill(town.as_("applicant"), award_id, 40_000).rsplit("/")[-1]
    officer, other = town.as_("officer"), town.as_("officer2")
    send(officer, f"/officer/awards/claims/{claim_id}", do="accept")
    send(officer, f"/officer/awards/claims/{claim_id}", do="order", number="支第3号")
    payer = {
        **ACCOUNT,
        "client_code": "12345",
        "holder_kana": "ミズタマザイダン",
        "claims": claim_id,
        **day("day", PAID.date()),
    }
    path = "/officer/payments/transfers"
    wrong = officer.send(path, {**payer, "csrf_token": officer.token()})
    assert "「委託者コード」は10けたの数字で" in words(soup(wrong, 422).main)
    payer["client_code"] = "0000012345"
    same = officer.send(path, {**payer, "csrf_token": officer.token()})
    assert "受理した職員は、振込ファイルを作れません" in words(soup(same, 422).main)
    made = other.send(path, {**payer, "csrf_token": other.token()})
    records = made.data.decode("cp932").split("\r\n")
    assert [len(one) for one in records[:-1]] == [120] * 4
    assert records[2][:19] == "8000001000000040000"
    assert list(pairwise(one[0] for one in records[:-1])) == [("1", "2"), ("2", "8"), ("8", "9")]


def test_the_ledger_says_what_was_on_a_day_on_page_and_in_files(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    claim_and_pay(town.city, award_id, 60_000)
    town.clock.moment = PAID.replace(month=6)
    officer = town.as_("officer")
    for path in ("/officer/awards", "/officer/awards/claims"):
        assert soup(officer.get(path)).select_one('main a[href="/officer/ledger"]') is not None
    row = words(soup(officer.get("/officer/ledger")).select_one("main tbody tr"))
    assert "103,000円令和8年4月10日" in row
    assert "60,000円概算令和8年5月1日" in row
    before = day("day", PAID.date() - timedelta(days=1))
    asked = "?" + "&".join(f"{name}={text}" for name, text in before.items())
    row = words(soup(officer.get(f"/officer/ledger{asked}")).select_one("main tbody tr"))
    assert "60,000円" not in row
    for narrowed in (
        "?year=2025",
        "?state=closed",
        "?q=みつからない",
        "?day-year=2026&day-month=1&day-day=5",
    ):
        assert soup(officer.get(f"/officer/ledger{narrowed}")).select("main tbody") == []
    for narrowed in ("?year=2026", "?state=granted", "?q=すごろく", "?course=kurashiki"):
        assert len(soup(officer.get(f"/officer/ledger{narrowed}")).select("main tbody tr")) == 1
    wrong = officer.get("/officer/ledger?day-year=2026&day-month=13&day-day=1")
    assert soup(wrong, 422).select_one("#errors") is not None
    assert (
        officer.get("/officer/ledger.csv?day-year=2026&day-month=13&day-day=1").status_code == 409
    )

    rows = list(csv.reader(StringIO(officer.get("/officer/ledger.csv").data.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(BytesIO(officer.get("/officer/ledger.xlsx").data))
    sheet = book.get_sheet_by_index(0).to_python()
    place = rows[0].index("概算払額")
    assert [row[place] for row in rows] == ["概算払額", "60000", "60000"]
    assert [row[place] for row in sheet] == ["概算払額", 60_000, 60_000]
    text = PdfReader(BytesIO(officer.get("/officer/ledger.pdf").data)).pages[0]
    assert "60,000円" in text.extract_text()
    assert round(float(text.mediabox.width) / float(text.mediabox.height), 2) == 1.41
