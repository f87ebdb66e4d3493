"""The sample of a scheme's form: amounts are tried, courses and kinds chosen, nothing is kept."""

from typing import Any

import pytest

from builders import AFTER
from koubo.api import hookimpl
from koubo.plugins import load
from koubo.schemes.forms import FilingKind
from koubo_web.desks.officer.schemes.form_preview import PLUGIN_SILENT, asked_of, form_preview
from promises.sites import fingerprint
from schemes.small import small
from web.browser import Browser
from web.pages import errors_at, fields_of, send, soup, words
from web.scheme_walk import SCHEMES, new_copy, upload
from web.town import Town

SAKAE = f"{SCHEMES}/yokohama_sakae/form"
LECTURER = {
    "budget-expenses-0-category": "報償費",
    "budget-expenses-0-item": "講師の謝礼",
    "budget-expenses-0-amount": "60,000",
    "budget-incomes-0-category": "requested_grant",
    "budget-incomes-0-item": "補助金",
    "budget-incomes-0-amount": "50,000",
    "budget-incomes-1-category": "own_funds",
    "budget-incomes-1-item": "会費",
    "budget-incomes-1-amount": "10,000",
}


@pytest.fixture
def officer(town: Town) -> Browser:
    return town.as_("officer")


def tried(officer: Browser, form: str, code: int = 422, **typed: str) -> Any:
    """Type into the sample and press its button."""
    fields = fields_of(soup(officer.get(form)))
    return soup(send(officer, form, {**fields, "do": "recount", **typed}), code)


def result(page: Any) -> str:
    """Give the amount that is expected; "" where none is shown."""
    found = page.select_one(".k-working__result strong")
    return found.get_text() if found else ""


def test_a_budget_shows_problems_and_the_amount_with_its_working(officer: Browser) -> None:
    page = tried(officer, SAKAE, **LECTURER, **{"budget-expenses-1-amount": "三万円"})

    assert result(page) == "40,000円"
    lines = [words(one) for one in page.select(".k-working__text")]
    assert lines[:2] == ["対象経費60,000円", "1回目の補助率：60,000×2/3=40,000"]
    assert "#field-budget-expenses-1-amount" in errors_at(page)
    assert fields_of(page)["budget-expenses-1-amount"] == "三万円"


def test_the_time_is_chosen_where_the_rate_depends_on_it(officer: Browser) -> None:
    first = soup(officer.get(SAKAE))

    third = tried(officer, SAKAE, **LECTURER, **{"preview-time": "3"})

    times = [one.get_text() for one in first.select("[name=preview-time] option")]
    assert times == ["1回目", "2回目", "3回目から"]
    assert result(third) == "30,000円"
    assert fields_of(third)["preview-time"] == "3"
    assert not soup(officer.get(f"{SCHEMES}/kurashiki/form")).select("[name=preview-time]")


@pytest.mark.parametrize("time", ["", "0", "三", "９", "-1", "9" * 5_000])
def test_a_time_that_is_none_counts_as_the_first_or_the_last(officer: Browser, time: str) -> None:
    page = tried(officer, SAKAE, **LECTURER, **{"preview-time": time})

    assert result(page) == "40,000円"


def test_a_scheme_that_is_only_uploaded_gives_its_amount_too(officer: Browser) -> None:
    copy = upload(officer, small()).location
    typed = {**LECTURER, "project_name": "川の学校", "pledge": "はい"}

    page = tried(officer, f"{copy}/form?course=next&kind=proposal", **typed)

    assert result(page) == "50,000円"
    assert "60,000×90%=54,000" in words(page.select_one(".k-working"))
    assert list(errors_at(page)) == ["#field-theme"]


def test_a_form_without_problems_says_that_it_could_be_handed_in(officer: Browser) -> None:
    copy = upload(officer, small()).location
    typed = {**LECTURER, "project_name": "川の学校", "pledge": "はい", "theme": "防災"}
    typed |= {"budget-incomes-0-amount": "45,000", "budget-incomes-1-amount": "15,000"}

    page = tried(officer, f"{copy}/form?course=start&kind=proposal", 200, **typed)

    assert "このまま提出できる内容です" in words(page.select_one("main"))
    assert result(page) == "45,000円"


def test_every_course_and_every_kind_has_its_form(officer: Browser) -> None:
    first = soup(officer.get(SAKAE))
    links = [str(one["href"]) for one in first.select(".k-tabs__link")]

    pages = [soup(officer.get(link)) for link in links]

    assert [one.get_text() for one in first.select(".k-tabs__link")] == [
        "ベーシックコース",
        "ベーシックコース アドバンス制度",
        "サロン・居場所づくり",
        "補助金交付申込書（事業計画書）",
        "補助金交付申請書",
        "活動報告書",
    ]
    titles = [words(one.select_one("h1")) for one in pages]
    assert titles[3:] == ["補助金交付申込書（事業計画書）", "補助金交付申請書", "活動報告書"]
    assert [len(one.select("[aria-current]:not(nav.k-nav a, .k-crumbs *)")) for one in pages] == [
        2
    ] * 6


def test_more_lines_are_shown_with_what_was_typed(officer: Browser) -> None:
    page = tried(officer, SAKAE, **LECTURER, do="add:budget-expenses")
    again = soup(send(officer, SAKAE, {**fields_of(page), "do": "add:budget-expenses"}), 422)

    rows = [len(one.select("#budget-budget-expenses tbody tr")) for one in (page, again)]
    assert rows == [6, 9]
    assert fields_of(again)["budget-expenses-0-item"] == "講師の謝礼"
    assert len(again.select("#budget-budget-incomes tbody tr")) == 3


def test_trying_changes_nothing_that_is_stored(town: Town, officer: Browser) -> None:
    copy = new_copy(officer, "yokohama_sakae")
    before = fingerprint(town.city.database)

    for form in (SAKAE, f"{copy}/form"):
        tried(officer, form, **LECTURER)
        officer.get(f"{form}.pdf")
        officer.get(form.replace("/form", "/rules"))
        officer.get(form.replace("/form", "/rules.md"))

    assert fingerprint(town.city.database) == before


def test_the_printed_form_and_the_draft_of_the_guide_can_be_taken_along(officer: Browser) -> None:
    sheet = officer.get(f"{SAKAE}.pdf?course=advance&kind=report")
    rules = officer.get(f"{SCHEMES}/kurashiki/rules")
    text = officer.get(f"{SCHEMES}/kurashiki/rules.md")

    assert (sheet.mimetype, sheet.data[:5]) == ("application/pdf", b"%PDF-")
    assert "応募できる団体" in words(soup(rules).select_one("main"))
    assert "【要確認】" in rules.text
    assert text.mimetype == "text/markdown"
    assert text.headers["Content-Disposition"] == 'attachment; filename="kurashiki-boshuyoko.md"'
    assert text.text.startswith("# ")


def test_an_ended_scheme_has_no_form_but_its_rules(officer: Browser) -> None:
    ended = f"{SCHEMES}/chigasaki_kyodo"

    page = soup(officer.get(ended))

    assert officer.get(f"{ended}/form").status_code == 404
    assert officer.get(f"{ended}/rules").status_code == 200
    assert not page.select(f'a[href="{ended}/form"]')
    assert not page.select('a[href^="/officer/calls/new"]')


def test_rules_that_see_the_whole_document_are_asked_too(officer: Browser) -> None:
    days = {"starts_on-year": "2027", "starts_on-month": "5", "starts_on-day": "1"}
    days |= {"ends_on-year": "2027", "ends_on-month": "4", "ends_on-day": "30"}

    page = tried(officer, f"{SCHEMES}/kurashiki/form", **days)

    assert errors_at(page)["#field-ends_on"] == (
        "事業の終了日が開始日より前です。終了日を直してください。"
    )
    assert "令和9年5月1日（2027年5月1日）" in words(page.select_one("#group-starts_on"))


class Broken:
    """A plugin that fails where it is asked about a document."""

    @hookimpl
    def koubo_filing_problems(self) -> None:
        raise ValueError("broken")


def test_a_plugin_that_fails_is_told_and_the_rest_is_shown() -> None:
    catalog = load(more={"broken": Broken()}).catalog
    scheme = catalog.installed("kurashiki")
    asked = asked_of(scheme, scheme.courses[0], FilingKind.PROPOSAL)

    page = form_preview(catalog, asked, departments=(), now=AFTER, typed={})

    messages = [one.message for one in page.places.problems]
    assert messages[-1] == PLUGIN_SILENT.message
    assert len(messages) > 5


def test_what_staff_wrote_is_text_on_the_page(officer: Browser) -> None:
    sly = small(("label: 事業の名称", "label: '<script>alert(1)</script>'"))
    copy = upload(officer, sly).location

    for page in (copy, f"{copy}/form", f"{copy}/rules"):
        assert "<script>alert" not in officer.get(page).text
        assert "&lt;script&gt;" in officer.get(page).text
