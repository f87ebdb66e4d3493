"""Reports at the officer's desk: who is late, the account behind one, a sample, two looks."""

from datetime import timedelta

from award_builders import PAID, REPORTED, SETTLED
from builders import OPENS
from grant_builders import a_granted_award, report
from koubo.papers.workbooks import read_workbook
from koubo.schemes.models import Release
from koubo.storage.canonical import digest_of
from reporting.test_interim import DUE, FORM
from web.award_walk import day, send, soup, words
from web.test_account_pages import book
from web.town import Town


def test_an_officer_sees_who_is_late_draws_a_sample_and_looks_twice(town: Town) -> None:
    city, clock = town.city, town.clock
    call_id, award_id = a_granted_award(city)
    clock.moment = PAID
    someone, path = town.as_("applicant"), f"/applicant/awards/{award_id}/account"
    book(someone, f"{path}/new", amount="138,000")
    book(someone, f"{path}/new", amount="400", whose="other", addressee="上様")

    clock.moment = SETTLED + timedelta(days=21)
    officer, board = town.as_("officer"), "/officer/awards/reports/board"
    page = soup(officer.get("/officer/awards/reports"))
    assert page.select_one(f'main a[href="{board}"]') is not None
    shown = words(soup(officer.get(f"{board}?year=2026&progress=overdue")).main)
    assert "令和9年4月30日未作成―3日超過" in shown
    assert "期限を過ぎて未提出1件" in shown
    assert words(soup(officer.get(f"{board}?year=2026&progress=accepted")).main).count("超過") == 0
    csv = officer.get(f"{board}.csv?year=2026").text.splitlines()
    assert csv[1].endswith("実績報告書,2027-04-30,未作成,,3")

    clock.moment = REPORTED
    report_id = report(city, award_id, cost=138_400, requested=103_000, receipts=False)
    clock.moment = SETTLED
    officer, one = town.as_("officer"), f"/officer/awards/reports/{report_id}"
    page = soup(officer.get(f"{one}/account"))
    assert "上様138,000円" not in words(page.main)
    assert "宛名が団体名（organisationの会）ではありません" in words(page.main)
    links = [link["href"] for link in page.select('main td a[href^="/files/"]')]
    assert len(links) == 2
    with officer.get(links[0]) as sent:
        assert sent.data[:5] == b"%PDF-"

    sample = f"/officer/awards/reports/sample?call_id={call_id}&size=50%25&seed=みずたま"
    assert "抽出した領収書（2件のうち1件）" in words(soup(officer.get(sample)).main)
    assert officer.get(sample.replace("50%25", "少し")).status_code == 422
    rows = read_workbook(officer.get(sample.replace("sample?", "sample.xlsx?")).data)[0].rows
    assert len(rows) == 3
    printed = officer.get(sample.replace("sample?", "sample.pdf?"))
    assert (printed.mimetype, printed.data[:5]) == ("application/pdf", b"%PDF-")

    page = soup(officer.get(one))
    assert page.select(f'main form[action="{one}/accept"]') == []
    substance, _ = page.select(f'main form[action="{one}/check"]')
    version = substance.select_one('[name="version"]')["value"]
    sent = {"version": version, "kind": "substance", "substance-note": "写真で確かめた"}
    assert officer.post(f"{one}/check", **sent).status_code == 303
    sent = {"version": version, "kind": "accounts", "accounts-sampled": "1番、一致"}
    refused = officer.post(f"{one}/check", **sent)
    alone = soup(refused, 422).select_one("#field-accounts-alone")
    assert (alone["aria-invalid"], alone["value"]) == ("true", "")
    assert "1番、一致" in soup(refused, 422).select_one("#field-accounts-sampled").text
    assert officer.post(f"{one}/check", **sent | {"kind": "other"}).status_code == 422
    assert town.as_("officer2").post(f"{one}/check", **sent).status_code == 303
    send(officer, one, to=f"{one}/accept")


def test_an_officer_names_the_day_of_an_interim_report(town: Town) -> None:
    city = town.city
    text = city.catalog.installed("kurashiki").text.replace("forms:\n", FORM, 1)
    with city.uow(OPENS) as uow, uow.writing() as write:
        write.session.add(
            Release(
                scheme_id="kurashiki", digest=digest_of(text), text=text,
                core_version="0", plugin_version="0", proof={}, made_at=OPENS,
            )
        )  # fmt: skip
    _, award_id = a_granted_award(city)
    town.clock.moment = PAID
    officer, path = town.as_("officer"), f"/officer/awards/{award_id}/interim-due"
    page = soup(officer.get(f"/officer/awards/{award_id}"))
    assert page.select_one(f'main a[href="{path}"]') is not None
    send(officer, path, code=422)
    send(officer, path, **day("due_on", DUE))
    own = words(soup(town.as_("applicant").get(f"/applicant/awards/{award_id}")).main)
    assert "中間報告書を提出する" in own
    assert "令和8年10月31日までに提出してください。" in own
