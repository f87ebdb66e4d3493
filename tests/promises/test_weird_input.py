"""Whatever is sent, the answer is a page: nothing breaks, nothing slips in, text stays text."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from builders import version_of
from conftest import name_database, say
from koubo.applications.models import Application, Filing, StaffFindingRow
from koubo.people.models import Organisation
from koubo.schemes.models import Call
from koubo.storage.base import Base
from promises.watched_addresses import NAMES, WORDS
from promises.watched_city import Watched, a_watched_city
from web.pages import fields_of

PERSON_AT = {
    "applicant": "applicant",
    "public": "applicant",
    "files": "applicant",
    "officer": "officer",
    "auditor": "auditor",
    "evaluations": "officer",
    "conflicts": "officer",
    "department": "department_person",
    "releaser": "releaser",
    "reviewer": "reviewer_a",
}
ASKED_FIRST = {
    "officer.change_slot",  # which button was pressed
    "officer.revoke_presentation_card",  # whether any card is out
}
"""What is refused before anybody looks which record is named."""
NO_NUMBERS = ("0", "-1", str(10**20), "9" * 5_000, "%00", "١")
NO_QUERIES = ("%00", "-1", str(10**20), "%ff", "%F0%9F%98%80", "%27--", "%D9%A3")
NO_VERSIONS = ("", "-1", "9" * 30, "x", "１", "1.0", "1 OR 1=1", "\0", "None")
QUERIES = ("before", "after", "state", "course", "q", "call_id", "kind", "show", "year", "do")
NASTY = "<script>alert(1)</script>{{7*7}}${amount}=1+1'--"
LONG = "あ" * 33_000
CHOSEN = {
    "application_id": "waiting",
    "filing_id": "draft_filing",
    "call_id": "reviewed_call",
    "theme_id": "offered_theme",
}
"""What a place names here; elsewhere the first of what it may name."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def watched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    data, server, url = tmp_path_factory.mktemp("weird"), "", ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        say(server, "CREATE DATABASE weird")
        url = name_database(server, "weird")
    found = a_watched_city(data, url)
    found.town.app.config["WTF_CSRF_ENABLED"] = False
    yield found
    found.close()
    if server:
        say(server, "DROP DATABASE weird WITH (FORCE)")
    shutil.rmtree(data)


@pytest.fixture(scope="module")
def clients(watched: Watched) -> dict[str, FlaskClient]:
    return {person: watched.client(person) for person in set(PERSON_AT.values())}


def test_a_number_that_no_record_can_have_leads_nowhere(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    found = {
        (method, path, answer)
        for endpoint, path in addresses(watched)
        for method in methods_of(watched, endpoint)
        if endpoint not in ASKED_FIRST
        and (answer := clients[at(endpoint)].open(path, method=method).status_code) != 404
    }

    assert found == set()


def addresses(watched: Watched) -> Iterator[tuple[str, str]]:
    """Give every address that names a record, with each number in it made impossible in turn."""
    for rule in watched.town.app.url_map.iter_rules():
        if rule.endpoint.startswith("tablet."):
            continue  # opened by a card alone: see test_presentation_tablet
        numbers = sorted(one for one in rule.arguments - WORDS if one.endswith("_id"))
        for wrong in numbers:
            for number in NO_NUMBERS:
                path = rule.rule
                for name in rule.arguments:
                    given = number if name == wrong else place(watched, name)
                    path = re.sub(f"<(int:)?{name}>", given, path)
                yield rule.endpoint, path


def place(watched: Watched, name: str) -> str:
    """Give what stands at a place of an address that leads somewhere."""
    named = CHOSEN.get(name, NAMES[name][0])
    return named if name in WORDS else str(watched.ids[named])


def methods_of(watched: Watched, endpoint: str) -> set[str]:
    rules = watched.town.app.url_map.iter_rules(endpoint)
    return {method for rule in rules for method in rule.methods or ()} & {"GET", "POST"}


def at(endpoint: str) -> str:
    return PERSON_AT[endpoint.partition(".")[0]]


def test_no_query_breaks_a_page(watched: Watched, clients: dict[str, FlaskClient]) -> None:
    call, draft = watched.ids["reviewed_call"], watched.ids["draft_filing"]
    pages = [
        (rule.endpoint, rule.rule)
        for rule in watched.town.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
        and rule.endpoint.partition(".")[0] in PERSON_AT
    ]  # fmt: skip
    pages += [("officer.applications", f"/officer/calls/{call}/applications")]
    pages += [("applicant.edit_filing", f"/applicant/filings/{draft}/money")]

    broken = [
        (path, value, answer)
        for endpoint, path in pages
        for value in NO_QUERIES
        if (answer := clients[at(endpoint)].get(query(path, value)).status_code) >= 500
    ]

    assert broken == []


def query(path: str, value: str) -> str:
    return path + "?" + "&".join(f"{name}={value}" for name in (*QUERIES, "rows-budget-expenses"))


def test_a_version_that_cannot_be_read_is_an_old_one(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    ids = watched.ids
    for path, person, fields in (
        (f"/applicant/applications/{ids['themed']}/withdraw", "applicant", {"reason": "x"}),
        (f"/officer/applications/{ids['waiting']}/ineligible", "officer", {"reason": "x"}),
        (f"/officer/calls/{ids['reviewed_call']}/cancel", "officer", {"reason": "x"}),
        (f"/officer/themes/{ids['offered_theme']}/decline", "officer", {"reason": "x"}),
        (f"/reviewer/reviews/{ids['sheet_a']}", "reviewer_a", {}),
        (f"/applicant/filings/{ids['draft_filing']}/project", "applicant", {}),
        (f"/releaser/decisions/{ids['drafted']}/release", "releaser", {}),
    ):
        for version in NO_VERSIONS:
            answer = clients[person].post(path, data={**fields, "version": version})
            assert (path, version, answer.status_code) == (path, version, 409)


def test_text_stays_text_and_what_cannot_be_stored_is_replaced(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    city, ids = watched.town.city, watched.ids
    path = f"/officer/applications/{ids['waiting']}"
    fields = {"rule": "staff_check.exclusion", "answer": "met", "note": f"一\0二{NASTY}"}

    assert clients["officer"].post(f"{path}/findings", data=fields).status_code == 303

    with city.uow() as uow:
        row = uow.session.query(StaffFindingRow).filter_by(application_id=ids["waiting"]).one()
        assert row.note == f"一\ufffd二{NASTY}"
    page = clients["officer"].get(path).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}${amount}=1+1" in page
    assert "<script>" not in page
    assert clients["officer"].get(query(f"{path}", "%00")).status_code == 200


@pytest.mark.parametrize("value", [LONG, "\u202egpj.exe", "\x1b[31m", "一\r\n二"])
def test_a_name_that_no_letter_could_bear_is_refused(
    watched: Watched, clients: dict[str, FlaskClient], value: str
) -> None:
    city, key = watched.town.city, watched.ids["organisation"]
    path = f"/applicant/organisations/{key}/edit"
    version = version_of(city, Organisation, key)

    page = BeautifulSoup(clients["applicant"].get(path).text, "html.parser")
    form = fields_of(page) | {"phone": "086-426-3111"}
    answer = clients["applicant"].post(path, data={**form, "name": value})

    assert answer.status_code == 422
    assert version_of(city, Organisation, key) == version
    # The form is otherwise in order.
    assert clients["applicant"].post(path, data={**form, "name": "川の会"}).status_code == 303


@pytest.mark.parametrize(
    ("year", "budget"),
    [("令和99", "1_000"), ("９９９９９９", "٣"), ("-1", str(10**30)), ("NaN", "NaN"), ("", "1e9")],
)
def test_a_day_and_a_sum_that_cannot_be_are_named(
    watched: Watched, clients: dict[str, FlaskClient], year: str, budget: str
) -> None:
    path = f"/officer/calls/{watched.ids['reviewed_call']}/vote"
    boxes = {"voted_on-year": year, "voted_on-month": "13", "voted_on-day": "40"}

    answer = clients["officer"].post(path, data={**boxes, "budget": budget, "version": "1"})

    assert answer.status_code == 422
    assert "議決日" in answer.text


def test_what_no_form_asks_for_is_not_taken(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    """State, number, sum and owner come from the verbs, never from a field of that name."""
    city, ids = watched.town.city, watched.ids
    filing, organisation, call = ids["draft_filing"], ids["organisation"], ids["reviewed_call"]
    forged = {
        "id": "1",
        "state": "accepted",
        "receipt_number": "KU26-1-0001-00",
        "requested": "1",
        "adopted": "999999",
        "organisation_id": str(ids["other_organisation"]),
        "person_id": "1",
        "received_at": "2020-01-01",
        "filed_at": "2020-01-01",
        "closes_at": "2099-01-01",
        "kind": "report",
    }
    before = rows(watched, "application", "membership", "seat", "call", "award")
    posts: list[tuple[str, str, int]] = [
        ("applicant", f"/applicant/filings/{filing}/project", version_of(city, Filing, filing)),
        (
            "applicant",
            f"/applicant/organisations/{organisation}/edit",
            version_of(city, Organisation, organisation),
        ),
        ("officer", f"/officer/calls/{call}/extend", version_of(city, Call, call)),
        ("reviewer_a", f"/reviewer/reviews/{ids['sheet_a']}", 1),
        ("applicant", f"/applicant/applications/{ids['themed']}/withdraw", 1),
        ("officer", f"/officer/awards/claims/{ids['claim']}", 1),
    ]

    for person, path, version in posts:
        answer = clients[person].post(path, data={**forged, "version": str(version)})
        assert answer.status_code in (303, 409, 422)

    assert rows(watched, "application", "membership", "seat", "call", "award") == before
    assert version_of(city, Application, ids["draft"]) >= 1


def rows(watched: Watched, *tables: str) -> list[Any]:
    """Give all that stands in some tables but for what the draft's own name changes."""
    with watched.town.city.uow() as uow:
        return [
            {key: value for key, value in row.items() if key not in ("project_name", "version")}
            for table in tables
            for row in uow.session.execute(select(Base.metadata.tables[table])).mappings()
        ]


def test_files_beside_the_folder_are_never_reached(
    watched: Watched, clients: dict[str, FlaskClient], tmp_path: Path
) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/.git/HEAD"):
        assert clients["applicant"].get(path).status_code == 404
