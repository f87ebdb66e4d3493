"""Every page that a role can reach opens, and opening it changes nothing.

The sample city is walked as each of its people, link by link. A link that leads nowhere, a page
that breaks, and a GET that writes a row all show here, whoever adds them.
"""

import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from koubo.calendar import JST
from koubo_web.access import route_lines
from koubo_web.commands.demo import make_city, open_demo
from koubo_web.requests import SITE
from koubo_web.sample.reading import read_world
from koubo_web.sample.residents import PASSWORD
from koubo_web.site import Site
from promises.watched_day import DAY_PAGES, TABLET_PAGES
from web.browser import SteadyClock

pytestmark = pytest.mark.timeout(600)
"""Seeding the city and walking it as everybody stand before the first test."""

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=JST)
MOST_PAGES = 2_000
"""More than any role of the sample city reaches; a page with endless links would show here."""
MOST_VIEWS = 3
"""So many filters and orders of one list are opened; the rest are more of the same."""
MOST_OF_A_KIND = 9
"""So many records are opened on one kind of page: there are fewer states than that. Of files, which
take long to make, so many are opened in all."""
REACHED_OTHERWISE = frozenset(
    {
        "static",
        "health.health",
        "login.sent",  # after registering
        "security.confirm_email",  # from a mail
        "security.reset_password",  # from a mail
        "security.send_confirmation",
        "public.invitation",  # from a mail
        "public.consent",  # from a mail
        "public.robots",  # asked for by robots, and leads them to the map of the site
        "public.sitemap",
        "applicant.consents",  # where a form asks those who join to agree: test_consent_pages
        "applicant.roster_import",  # after an upload
        "officer.opinion_import",  # after an upload
        "officer.kessai_import",  # after an upload
        "officer.payment_import",  # after an upload: test_money_pages
        "applicant.account_mandate",  # where a 委任状 was sent
        "applicant.advance_account",  # where a scheme asks for a 概算払精算書
        "officer.edit_paper",  # while a paper is entered
        "officer.open_paper",
        "officer.paper_stamp",
        # Offered at one moment of a case only, where the sample city has none; the journeys and
        # the desks' own tests go through them.
        "applicant.new_claim",
        "applicant.confirm_interim_report",  # where a scheme asks for one: test_sendai_practice
        "officer.award_interim_due",
        "applicant.amendment_withdrawal",  # before it is answered: test_amendment_pages
        "applicant.confirm_stop",
        "applicant.confirm_withdrawal",  # before 交付決定: test_grant_pages
        "applicant.offer",  # where a runner-up has an offer: test_grant_pages
        "officer.confirm_promotion",
        "officer.offer_answer",
        "applicant.award_agreement",  # where a scheme makes agreements: test_grant_pages
        "applicant.award_agreement_scan",
        "officer.agreement",
        "officer.agreement_pdf",
        "officer.agreement_scan",
        "officer.award_apply_by",  # before 交付申請: test_grant_pages
        "officer.next_award",  # where a scheme gives by the year: test_grant_pages
        "officer.year_vote",
        "evaluations.published",  # after the joint sheet was published: test_evaluation_pages
        "officer.receipt_sample_pdf",  # after drawing a sample: test_report_pages
        "officer.receipt_sample_workbook",
        "conflicts.confirm_lift",  # where a colleague has declared a conflict: test_conflicts
        "officer.confirm_end",
        "officer.ledger_draft",
        "applicant.receipt",  # after handing in; later each time of handing in has its own
        "officer.confirm_close",
        "officer.letter_batch",  # after asking for one: test_letter_pages
        "officer.letter_batch_file",
        "officer.reissued",
        "officer.letter_form_file",  # where a form was kept
        "officer.letter_form_sample",
        "officer.several_accept",  # by the buttons of a list: test_several
        "officer.several_findings",
        "officer.several_opinions",
        "officer.finish",
        "officer.new_grant",
        "officer.review_conclusion",
        "officer.confirm_withdrawal_of_recommendation",
        "officer.earlier_review_recommendation",  # where one was withdrawn
        "reviewer.confirm_sheet",
        "reviewer.own_import",  # after an upload
        "officer.score_import",
        "officer.read_score_sheet",  # where a paper was keyed: test_score_paper
        "officer.dropping_score_sheet",
        "officer.paper_scan",
        "officer.review_panel_chart",  # a picture on a page: test_panel_view
        "officer.call_picture",  # pictures on their pages: test_pictures
        "officer.year_picture",
        "officer.application_flow_picture",
        "applicant.flow_picture",
        *DAY_PAGES.split(),  # where a day was made: test_presentation
        *TABLET_PAGES.split(),  # where a card was made
        "tablet.left",
    }
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("crawl")
    app = open_demo(data, 8000, clock=SteadyClock(NOW))
    make_city(app, data)
    yield app
    site: Site = app.extensions[SITE]
    site.database.close()


SAME_DESK = "jimukyoku2@example.jp"
"""Sees what the first officer sees, who opens far more pages than everybody else together."""
EMAILS = ["", *(one.email for one in read_world().accounts if one.email != SAME_DESK)]
OTHERS_LINKS = ("/demo/mails", "/styleguide")
"""The demo's mail page shows everybody's mails; their links are for those who got them. Those of the
styleguide's examples lead to cases that are made up."""
LINK = re.compile(r'<a\s[^>]*?\bhref="([^"]*)"')


@dataclass
class Walk:
    """What one person found, following every link."""

    pages: list[str] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    changed: bool = False
    unopened: int = 0
    """So many links were left when it came to its end: a walk cut short proves nothing."""
    files: set[str] = field(default_factory=set)
    """Those of the pages that are files."""


@pytest.fixture(scope="module")
def walks(town: Flask) -> dict[str, Walk]:
    """Walk as everybody; a file that nobody in particular may open is the same for all."""
    first = walk(town, "")
    others = [email for email in EMAILS if email]
    return {"": first, **{email: walk(town, email, leaving=first.files) for email in others}}


@pytest.mark.parametrize("email", EMAILS, ids=lambda email: email or "nobody")
def test_every_page_within_reach_opens_and_changes_nothing(
    walks: dict[str, Walk], email: str
) -> None:
    found = walks[email]

    assert found.broken == []
    assert len(found.pages) > 8
    assert found.unopened == 0
    assert not found.changed


def test_every_page_is_linked_from_somewhere(town: Flask, walks: dict[str, Walk]) -> None:
    """A page that no link leads to is forgotten; those that are reached otherwise are named."""
    adapter = town.url_map.bind("127.0.0.1:8000")
    paths = {urlsplit(path).path for found in walks.values() for path in found.pages}
    linked = {adapter.match(path, method="GET")[0] for path in paths}
    pages = {line.endpoint for line in route_lines(town) if "GET" in line.methods}

    assert sorted(pages - linked - REACHED_OTHERWISE) == []


def test_every_route_says_who_may_open_it(town: Flask) -> None:
    assert [line.path for line in route_lines(town) if line.policy is None] == []


def walk(town: Flask, email: str, leaving: Set[str] = frozenset()) -> Walk:
    """Follow every link from the first page, as somebody or as nobody.

    :param leaving: the addresses that are not opened
    """
    site: Site = town.extensions[SITE]
    client = town.test_client()
    if email:
        sign_in(client, site, email)
    adapter = town.url_map.bind("127.0.0.1:8000")
    found, before = Walk(), fingerprint(site)
    waiting, seen = deque(["/", "/home"]), {"/", "/home", *leaving}
    views, kinds, files = Counter[str](), Counter[str](), Counter[str]()
    while waiting and len(seen) < MOST_PAGES + len(leaving):
        path = waiting.popleft()
        opened = kind_of(adapter, path.partition("?")[0])
        if files[opened] >= MOST_OF_A_KIND:
            continue
        answer = client.get(path)
        found.pages.append(path)
        if answer.status_code not in (200, 302, 303):
            found.broken.append((answer.status_code, path))
        elif answer.mimetype != "text/html":
            found.files.add(path)
            files[opened] += 1
        links = links_on(answer, path)
        answer.close()
        for link in links:
            page = link.partition("?")[0]
            kind = kind_of(adapter, page)
            another = views[page] == 0
            if link in seen or views[page] >= MOST_VIEWS:
                continue
            if another and kinds[kind] >= MOST_OF_A_KIND:
                continue
            views[page] += 1
            kinds[kind] += another
            seen.add(link)
            waiting.append(link)
    found.changed, found.unopened = fingerprint(site) != before, len(waiting)
    return found


def kind_of(adapter: MapAdapter, page: str) -> str:
    """Give the endpoint of a page about a record; a page about none is a kind of its own."""
    try:
        endpoint, values = adapter.match(page, method="GET")
    except HTTPException:
        return page  # opened, and found broken
    return endpoint if values else page


def sign_in(client: FlaskClient, site: Site, email: str) -> None:
    page = BeautifulSoup(client.get("/login").text, "html.parser")
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    answer = client.post(
        "/login",
        data={"email": email, "password": PASSWORD, "csrf_token": token["value"]},
        headers={"Referer": f"{site.settings.base_url}/login"},
    )
    assert answer.status_code == 302, answer.text


def links_on(answer: TestResponse, path: str) -> list[str]:
    """Give the addresses inside the site that a page or a redirect leads to."""
    hrefs = [answer.headers.get("Location", "")]
    if answer.mimetype == "text/html" and not path.startswith(OTHERS_LINKS):
        hrefs += [unescape(href) for href in LINK.findall(answer.text)]
    wanted = []
    for href in hrefs:
        parts = urlsplit(urldefrag(href)[0])
        if parts.scheme in ("", "http") and parts.path.startswith("/"):
            wanted.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return wanted


def fingerprint(site: Site) -> str:
    """Give one digest of every row of every table."""
    digest = hashlib.sha256()
    with site.database.engine.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ).scalars()
        for table in tables.all():
            digest.update(table.encode())
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
