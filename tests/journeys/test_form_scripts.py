"""With scripts a form is quicker: lines, conditions, counts and sums come while somebody types."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from journeys.screens import HEIGHT, WIDTH, Screen
from koubo.applications.actions.drafts import start_application
from koubo.applications.models import Filing
from koubo.schemes.models import Call, CallCourse
from koubo.schemes.release_models import Release
from koubo.schemes.rules import CallState
from koubo.storage.canonical import digest_of
from promises.server import Server

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
SOON = 8_000
"""In ms: half a second of quiet, and a slow machine."""


def a_draft_with_every_word(server: Server) -> int:
    """Begin an application to the sample scheme whose form has tables, sums and conditions."""
    city, now = server.city, datetime.now(UTC)
    scheme = city.catalog.installed("ako2010")
    with city.uow(now) as uow, uow.writing() as write:
        release = Release(
            scheme_id=scheme.id,
            digest=digest_of(scheme.text),
            text=scheme.text,
            core_version="0",
            plugin_version="0",
            proof={},
            made_at=now,
        )
        call = Call(
            release=release,
            scheme_id=scheme.id,
            title="助成",
            intake_year=2025,
            fiscal_year=2026,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=9),
            budget=1_000_000,
            state=CallState.PUBLISHED,
        )
        write.session.add(call)
        write.session.flush()
        write.session.add(CallCourse(call_id=call.id, course_id="ako2010.main"))
        call_id = call.id
    with city.uow(now, "applicant") as uow:
        return start_application(
            uow,
            city.catalog,
            city.actor("applicant", now),
            call_id,
            course_id="ako2010.main",
            organisation_id=city.ids["organisation"],
        )


def test_a_form_answers_while_somebody_types(chromium: Browser, server: Server) -> None:
    filing_id = a_draft_with_every_word(server)
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP")
    screen = Screen.of(context, server.base)
    screen.sign_in("applicant")
    screen.open(f"/applicant/filings/{filing_id}/project")
    page = screen.page
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).violations_count == 0

    # A question that is not asked now is gone, and its note says when it will be.
    papers = page.locator("[data-question=bylaws]")
    box = papers.locator("input[type=file]")
    expect(papers).to_contain_text("「はい」を選んだ場合だけ")
    expect(box).to_be_hidden()
    page.get_by_label("はい", exact=True).check()
    expect(box).to_be_visible()
    page.get_by_label("いいえ", exact=True).check()
    expect(box).to_be_hidden()

    # A surrogate pair is one character, a line end is one, blanks at the ends are none.
    screen.write(plan=" あ𠮷\nう ", project_name="名" * 41)
    count = page.locator("[data-counts=field-plan]")
    expect(count).to_have_text("1000字まで（いま4字）", timeout=SOON)
    over = page.locator("[data-counts=field-project_name]")
    expect(over).to_have_text("40字まで（いま41字。1字多すぎます）", timeout=SOON)

    # Lines come at once, and the sums follow without a save.
    lines = page.locator("[data-rows=schedule] > tbody > tr")
    expect(lines).to_have_count(3)
    page.get_by_role("button", name="行を増やす", exact=True).click()
    expect(lines).to_have_count(4)
    expect(page.locator("#field-schedule-3-time")).to_be_focused()
    page.locator("#field-schedule-0-people").fill("1,000")
    page.get_by_label("4行目の来る人の数（人）").fill("２３")
    total = page.locator("#live-visitors")
    expect(total).to_have_text("予定の来る人の数 1,023人 ＝ 1,023人", timeout=SOON)
    expect(page.locator("#totals-schedule")).to_contain_text("1,023人")
    page.locator("#field-budget-expenses-0-category").select_option("報償費")
    page.locator("#field-budget-expenses-0-item").fill("講師")
    page.locator("#field-budget-expenses-0-amount").fill("60,000")
    expect(page.locator("#totals")).to_contain_text("60,000円 足りません", timeout=SOON)
    expect(page.locator("#totals")).to_contain_text("補助額の見込みの計算")
    screen.look()
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).violations_count == 0

    screen.press("保存する")
    with server.city.uow() as uow:
        draft = uow.session.get_one(Filing, filing_id).draft
    assert [one["people"] for one in draft["schedule"]] == ["1,000", "", "", "２３"]
    context.close()
