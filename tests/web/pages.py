"""Reading pages and sending forms as a browser would, and looking at what is stored then."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from koubo.applications.models import Filing
from web.browser import BASE_URL, Browser
from web.town import Town


def soup(answer: TestResponse, code: int = 200) -> BeautifulSoup:
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(found: Tag | None) -> str:
    assert found is not None
    return re.sub(r"\s+", "", found.get_text())


def fields_of(page: BeautifulSoup) -> dict[str, Any]:
    """Give what a browser would send for the page's form without touching it."""
    sent: dict[str, Any] = {}
    form = page.select_one("main form")
    assert form is not None
    for box in form.select("input, textarea, select"):
        name = str(box.get("name"))
        if name in ("None", "csrf_token") or box.get("type") == "file":
            continue
        if box.name == "textarea":
            sent[name] = box.get_text().removeprefix("\n")
        elif box.name == "select":
            chosen = box.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif box.get("type") not in ("radio", "checkbox") or box.has_attr("checked"):
            sent[name] = str(box.get("value", ""))
    return sent


def answers_of(page: BeautifulSoup) -> dict[str, Any]:
    """Give of the page's fields those that a person fills in."""
    own = fields_of(page).items()
    return {name: text for name, text in own if not name.startswith(":") and name != "version"}


def send(browser: Browser, path: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with its token, files among its fields."""
    return browser.client.post(
        path,
        data={**fields, "csrf_token": browser.token()},
        headers={"Referer": f"{BASE_URL}{path}"},
    )


def errors_at(page: BeautifulSoup) -> dict[str, str]:
    """Give the summary's links and what they say."""
    return {one["href"]: one.get_text() for one in page.select(".k-errors__link")}  # type: ignore[misc]


def draft_of(town: Town, filing_id: int = 1) -> dict[str, Any]:
    with town.city.uow() as uow:
        return dict(uow.session.get_one(Filing, filing_id).draft)


def count(town: Town, table: Any) -> int:
    with town.city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(table)) or 0
