"""Everybody at every door, with everybody's objects: who gets in, and which secrets show.

Who may get in is written here by hand, endpoint by endpoint, from what the city promises; nothing
of it is read from the site's own policies. A new route without a line here fails.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import MapAdapter

from koubo.storage.database import Database
from koubo_web.access import route_lines
from promises.watched_city import NOBODY, PEOPLE, Watched, a_watched_city
from web.browser import without_tokens

EVERYBODY = {NOBODY, *PEOPLE}
SIGNED_IN = set(PEOPLE)
OFFICERS = {"officer", "sitting_officer"}
DEPARTMENTS = {"department_person", "other_department"}
REVIEWERS = {"reviewer_a", "reviewer_b", "reviewer_c", "reviewer_d", "sitting_officer"}
KEPT_OUT = {"themed", "plain"}
"""What the officer who sits on the panel has not declared about."""
OF_STRANGER = {"plain", "waiting", "late", "rejected", "other_organisation"}
APPLICATIONS = ("themed", "plain", "waiting", "late", "draft", "undecided", "rejected", "settled")
FILINGS = ("themed_filing", "plain_filing", "late_filing", "draft_filing", "grant_filing")
FILES = ("themed_file", "plain_file", "late_file", "undecided_file", "draft_file")
CALLS = ("settled_call", "reviewed_call", "undecided_call")
NAMES = {
    "application_id": APPLICATIONS,
    "filing_id": FILINGS,
    "attachment_id": FILES,
    "award_id": ("award",),
    "claim_id": ("claim",),
    "repayment_id": ("repayment",),
    "report_id": ("report",),
    "call_id": CALLS,
    "decision_id": ("drafted", "released"),
    "line_id": ("line", "released_line"),
    "notice_id": ("notice",),
    "organisation_id": ("organisation", "other_organisation"),
    "snapshot_id": ("snapshot",),
    "theme_id": ("theme", "offered_theme"),
    "review_id": ("sheet_a", "sheet_b", "sheet_c", "sheet_c_recused"),
    "mail_id": ("mail",),
    "event_id": ("event",),
    "member_id": ("member",),
    "stage_id": ("documents",),
    "section_id": ("project",),
    "scheme_id": ("kurashiki",),
    "token": ("x",),
    "filename": ("koubo.svg",),
}
WORDS = {"stage_id", "section_id", "scheme_id", "token", "filename"}
NO_SUCH = 999_999_999
NOT_SENT = {
    "officer.begin_review",  # would begin it
    "reviewer.record_conflict",  # has no page where there is nothing to read
}


def application_of(name: str) -> str:
    """Give the application that an object belongs to."""
    for ending in ("_filing", "_file"):
        name = name.removesuffix(ending)
    return "settled" if name in ("grant", "report", "award", "claim", "notice") else name


def own(*names: str) -> set[str]:
    """The member of the organisation, and nobody else."""
    known = application_of(names[0])
    return {"stranger"} if known in OF_STRANGER else {"applicant"}


def office(*names: str) -> set[str]:
    """Officers, unless they are kept out; a draft is its organisation's own."""
    known = application_of(names[0])
    if known == "draft":
        return set()
    return {"officer"} if known in KEPT_OUT else OFFICERS


def readers(*names: str) -> set[str]:
    """Whoever reads an application: its own people, staff, its department, a declared reviewer."""
    known = application_of(names[0])
    if known == "draft":
        return own(known)
    found = own(known) | office(known) | {"releaser"}
    if known == "themed":
        found |= {"department_person", "reviewer_a"}
    if known == "plain":
        found |= {"reviewer_a", "reviewer_c"}
    return found


def department(*names: str) -> set[str]:
    return {"department_person"} if names[0] in ("themed", "theme", "offered_theme") else set()


def review_office(*names: str) -> set[str]:
    """An officer who sits on the panel is shown nothing of its review."""
    return OFFICERS if "settled_call" in names else {"officer"}


def deciding(*names: str) -> set[str]:
    """What its scores came to is as closed to whoever sits on the panel."""
    return {"officer"} if "drafted" in names else OFFICERS


def working(*names: str) -> set[str]:
    """The page of one application on the board of its own call."""
    rows = {"reviewed_call": {"themed", "plain", "late"}, "settled_call": {"settled"}}
    rows["undecided_call"] = {"undecided", "rejected"}
    application, call = names[0], names[1]
    return review_office(call) if application in rows[call] else set()


def absence(*names: str) -> set[str]:
    return {"officer"} if names[0] == "reviewed_call" else set()


def sheet(*names: str) -> set[str]:
    return {"sheet_a": {"reviewer_a"}, "sheet_c": {"reviewer_c"}}.get(names[0], set())


def own_sheet(*names: str) -> set[str]:
    """A conflict can be declared of every sheet of one's own, be it readable or not."""
    others = {"sheet_b": {"reviewer_b"}, "sheet_c_recused": {"reviewer_c"}}
    return others.get(names[0]) or sheet(*names)


def declaring(*names: str) -> set[str]:
    panels = {"reviewed_call": REVIEWERS - {"reviewer_d"}}
    panels["undecided_call"] = {"reviewer_d", "sitting_officer"}
    return panels.get(names[0], set())


def letter(*names: str) -> set[str]:
    pairs = {("drafted", "line"), ("released", "released_line")}
    return deciding(*names) | {"releaser"} if names in pairs else set()


def never(*names: str) -> set[str]:
    return set()


Audience = object
TABLE: dict[str, Audience] = {
    **dict.fromkeys(
        ("public.front", "public.calls", "public.call", "health.health", "static", "login.sent"),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "security.login",
            "security.logout",
            "security.register",
            "security.send_confirmation",
            "security.confirm_email",
            "security.forgot_password",
            "security.reset_password",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "public.home",
            "security.change_password",
            "applicant.home",
            "applicant.letters",
            "applicant.organisations",
            "applicant.new_organisation",
            "applicant.add_organisation",
            "applicant.start",
        ),
        SIGNED_IN,
    ),
    "applicant.begin": {"applicant", "stranger"},
    **dict.fromkeys(
        (
            "applicant.application",
            "applicant.withdrawal",
            "applicant.take_back",
            "applicant.award",
            "applicant.new_claim",
            "applicant.add_claim",
            "applicant.confirm_decline",
            "applicant.decline",
            "applicant.confirm_grant_application",
            "applicant.begin_grant_application",
            "applicant.confirm_report",
            "applicant.begin_report",
            "applicant.check_page",
            "applicant.hand_in",
            "applicant.open_filing",
            "applicant.edit_filing",
            "applicant.save_section",
            "applicant.receipt",
            "applicant.snapshot",
            "applicant.organisation",
            "applicant.edit_organisation",
            "applicant.save_organisation",
        ),
        own,
    ),
    "applicant.letter": readers,
    "public.application": readers,
    "files.download": readers,
    **dict.fromkeys(
        (
            "department.home",
            "department.applications",
            "department.themes",
            "department.new_theme",
            "department.add_theme",
        ),
        DEPARTMENTS,
    ),
    **dict.fromkeys(
        (
            "department.application",
            "department.theme",
            "department.edit_theme",
            "department.save_theme",
        ),
        department,
    ),
    **dict.fromkeys(
        (
            "officer.home",
            "officer.calls",
            "officer.new_call",
            "officer.add_call",
            "officer.call",
            "officer.edit_call",
            "officer.save_call",
            "officer.publish",
            "officer.publish_now",
            "officer.extend",
            "officer.extend_now",
            "officer.vote",
            "officer.vote_now",
            "officer.cancel",
            "officer.cancel_now",
            "officer.finish",
            "officer.finish_now",
            "officer.choose_themes",
            "officer.save_themes",
            "officer.applications",
            "officer.filings",
            "officer.themes",
            "officer.theme",
            "officer.coordinate",
            "officer.decline",
            "officer.mails",
            "officer.retry_mail_now",
            "officer.retry_event_now",
            "officer.plugins",
            "officer.schemes",
            "officer.scheme",
            "officer.decisions",
            "officer.new_grant",
            "officer.draft_grant",
            "officer.new_settlement",
            "officer.draft_settlement",
            "officer.awards",
            "officer.award",
            "officer.confirm_close",
            "officer.close",
            "officer.award_claims",
            "officer.award_claim",
            "officer.step_claim",
            "officer.award_repayment",
            "officer.step_repayment",
            "officer.award_reports",
            "officer.award_report",
            "officer.accept_award_report",
            "officer.award_statistics",
        ),
        OFFICERS,
    ),
    **dict.fromkeys(
        (
            "officer.application",
            "officer.find",
            "officer.confirm_accept",
            "officer.accept_now",
            "officer.confirm_ineligible",
            "officer.find_ineligible_now",
            "officer.filing",
            "officer.confirm_accept_filing",
            "officer.accept_filing_now",
            "officer.correction",
            "officer.ask_correction_now",
        ),
        office,
    ),
    **dict.fromkeys(
        (
            "officer.review",
            "officer.add_review_member",
            "officer.review_board",
            "officer.review_starting",
            "officer.begin_review",
            "officer.review_conclusion",
            "officer.record_recommendation",
            "officer.new_selection",
            "officer.draft_selection",
        ),
        review_office,
    ),
    "officer.decision": deciding,
    "officer.confirm_drop": deciding,
    "officer.drop": deciding,
    "officer.review_working": working,
    "officer.review_absence": absence,
    "officer.record_absence": absence,
    "officer.review_recommendation": never,  # of the first stage, which nobody concluded
    "officer.decision_letter": letter,
    "officer.notice": OFFICERS | {"releaser"},
    **dict.fromkeys(
        (
            "releaser.home",
            "releaser.decisions",
            "releaser.decision",
            "releaser.confirm_release",
            "releaser.release",
        ),
        {"releaser"},
    ),
    "reviewer.home": REVIEWERS,
    "reviewer.declare": declaring,
    "reviewer.record_declaration": declaring,
    "reviewer.record_conflict": own_sheet,
    **dict.fromkeys(
        (
            "reviewer.sheet",
            "reviewer.save",
            "reviewer.noticed_conflict",
            "reviewer.confirm_sheet",
            "reviewer.hand_in",
        ),
        sheet,
    ),
}

def may_read(secret: str) -> set[str]:
    """Give who may find a secret on a page."""
    kind, _, name = secret.partition("_")
    if kind in ("answer", "file"):
        return readers(name)
    if secret == "draft":
        return {"applicant"}
    if kind == "finding":
        return office(name)
    if kind in ("reason", "comment"):
        return {name}  # an officer reads a sheet once it is handed in; these are not
    return {"conflict": {"officer"}}.get(secret, {"officer", "releaser"})


@dataclass
class Door:
    """One address of one endpoint."""

    endpoint: str
    method: str
    names: tuple[str, ...]
    path: str
    nowhere: str
    """The same address about what does not exist; empty where it is about nothing."""

    def audience(self) -> set[str]:
        found = TABLE[self.endpoint]
        return set(found(*self.names)) if callable(found) else set(found)  # type: ignore[call-overload]


@dataclass
class Visits:
    """What happened at the doors that were only looked through."""

    let_in: dict[str, set[str]] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shown: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    found = a_watched_city(tmp_path_factory.mktemp("visibility"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def clients(watched: Watched) -> dict[str, FlaskClient]:
    return {person: watched.client(person) for person in (NOBODY, *PEOPLE)}


@pytest.fixture(scope="module")
def visits(watched: Watched, clients: dict[str, FlaskClient]) -> Visits:
    """Look through every door as everybody."""
    found = Visits()
    for door in doors(watched, "GET"):
        key = f"{door.endpoint} {' '.join(door.names)}"
        found.expected[key], found.let_in[key] = door.audience(), set()
        for person, client in clients.items():
            status, page = look(client, door.path)
            if status < 400 or status == 409:
                found.let_in[key].add(person)
                asked = door.nowhere and door.endpoint != "applicant.start"  # an organisation first
                if asked and look(client, door.nowhere)[0] != 404:
                    found.differing.append(f"{person}: {door.nowhere}")
            # What was flashed before shows once; so the door is looked through again.
            elif door.nowhere and look(client, door.nowhere) != look(client, door.path):
                found.differing.append(f"{person}: {door.path}")
            if status >= 500:
                found.broken.append(f"{person}: {door.path}")
            for secret, word in watched.canaries.items():
                if word in page:
                    found.shown.setdefault(secret, set()).add(person)
    return found


def test_every_endpoint_has_its_audience_written_down(watched: Watched) -> None:
    endpoints = {line.endpoint for line in route_lines(watched.town.app)}

    assert sorted(endpoints ^ set(TABLE)) == []


def test_everybody_gets_in_where_promised_and_nowhere_else(visits: Visits) -> None:
    wrong = {
        key: (sorted(seen - visits.expected[key]), sorted(visits.expected[key] - seen))
        for key, seen in visits.let_in.items()
        if seen != visits.expected[key]
    }

    assert wrong == {}  # too many, too few


def test_what_is_anothers_looks_like_what_does_not_exist(visits: Visits) -> None:
    assert "\n".join(visits.differing) == ""


def test_no_page_breaks_for_anybody(visits: Visits) -> None:
    assert visits.broken == []


def test_secrets_show_to_those_only_who_may_read_them(visits: Visits, watched: Watched) -> None:
    leaked = {
        secret: sorted(visits.shown.get(secret, set()) - may_read(secret))
        for secret in watched.canaries
    }

    assert {secret: people for secret, people in leaked.items() if people} == {}
    # Each secret is really there to be found: somebody who may read it did.
    assert set(watched.canaries) - set(visits.shown) == set()


def test_nothing_can_be_sent_without_the_pages_own_token(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    before = fingerprint(watched.town.city.database)

    taken = [
        (person, door.path)
        for door in doors(watched, "POST", few=True)
        for person, client in clients.items()
        if client.post(door.path, data={}).status_code not in (400, 401, 403, 404)
    ]

    assert "\n".join(map(str, taken)) == ""
    assert fingerprint(watched.town.city.database) == before


def test_nobody_does_anything_at_a_door_that_is_not_theirs(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    watched.town.app.config["WTF_CSRF_ENABLED"] = False
    before = fingerprint(watched.town.city.database)

    taken = []
    for door in doors(watched, "POST"):
        for person in sorted(EVERYBODY - door.audience()):
            answer = clients[person].post(door.path, data={"version": "1", "reason": "x"})
            if answer.status_code not in (401, 403, 404):
                taken.append((person, door.path, answer.status_code))

    assert "\n".join(map(str, taken)) == ""
    assert fingerprint(watched.town.city.database) == before


def test_those_whose_door_it_is_are_heard(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    """What they send is old or empty; they are told so, and are not turned away."""
    watched.town.app.config["WTF_CSRF_ENABLED"] = False

    refused = []
    for door in doors(watched, "POST"):
        for person in sorted(door.audience() - {NOBODY}):
            if door.endpoint in NOT_SENT or door.endpoint.startswith("security."):
                continue
            answer = clients[person].post(door.path, data={"version": "0"})
            if answer.status_code not in (302, 303, 409, 422):
                refused.append((person, door.path, answer.status_code))

    assert refused == []


def doors(watched: Watched, method: str, *, few: bool = False) -> list[Door]:
    """Give the addresses of every endpoint; of a few, one for each endpoint."""
    app: Flask = watched.town.app
    adapter = app.url_map.bind("koubo.city.example.jp", url_scheme="https")
    found = []
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or set()):
            continue
        arguments = sorted(rule.arguments)
        chosen = list(product(*(NAMES[one] for one in arguments)))
        for names in chosen[:1] if few else chosen:
            place = dict(zip(arguments, names, strict=True))
            found.append(_door(watched, adapter, rule.endpoint, method, place))
    return found


def _door(
    watched: Watched, adapter: MapAdapter, endpoint: str, method: str, place: dict[str, str]
) -> Door:
    values = {one: name if one in WORDS else watched.ids[name] for one, name in place.items()}
    nowhere = {one: value if one in WORDS else NO_SUCH for one, value in values.items()}
    return Door(
        endpoint,
        method,
        tuple(place.values()),
        adapter.build(endpoint, values, method=method),
        adapter.build(endpoint, nowhere, method=method) if nowhere != values else "",
    )


def look(client: FlaskClient, path: str) -> tuple[int, str]:
    """Give what a page answers, without what differs at each drawing; the login page is a 401."""
    answer = client.get(path)
    status = answer.status_code
    if status == 302 and "/login" in answer.headers["Location"]:
        return 401, ""
    is_text = (answer.mimetype or "").startswith("text/")
    page = without_tokens(answer.text) if is_text else ""
    answer.close()
    return status, page


def fingerprint(database: Database) -> str:
    """Give one digest of every row of every table."""
    digest = hashlib.sha256()
    with database.engine.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ).scalars()
        for table in tables.all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                digest.update(repr((table, *row)).encode())
    return digest.hexdigest()
