"""The account on its pages: booked from a phone, looked through, printed, laid into the report."""

from io import BytesIO

from sqlalchemy import select

from award_builders import PAID, REPORTED
from builders import PDF
from grant_builders import a_granted_award
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.papers.workbooks import read_workbook
from koubo.reporting.accounts.models import Expense
from koubo.reporting.models import Report
from web.award_walk import fields_of, send, soup, words
from web.browser import BASE_URL, Browser
from web.town import Town


def book(browser: Browser, page: str, code: int = 303, **typed: str):
    form = soup(browser.get(page)).select_one("main form")
    assert form is not None
    assert form["enctype"] == "multipart/form-data"
    data = {
        **fields_of(form),
        "csrf_token": browser.token(),
        "line": form.select("select option[value^=expense]")[0]["value"],
        "payee": "赤文具",
        "whose": "own",
        "what": "台紙200枚",
        **typed,
        "receipt": (BytesIO(PDF), "IMG_0001.pdf"),
    }
    answer = browser.client.post(
        form["action"], data=data, headers={"Referer": f"{BASE_URL}{page}"}
    )
    assert answer.status_code == code, words(soup(answer, answer.status_code).main)
    return answer


def test_an_account_is_kept_on_a_phone_and_becomes_the_report(town: Town) -> None:
    city, clock = town.city, town.clock
    _, award_id = a_granted_award(city)
    clock.moment = PAID
    someone = town.as_("applicant")
    own, path = f"/applicant/awards/{award_id}", f"/applicant/awards/{award_id}/account"
    assert soup(someone.get(own)).select_one(f'main a[href="{path}"]') is not None
    assert "予算138,400円使った額0円0件残り138,400円" in words(soup(someone.get(path)).main)

    refused = book(someone, f"{path}/new", code=422, amount="-1", payee="")
    found = [one.get_text() for one in soup(refused, 422).select(".k-errors__list a")]
    assert len(found) == 2, found
    book(someone, f"{path}/new", amount="138,000")
    page = soup(someone.get(path))
    assert "予算138,400円使った額138,000円1件残り400円" in words(page.main)
    receipt = page.select_one("main td a")
    assert receipt is not None
    sent = someone.get(receipt["href"])
    assert (sent.data, sent.headers["Content-Disposition"]) == (
        PDF,
        "attachment; filename=IMG_0001.pdf",
    )
    sent.close()
    book(someone, f"{path}/new", amount="500", whose="other", addressee="上様", what="")
    told = words(soup(someone.get(path)).main)
    for one in (
        "宛名が団体名（",
        "内訳が空欄です",
        "同じ領収書のファイルが2回使われています",
        "予算を100円超えています。",
    ):
        assert one in told, (one, told)

    with city.uow() as uow:
        second = uow.session.scalars(select(Expense.id).order_by(Expense.number.desc())).first()
    entry = f"/applicant/expenses/{second}"
    stale = fields_of(soup(someone.get(entry)).select_one("main form"))
    chosen = stale | {"whose": "own", "what": "のり", "line": "expense/消耗品費/台紙"}
    assert someone.post(entry, **chosen).status_code == 303
    late = someone.post(entry, **{**chosen, "amount": "300"})
    assert "金額500300" in words(soup(late, 409).main)
    send(someone, f"{entry}/remove")
    page = soup(someone.get(path))
    assert "消した記入1件" in words(page.main)
    gone = soup(someone.get(entry)).main
    assert gone.select_one("form") is None
    assert "この記入は、消されています" in words(gone)

    pdf = someone.get(f"{path}.pdf")
    assert (pdf.mimetype, pdf.data[:4]) == ("application/pdf", b"%PDF")
    lines, entries = read_workbook(someone.get(f"{path}.xlsx").data)
    # No income was booked: the plan's stands, and the city's money is what the costs leave.
    assert [one.cells[-3:] for one in lines.rows[3:]] == [
        ("103000", "102600", "400"),
        ("35400", "35400", "0"),
        ("138400", "138000", "400"),
        ("138400", "138000", "400"),
        ("138400", "138000", "400"),
    ]
    assert [one.cells[0] for one in entries.rows[2:]] == ["1"]

    clock.moment = REPORTED
    someone = town.as_("applicant")
    send(someone, f"{own}/report")
    with city.uow() as uow:
        filing_id = uow.session.scalars(select(Report.filing_id)).one()
    page = soup(someone.get(f"/applicant/filings/{filing_id}/money"))
    assert page.select_one(f'main a[href="{path}/copy"]') is not None
    assert page.select_one('[name="budget-expenses-0-amount"]')["value"] == "138000"
    assert send(someone, f"{path}/copy").location == f"/applicant/filings/{filing_id}/money"
    assert "金額が違います" not in words(soup(someone.get(f"/applicant/check/{filing_id}")).main)
    send(someone, f"{path}/new", line="expense/消耗品費/台紙", amount="7", payee="赤", whose="own")
    told = words(soup(someone.get(f"/applicant/check/{filing_id}")).main)
    assert "支出の合計は、会計では138,007円、この報告書では138,000円です。" in told
    assert "市に聞かれそうなところが、会計に" in told
    told = words(soup(someone.get(f"{path}/copy")).main)
    assert "支出138,007円）に置き換わります" in told
    assert town.as_("officer").get(path).status_code == 404

    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Award, award_id).state = AwardState.REPORTED
    for closed in (f"{path}/new", "/applicant/expenses/1"):
        assert someone.get(closed).location == path
    assert "いまは書き込めません" in words(soup(someone.get(path)).main)
