"""A draft on its pages: several people write, it saves itself, and says what it still lacks."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from builders import AFTER, IN_TIME, PDF, a_call, a_draft, a_filed_application, later
from koubo.applications.drafting import COPIED
from koubo.applications.models import Attachment, Filing
from koubo.people.models import Membership
from koubo.people.rules import MemberRole
from koubo_web.forms.seen import page_of
from web.browser import BASE_URL, Browser
from web.pages import count, draft_of, fields_of, send, soup, words
from web.town import Town

DRAFT = "/applicant/filings/1"
PATH = f"{DRAFT}/project"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    return town.as_("applicant")


@pytest.fixture
def member(town: Town, call_id: int) -> Browser:
    """Give another member of the same organisation."""
    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            Membership(
                organisation_id=town.city.ids["organisation"],
                person_id=town.city.ids["stranger"],
                role=MemberRole.REPRESENTATIVE,
            )
        )
    return town.as_("stranger")


def autosave(browser: Browser, fields: dict[str, Any], path: str = PATH) -> TestResponse:
    """Send what the page's script sends."""
    return browser.client.post(
        f"{path}/autosave",
        data=fields | {"csrf_token": browser.token()},
        headers={"Referer": f"{BASE_URL}{path}", "Accept": "application/json"},
    )


def version_in(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.get_one(Filing, 1).version


def opened(browser: Browser, path: str = PATH) -> dict[str, Any]:
    return fields_of(soup(browser.get(path)))


def test_two_members_save_one_page_and_choose_where_both_changed_the_same(
    town: Town, applicant: Browser, member: Browser
) -> None:
    a_draft(town.city, 1)
    mine, theirs = opened(applicant), opened(member)
    send(member, PATH, theirs | {"issue": "先の人\r\nの文", "plan": "先の人の計画", "do": "save"})
    town.clock.moment = later(IN_TIME, minutes=1)

    page = soup(
        send(applicant, PATH, mine | {"issue": "わたしの文", "effect": "わたしの成果"}), 409
    )

    told = words(page.main)
    assert "先の人の文" in told
    assert "わたしの文" in told
    assert "（stranger令和7年12月5日14:20に保存）" in told
    radios = [str(one["name"]) for one in page.select("main input[type=radio]")]
    assert radios == ["keep-issue"] * 3
    kept = draft_of(town)
    assert (kept["issue"], kept["plan"]) == ("先の人\r\nの文", "先の人の計画")
    assert kept["effect"] == "わたしの成果"

    choice = fields_of(page) | {"keep-issue": "mine", "do": "choose"}
    assert send(applicant, PATH, choice).status_code == 303
    assert draft_of(town)["issue"] == "わたしの文"
    overview = words(soup(applicant.get("/applicant/applications/1")).main)
    assert "最後に保存した日時：令和7年12月5日14:21（applicant）" in overview


def test_two_texts_of_one_question_are_both_kept(
    town: Town, applicant: Browser, member: Browser
) -> None:
    a_draft(town.city, 1)
    mine, theirs = opened(applicant), opened(member)
    send(member, PATH, theirs | {"issue": "先の人の文。", "do": "save"})

    page = soup(send(applicant, PATH, mine | {"issue": "わたしの文。"}), 409)
    choice = fields_of(page) | {"keep-issue": "both", "do": "choose"}

    assert send(applicant, PATH, choice).status_code == 303
    assert draft_of(town)["issue"].splitlines() == ["先の人の文。", "わたしの文。"]


def test_a_name_written_twice_is_not_joined(
    town: Town, applicant: Browser, member: Browser
) -> None:
    a_draft(town.city, 1)
    mine, theirs = opened(applicant), opened(member)
    send(member, PATH, theirs | {"project_name": "川の学校", "do": "save"})

    page = soup(send(applicant, PATH, mine | {"project_name": "海の学校"}), 409)

    assert [one["value"] for one in page.select("main input[type=radio]")] == ["mine", "saved"]


def test_files_chosen_on_a_page_that_was_overtaken_are_kept(
    town: Town, applicant: Browser, member: Browser
) -> None:
    a_draft(town.city, 1)
    path = f"{DRAFT}/papers"
    mine, theirs = opened(applicant, path), opened(member, path)
    send(member, path, theirs | {"more": [(BytesIO(PDF), "先.pdf")]})

    answer = send(applicant, path, mine | {"more": [(BytesIO(PDF), "後.pdf")]})

    assert (answer.status_code, count(town, Attachment)) == (303, 4)


def test_a_page_saves_itself_and_its_own_saves_never_make_it_stale(
    town: Town, applicant: Browser, member: Browser
) -> None:
    a_draft(town.city, 1)
    page, theirs = opened(applicant), opened(member)
    before = version_in(town)

    first = autosave(applicant, page | {":turn": "1", "issue": "書きかけ"})
    same = autosave(applicant, page | {":turn": "2", "issue": "書きかけ"})

    assert first.json == {
        "message": "14:20に保存しました",
        "fields": first.json["fields"],  # type: ignore[index]
        "conflict": "",
    }
    assert (same.status_code, version_in(town), draft_of(town)["issue"]) == (
        200,
        before + 1,
        "書きかけ",
    )
    page |= same.json["fields"]  # type: ignore[index]
    told = autosave(member, theirs | {"issue": "別の人", "plan": "別の計画"}).json or {}
    assert told["conflict"].startswith("ほかの人が「地域の課題と事業の目的」を変更しました。")
    assert (draft_of(town)["issue"], draft_of(town)["plan"]) == ("書きかけ", "別の計画")

    answer = send(applicant, PATH, page | {":turn": "3", "issue": "書き終えた", "do": "next"})

    assert answer.status_code == 303
    assert (draft_of(town)["issue"], draft_of(town)["plan"]) == ("書き終えた", "別の計画")


def test_a_page_does_not_pass_for_what_writes_without_one() -> None:
    drawn = MultiDict({":page": "00ff00ff00ff00ff"})

    assert (page_of(drawn).id, page_of(MultiDict({":page": COPIED.id})).id) == (drawn[":page"], "")


def test_what_a_page_cannot_save_by_itself_is_said_by_its_code(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    page = opened(applicant)
    town.clock.moment = AFTER

    assert autosave(applicant, page | {"issue": "締切のあと"}).status_code == 200
    assert draft_of(town)["issue"] == "締切のあと"
    assert autosave(applicant, page, f"{DRAFT}/nowhere").status_code == 404
    assert autosave(town.as_("stranger"), page).status_code == 404
    assert autosave(Browser(town.app.test_client()), page).status_code == 401
    expired = applicant.client.post(f"{PATH}/autosave", data=page | {"csrf_token": "x"})
    assert expired.status_code == 400


def test_the_overview_counts_what_is_missing_and_leads_to_each_box(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id, answers={"effect": "", "issue": "", "pledge": ""})

    page = soup(applicant.get("/applicant/applications/1"))
    check = soup(applicant.get("/applicant/check/1"))

    assert "あと3つで提出できます" in words(page.main)
    assert "あと3つで提出できます" in words(check.main)
    links = [
        f"{DRAFT}/project?show=problems#field-issue",
        f"{DRAFT}/project?show=problems#field-effect",
        f"{DRAFT}/papers?show=problems#field-pledge",
    ]
    for one in (page, check):
        found = [str(link["href"]) for link in one.select("main a[href*='show=problems#']")]
        assert found == links
        for link in found:
            target = soup(applicant.get(link.partition("#")[0]))
            assert target.select_one(f"#{link.partition('#')[2]}") is not None
    assert [words(one) for one in check.select(".k-banner[data-kind=error] h3")] == [
        "事業の内容",
        "添付書類と誓約",
    ]


def test_an_earlier_application_is_copied_from_the_start_page(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_filed_application(town.city, call_id, course="citizen_proposal")
    a_call(town.city, fiscal_year=2027)
    start = soup(applicant.get("/applicant/calls/2/start"))
    assert [one.get_text() for one in start.select("#field-source_id option")] == [
        "写さない",
        "まちなか防災すごろくづくり（令和8年度事業 市民企画提案事業）",
    ]

    chosen = {"course_id": "kurashiki.collab_prep", "source_id": "1"}
    begun = send(applicant, "/applicant/calls/2/start", fields_of(start) | chosen)
    again = send(applicant, "/applicant/calls/2/start", fields_of(start) | chosen)

    assert (begun.status_code, begun.location) == (303, "/applicant/filings/2/papers")
    assert again.location == begun.location
    page = soup(applicant.get(applicant.get("/applicant/filings/2").location))
    told = words(page)
    assert "か所を写しました。誓約と添付ファイルは、あらためて入力してください。" in told
    assert "前の様式の項目" in told
    assert "環境政策課" in words(page.select_one("#former"))
    assert draft_of(town, 2)["issue"] == "防災訓練に若い世代が来ない。"

    nothing = send(
        applicant, "/applicant/calls/2/start", fields_of(start) | chosen | {"source_id": "99"}
    )
    assert nothing.status_code == 404


def scripts_of(page: BeautifulSoup) -> list[str]:
    """Give the names of a page's scripts; all are our own."""
    scripts = [str(one.get("src")) for one in page.select("script")]
    assert [one for one in scripts if not one.startswith("/static/")] == []
    return [one.rpartition("/")[2] for one in scripts]


def test_the_script_is_a_module_of_our_own_and_nobody_elses_page_loads_it(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)

    section = scripts_of(soup(applicant.get(PATH)))

    assert "autosave.js" in section
    assert "autosave.js" not in scripts_of(soup(applicant.get("/applicant/")))
    assert "leaving.js" in scripts_of(soup(applicant.get("/applicant/")))
