"""Everybody at every door, with everybody's objects: who gets in, and which secrets show.

Who may get in is written here by hand, endpoint by endpoint, from what the city promises; nothing
of it is read from the site's own policies. A new route without a line here fails.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import MapAdapter

from koubo_web.access import route_lines
from promises.audience_rules import EVERYBODY
from promises.audiences import TABLE, audience, may_read
from promises.sites import fingerprint
from promises.watched_addresses import NAMES, WORDS
from promises.watched_city import NOBODY, PEOPLE, Watched, a_watched_city
from web.browser import without_tokens

pytestmark = pytest.mark.timeout(600)
"""Everybody looks through every door before the first test."""

NO_SUCH = 999_999_999
NOT_SENT = {
    "officer.apply_now",  # shows what the choices would do
    "officer.begin_review",  # would begin it
    "officer.roster_export",  # answers with a file
    "auditor.take_case",
    "reviewer.record_conflict",  # has no page where there is nothing to read
    "officer.read_mail_now",  # shows the mail at once, for a look that is recorded is no link
    "officer.print_mail_now",
    "applicant.autosave",  # answer a script
    "applicant.expected",
    "reviewer.autosave_note",
}


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
        return audience(self.endpoint, self.names)


@dataclass
class Visits:
    """What happened at the doors that were only looked through."""

    let_in: dict[str, set[str]] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shown: dict[str, set[str]] = field(default_factory=dict)
    nowhere: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """What each was told at the addresses of what does not exist; many doors have the same one."""

    def compare(self, person: str, client: FlaskClient, door: Door, seen: tuple[int, str]) -> None:
        """Note a door that does not answer as one to what does not exist, which is never there."""
        told = (person, door.nowhere)
        if told not in self.nowhere:
            self.nowhere[told] = look(client, door.nowhere)
        if seen[0] < 400 or seen[0] == 409:
            asked = door.endpoint != "applicant.start"  # an organisation first
            if asked and self.nowhere[told][0] != 404:
                self.differing.append(f"{person}: {door.nowhere}")
        # What was flashed before shows once; so both doors are looked through again.
        elif self.nowhere[told] != seen and look(client, door.nowhere) != look(client, door.path):
            self.differing.append(f"{person}: {door.path}")


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
            if door.nowhere:
                found.compare(person, client, door, (status, page))
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
        if not (door.endpoint == "security.login" and person != NOBODY)  # leads on: they are in
        and client.post(door.path, data={}).status_code not in (400, 401, 403, 404)
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

    assert "\n".join(map(str, refused)) == ""


def doors(
    watched: Watched,
    method: str,
    *,
    few: bool = False,
    objects: Mapping[str, Sequence[str]] = NAMES,
) -> list[Door]:
    """Give the addresses of every endpoint; of a few, one for each endpoint."""
    app: Flask = watched.town.app
    adapter = app.url_map.bind("koubo.city.example.jp", url_scheme="https")
    found = []
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or set()):
            continue
        arguments = sorted(rule.arguments)
        chosen = list(product(*(objects[one] for one in arguments)))
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
