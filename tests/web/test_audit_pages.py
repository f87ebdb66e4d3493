"""The auditor's desk: the tray, the cases, a case on paper and as an archive."""

from io import BytesIO
from zipfile import ZipFile

from award_builders import GRANTED
from grant_builders import a_granted_award
from koubo.award.models import Award
from koubo.people.models import Person, SeatRow
from koubo.people.rules import SeatKind
from web.test_officer_review import soup, words
from web.town import Town, give_accounts


def an_auditor(town: Town) -> None:
    with town.city.uow() as uow, uow.writing() as write:
        person = Person(name="auditor", email="auditor@example.jp")
        write.session.add(person)
        write.session.flush()
        write.session.add(
            SeatRow(person_id=person.id, kind=SeatKind.AUDITOR, from_on=GRANTED.date())
        )
    give_accounts(town.app, town.city)


def test_an_auditor_reads_everything_and_changes_nothing(town):
    _, award_id = a_granted_award(town.city)
    with town.city.uow() as uow:
        application_id = uow.session.get_one(Award, award_id).application_id
    an_auditor(town)
    town.clock.moment = GRANTED
    browser = town.as_("auditor")

    assert browser.get("/home").status_code == 302
    assert "目立つことはありません" in words(soup(browser.get("/audit/")))
    assert f"/audit/cases/{application_id}" in browser.get("/audit/cases").text
    page = soup(browser.get(f"/audit/cases/{application_id}"))
    assert "交付決定" in words(page)
    assert browser.get(f"/officer/awards/{award_id}").status_code == 403
    assert town.as_("releaser").get(f"/audit/cases/{application_id}").status_code == 403
    assert town.as_("applicant").get("/audit/").status_code == 403

    whole = browser.get(f"/audit/cases/{application_id}/case.pdf")
    public = browser.get(f"/audit/cases/{application_id}/case.pdf?copy=public")
    assert (whole.data[:5], public.data[:5]) == (b"%PDF-", b"%PDF-")
    taken = browser.post(f"/audit/cases/{application_id}/archive")
    names = ZipFile(BytesIO(taken.data)).namelist()
    assert names[0] == "案件ファイル.pdf"
    assert names[-2:] == ["項目の一覧.csv", "目録.csv"]
    assert browser.get("/audit/cases/999999").status_code == 404
    granted = soup(browser.get("/audit/decisions")).select_one("main td a, main th a")["href"]
    lines = soup(browser.get(granted)).main
    assert f"/audit/cases/{application_id}" in [a["href"] for a in lines.select("a")]
    assert "計算の過程" in words(lines)
