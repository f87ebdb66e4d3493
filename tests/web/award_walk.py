"""Walking the award pages in short: filling in, drafting, releasing."""

import re
from datetime import date

from bs4 import BeautifulSoup, Tag
from sqlalchemy import select

from award_builders import (
    DECIDED,
    recommend,
)
from builders import a_budget, a_call, an_accepted_application
from koubo.award.models import Decision
from web.browser import Browser
from web.town import Town

COSTS = {"cost": 375_000, "requested": 300_000}


def soup(answer, code: int = 200) -> BeautifulSoup:
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(page: Tag) -> str:
    return re.sub(r"\s+", "", page.get_text())


def fields_of(form: Tag) -> dict[str, str]:
    """Give what a browser would send for a form without touching it."""
    sent = {}
    for field in form.select("input, textarea"):
        if field.get("name") in (None, "csrf_token"):
            continue
        if field.name == "textarea":
            sent[field["name"]] = field.get_text().removeprefix("\n")
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            sent[field["name"]] = field.get("value", "")
    return sent


def send(browser: Browser, path: str, to: str = "", code: int = 303, **typed: str):
    """Open a page, fill in the form that posts to ``to`` (or the page itself), and send it."""
    page = soup(browser.get(path))
    target = to or path
    form = next(one for one in page.select("main form") if one["action"] == target)
    answer = browser.post(target, **{**fields_of(form), **typed})
    assert answer.status_code == code, words(soup(answer, answer.status_code).main)
    return answer


def day(name: str, value: date) -> dict[str, str]:
    return {
        f"{name}-year": str(value.year),
        f"{name}-month": str(value.month),
        f"{name}-day": str(value.day),
    }


def kessai(on: date) -> dict[str, str]:
    return {
        "kessai_number": "市活第45号",
        "kessai_post": "市民活動推進課長",
        "document_number": "倉市活第123号",
        **day("kessai_on", on),
        **day("issued_on", on),
    }


def newest_decision(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalars(select(Decision.id).order_by(Decision.id.desc())).first() or 0


def release_on_pages(town: Town) -> None:
    """Let the releaser go from the desk's home to the confirming page and press."""
    browser, decision_id = town.as_("releaser"), newest_decision(town)
    home = soup(browser.get("/releaser/"))
    assert home.select_one(f'main a[href="/releaser/decisions/{decision_id}"]') is not None
    soup(browser.get(f"/releaser/decisions/{decision_id}"))
    send(browser, f"/releaser/decisions/{decision_id}/release")


def a_recommended_call(town: Town) -> tuple[int, int]:
    call_id = a_call(town.city)
    application_id = an_accepted_application(
        town.city, call_id, answers={"budget": a_budget(**COSTS)}
    )
    recommend(town.city, call_id, {application_id: 300_000})
    town.clock.moment = DECIDED
    return call_id, application_id
