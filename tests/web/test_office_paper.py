"""A paper on its way through the officer's pages, and an officer's change with consent."""

import re
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from applications.handing_in import ask, filing_of
from builders import AFTER, PDF, a_call, a_filed_application, file_it, later, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing, Snapshot
from koubo.applications.rules import Channel
from koubo.people.models import Organisation
from web.pages import errors_at, fields_of, send, soup, words
from web.town import Town

STAMP = {
    "stamped_on-year": "令和7",
    "stamped_on-month": "12",
    "stamped_on-day": "8",
    "stamped_time": "16:45",
}

CONSENT = {
    ":consent:consented_by": "水玉 花子",
    ":consent:consented_on-year": "2025",
    ":consent:consented_on-month": "12",
    ":consent:consented_on-day": "10",
    ":consent:consented_time": "8:30",
    ":consent:how": "電話",
    ":consent:office_reason": "人数の書きもれ",
}


def scan() -> tuple[BytesIO, str]:
    return BytesIO(PDF), "応募書類一式.pdf"


def last_form(page: BeautifulSoup) -> dict[str, Any]:
    """Give what the page's posting form would send."""
    form = page.select("main form[method=post]")[-1]
    return fields_of(BeautifulSoup(f"<main>{form}</main>", "html.parser"))


def test_a_paper_of_a_new_organisation_is_entered_and_recorded(town: Town) -> None:
    call_id = a_call(town.city)
    officer = town.as_("officer")
    start = f"/officer/calls/{call_id}/paper"
    page = soup(officer.get(f"{start}?q=さくら会"))
    new = {
        **last_form(page),
        "organisation_id": "new",
        "course_id": "kurashiki.collab_prep",
        "name": "さくら会",
    }

    nameless = soup(send(officer, start, new), 422)
    begun = send(officer, start, {**new, "representative": "山田 梅"})
    path = officer.get(begun.headers["Location"]).headers["Location"]
    first = soup(officer.get(path))
    assert first.select('main form[method=post] .k-requirement[data-required="true"]') == []
    assert first.select("[aria-required]") == []
    assert first.select('.k-steps [data-state="completed"]') == []  # nobody has opened any yet
    section = fields_of(first)
    name = {**section, "project_name": "桜を植える", "do": "next"}
    assert send(officer, path, name).status_code == 303
    stamp = re.sub(r"/[^/]+$", "/stamp", path)
    shown = soup(officer.get(stamp))
    seen = {**fields_of(shown), "do": "record"}
    without_hour = soup(
        send(officer, stamp, {**seen, **STAMP, "stamped_time": "", "scan": scan()}), 422
    )
    kept = fields_of(without_hour)
    recorded = send(officer, stamp, {**kept, "stamped_time": "16:45", "do": "record"})

    assert "「代表者の氏名」" in words(nameless.select_one(".k-errors"))
    assert "紙に足りないところ" in words(shown.select_one(".k-banner"))
    assert list(errors_at(without_hour)) == ["#field-stamped_time"]
    assert words(without_hour.select_one(".k-files")).startswith("応募書類一式.pdf")
    assert recorded.status_code == 303
    page = soup(officer.client.get(recorded.headers["Location"], follow_redirects=True))
    assert "紙に足りないところ" in words(page.select_one("main"))
    assert "応募書類一式.pdf" in words(page.select_one("#files"))
    listed = soup(officer.get(f"/officer/calls/{call_id}/applications"))
    assert "12月8日16:45（紙）" in words(listed.select_one("tbody tr"))
    with town.city.uow() as uow:
        snapshot = uow.session.scalars(select(Snapshot)).one()
        organisation = uow.session.scalars(
            select(Organisation).where(Organisation.name == "さくら会")
        ).one()
        application = uow.session.get_one(Filing, snapshot.filing_id).application
    assert (snapshot.channel, application.organisation_id) == (Channel.PAPER, organisation.id)
    assert application.project_name == "桜を植える"
    # Its correction begins with all that the paper lacks.
    page = soup(officer.get(f"/officer/filings/{snapshot.filing_id}/correction"))
    ticked = {one["value"] for one in page.select("input[name=fields][checked]")}
    assert {"budget", "plan", "bylaws"} <= ticked
    again = officer.get(stamp)
    assert again.headers["Location"].endswith(f"/filings/{snapshot.filing_id}")


def test_the_pages_of_papers_are_for_officers_and_their_papers_only(town: Town) -> None:
    call_id = a_call(town.city)
    application = a_filed_application(town.city, call_id)
    filing_id = filing_of(town.city, application)
    paths = [f"/officer/paper/{filing_id}{rest}" for rest in ("", "/project", "/stamp")]

    officer, applicant = town.as_("officer"), town.as_("applicant")

    assert [officer.get(path).status_code for path in paths] == [404, 404, 404]
    assert [applicant.get(path).status_code for path in paths] == [403, 403, 403]
    assert applicant.get(f"/officer/filings/{filing_id}/mend").status_code == 403


def test_an_officer_mends_only_chosen_answers_after_seeing_what_comes_of_it(town: Town) -> None:
    application_id = a_filed_application(town.city, a_call(town.city))
    filing_id = filing_of(town.city, application_id)
    officer, path = town.as_("officer"), f"/officer/filings/{filing_id}/mend"
    choice = soup(officer.get(path))
    opened = soup(officer.get(f"{path}?:mend=effect&go=1"))
    typed = {**fields_of(opened), "effect": "親子30人で避難経路を覚える。", "issue": "x"}

    looked = soup(send(officer, path, {**typed, "do": "check"}))
    refused = soup(send(officer, path, {**typed, "do": "record"}), 422)
    done = send(officer, path, {**typed, **CONSENT, "do": "record"})
    twice = send(officer, path, {**typed, **CONSENT, "do": "record"})

    offered = {one["value"] for one in choice.select("input[name=':mend']")}
    assert "effect" in offered
    assert "roster" not in offered
    assert soup(officer.get(f"{path}?go=1")).select(".k-error")
    boxes = {str(one.get("name")) for one in opened.select("main form textarea")}
    assert boxes == {"effect", ":consent:office_reason"}
    assert words(looked.select_one("ins")) == "30人"
    assert len(errors_at(refused)) == 5
    assert (done.status_code, twice.status_code) == (303, 422)
    page = soup(officer.get(done.headers["Location"]))
    told = words(page.select_one("main"))
    assert "2回目（職権で訂正）" in told
    assert "水玉花子" in told
    assert [words(one) for one in page.select("ins")] == ["30人"]
    # The applicant reads what was changed and who agreed.
    own = soup(town.as_("applicant").get(f"/applicant/applications/{application_id}"))
    assert "訂正した項目：期待する成果" in words(own.select_one("main"))


def test_what_a_correction_changed_is_shown_beside_what_was(town: Town) -> None:
    city = town.city
    call_id = a_call(city)
    application_id = a_filed_application(city, call_id)
    for day, text in ((1, "30人が参加する。"), (2, "40人が参加する。")):
        filing_id = ask(city, application_id, "effect")
        moment = later(AFTER, days=day)
        with city.uow(moment, "applicant") as uow:
            save_draft(
                uow,
                city.catalog,
                city.actor("applicant", moment),
                filing_id,
                typed={"effect": text},
                version=version_of(city, Filing, filing_id),
            )
        file_it(city, filing_id, now=moment)
    officer = town.as_("officer")

    newest = soup(officer.get(f"/officer/applications/{application_id}"))
    rounds = soup(officer.get(f"/officer/filings/{filing_id}/changes"))

    assert [words(one) for one in newest.select("del, ins")] == ["30", "40"]
    assert [words(one) for one in rounds.select("h2")][:3] == [
        "3回目（ウェブで提出）",
        "2回目（ウェブで提出）",
        "1回目（ウェブで提出）",
    ]
    assert words(rounds.select_one("main")).count("人数を書いてください。") == 2

    # An officer's own change on top of it hides neither the correction nor that it came.
    town.clock.moment = later(AFTER, days=3)
    path = f"/officer/filings/{filing_id}/mend"
    opened = fields_of(soup(officer.get(f"{path}?:mend=issue&go=1")))
    mended = {**opened, **CONSENT, "issue": "防災訓練に若い世代が来ません。", "do": "record"}
    assert send(officer, path, mended).status_code == 303
    both = soup(officer.get(f"/officer/applications/{application_id}"))
    shown = [words(one) for one in both.select("#changed ins")]
    assert ("40" in shown, len(shown)) == (True, 2)
    told = words(both.select_one("main"))
    assert "補正が届いています" in told
    assert "そのあとの職権による訂正も、あわせて表示しています。" in told
    returned = soup(officer.get(f"/officer/calls/{call_id}/applications?waits=returned"))
    assert len(returned.select("tbody tr")) == 1


@pytest.mark.parametrize("scheme_says", ["要確認"])
def test_the_stamps_page_says_that_a_postmark_does_not_count(town: Town, scheme_says: str) -> None:
    call_id = a_call(town.city)
    officer = town.as_("officer")
    start = f"/officer/calls/{call_id}/paper"
    known = {"organisation_id": str(town.city.ids["organisation"])}
    begun = send(officer, start, {**known, "course_id": "kurashiki.collab_prep"})

    page = soup(officer.get(f"{begun.headers['Location']}/stamp"))

    assert scheme_says in words(page.select_one("main form"))
    assert page.select_one("[name=postmarked_on-year]") is None
