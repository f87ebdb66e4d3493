"""What an officer does with what came in: the list, findings, acceptance, corrections, mails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from builders import (
    AFTER,
    CLOSES,
    OPENS,
    a_call,
    a_filed_application,
    accept_it,
    version_of,
)
from koubo.applications.actions.filing import file
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.hooks import hookimpl
from koubo.people.messages import make_mails
from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.plugins import load
from koubo.schemes.forms import FilingKind
from koubo.storage.outbox import Mail, MailState
from koubo_web.settings import Settings
from web.pages import soup
from web.staff_site import StaffSite, a_filing, a_staff_site, hidden, many_applications, texts


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def stored(here: StaffSite, model: Any, key: int) -> Any:
    with here.city.uow() as uow:
        return uow.session.get_one(model, key)


def link_of(page: TestResponse, rel: str) -> str:
    found = soup(page).select_one(f"a[rel={rel}]")
    assert found is not None
    return str(found["href"])


def test_the_list_is_filtered_searched_and_paged(here: StaffSite) -> None:
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    accept_it(here.city, first)
    many_applications(here.city, call_id, first, 60)
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications"

    accepted = texts(officer.get(f"{path}?state=accepted"), "tbody th")
    by_name = texts(officer.get(f"{path}?q=団体007"), "tbody th")
    by_number = texts(officer.get(f"{path}?q=ｋｕ26-1-0107"), "tbody th")
    page_1 = texts(officer.get(path), "tbody th")
    second = officer.get(link_of(officer.get(path), "next"))
    page_2, back = (
        texts(second, "tbody th"),
        texts(officer.get(link_of(second, "prev")), "tbody th"),
    )
    nothing = officer.get(f"{path}?q=%25")

    assert len(accepted) == 1
    assert by_name == by_number == ["KU26-1-0107-00"]
    assert (len(page_1), len(page_2), back) == (50, 11, page_1)
    assert "条件に合う応募はありません" in nothing.text


def test_the_list_and_the_page_say_as_little_at_250_rows_as_at_10(here: StaffSite) -> None:
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    officer, counted = here.as_("officer"), []
    for start, more in ((0, 9), (9, 240)):
        many_applications(here.city, call_id, first, more, start=start)
        counted.append(
            [
                here.statements(officer, f"/officer/calls/{call_id}/applications"),
                here.statements(officer, f"/officer/applications/{first}"),
                here.statements(officer, f"/officer/calls/{call_id}"),
                here.statements(officer, "/officer/calls"),
            ]
        )

    assert counted[0] == counted[1]
    listing, page, call, calls = counted[0]
    assert (listing <= 8, page <= 10, call <= 10, calls <= 8) == (True, True, True, True)


def test_an_application_is_accepted_once_every_rule_is_answered(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))
    officer, path = here.as_("officer"), f"/officer/applications/{application_id}"

    early = officer.post(f"{path}/accept", version="3")
    unsaid = officer.post(f"{path}/findings", rule="staff_check.exclusion", note="")
    found = officer.post(
        f"{path}/findings", rule="staff_check.exclusion", answer="met", note="照会済み"
    )
    page = officer.get(path)
    confirm = officer.get(f"{path}/accept")
    accepted = officer.post(f"{path}/accept", version=hidden(confirm, "version"))

    assert early.status_code == 422
    assert "まだ確かめていません" in early.text
    assert unsaid.status_code == 422
    assert found.status_code == 303
    assert "職員の確認：満たす 照会済み" in texts(page, ".k-findings__working li")
    assert "受理の確認へ進む" in page.text
    assert accepted.status_code == 303
    assert stored(here, Application, application_id).state is ApplicationState.ACCEPTED


def test_workings_bear_the_marks_of_what_is_not_confirmed(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))

    page = here.as_("officer").get(f"/officer/applications/{application_id}")

    assert "結果 103,000円" in " ".join(texts(page, ".k-working__result")).replace("結果", "結果 ")
    assert any("【要確認】" in text for text in texts(page, ".k-findings__working li"))
    assert any("【要確認】" in text for text in texts(page, ".k-working__line"))


def test_an_application_that_misses_a_rule_is_found_ineligible(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))
    officer, path = here.as_("officer"), f"/officer/applications/{application_id}"
    officer.post(f"{path}/findings", rule="staff_check.exclusion", answer="not_met", note="該当")

    form = officer.get(f"{path}/ineligible")
    silent = officer.post(f"{path}/ineligible", reason=" ", version=hidden(form, "version"))
    done = officer.post(f"{path}/ineligible", reason="該当", version=hidden(form, "version"))

    assert "を満たしていません。該当" in texts(form, "textarea")[0]
    assert (silent.status_code, done.status_code) == (422, 303)
    assert stored(here, Application, application_id).state is ApplicationState.INELIGIBLE


def test_a_correction_is_asked_for_and_its_changes_are_shown(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    officer, path = here.as_("officer"), "/officer/filings/1/correction"
    wanted = {
        "fields": "plan",
        "reason": "会場を書いてください。",
        "due_on-year": "R7",
        "due_on-month": "12",
        "due_on-day": "20",
        "version": hidden(officer.get(path), "version"),
    }

    empty = officer.post(path, version=wanted["version"], reason="", fields="")
    asked = officer.post(path, **wanted)
    waiting = officer.get(f"/officer/applications/{application_id}")
    _answer_correction(here)
    page = officer.get(f"/officer/applications/{application_id}")

    assert empty.status_code == 422
    assert asked.location == f"/officer/applications/{application_id}"
    assert "直してもらう項目：実施する内容" in waiting.text
    assert texts(page, ".k-changed th") == ["実施する内容"]
    assert stored(here, Application, application_id).state is ApplicationState.FILED


def _answer_correction(here: StaffSite) -> None:
    city, actor = here.city, here.city.actor("applicant")
    with city.uow(AFTER, "applicant") as uow, uow.writing() as write:
        filing = write.session.get_one(Filing, 1)
        filing.draft = {**filing.draft, "plan": "中央公民館で4回遊ぶ。"}
    with city.uow(AFTER, "applicant") as uow:
        version = version_of(city, Filing, 1)
        file(uow, city.catalog, city.files, actor, 1, version=version)


def test_who_is_kept_out_does_not_see_the_application(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    officer = here.as_("officer")

    assert officer.get(f"/officer/applications/{application_id}").status_code == 404
    assert "応募はまだありません" in officer.get("/officer/calls/1/applications").text


def test_a_grant_application_is_accepted_as_complete(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow, uow.writing() as write:
        model = write.session.scalars(select(Snapshot)).one()
        filing_id = a_filing(write.session, application_id, FilingKind.GRANT_APPLICATION, model)
    officer = here.as_("officer")

    listed = officer.get("/officer/filings")
    page = officer.get(f"/officer/filings/{filing_id}")
    confirm = officer.get(f"/officer/filings/{filing_id}/accept")
    done = officer.post(f"/officer/filings/{filing_id}/accept", version=hidden(confirm, "version"))

    assert texts(listed, "tbody th") == ["交付申請書"]
    assert "補助金交付申請書" in texts(page, "h1")
    assert done.status_code == 303
    assert stored(here, Filing, filing_id).state is FilingState.ACCEPTED


def test_a_mail_that_was_given_up_is_sent_again(here: StaffSite) -> None:
    city = here.city
    a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        with uow.writing() as write:
            mail = write.session.get_one(Mail, 1)
            mail.state, mail.fault, mail.next_try_at = MailState.FAILED, "550 unknown", None
    officer = here.as_("officer")

    home, page = officer.get("/officer/"), officer.get("/officer/mails?state=trouble")
    answer = officer.post("/officer/mails/1/retry")

    assert "送れていないメールがあります：1件" in texts(home, ".k-todo__title")
    assert "550 unknown" in page.text
    assert answer.status_code == 303
    assert stored(here, Mail, 1).state is MailState.QUEUED


def test_an_application_stays_readable_when_a_plugin_fails(settings: Settings) -> None:
    for here in a_staff_site(settings, load(more={"broken": Broken()})):
        call_id = a_call(here.city, opens_at=OPENS - timedelta(days=1), closes_at=CLOSES)
        application_id = a_filed_application(here.city, call_id)
        officer = here.as_("officer")

        page = officer.get(f"/officer/applications/{application_id}")
        tried = officer.post(f"/officer/applications/{application_id}/accept", version="2")
        plugins = officer.get("/officer/plugins")

        assert page.status_code == 200
        assert "要件と金額を確かめられません" in page.text
        assert "すごろくを作り、公民館で4回遊ぶ。" in page.text
        assert tried.status_code == 503
        assert "不具合あり" in plugins.text
        assert "KeyError" in plugins.text


class Broken:
    """A plugin of no scheme that fails whenever it is asked."""

    @hookimpl
    def koubo_eligibility_findings(self) -> list[Any]:
        raise KeyError("nothing works")
