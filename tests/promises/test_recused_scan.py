"""Somebody who is kept out finds nothing of that application, on any page, list, count or export.

Every text and every sum that is kept of the hidden applications is marked; then everybody who is
kept out opens every address of the site. All is marked anew, and opened once more. No marked word
may be found, and nothing at all may differ: so that no total, no rank and no order tells either.
Routes join by themselves, for the addresses are made from the site's own map.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from promises.reading import read, text_of
from promises.recused_city import HIDDEN, KEPT_OUT, Recused, a_recused_city
from promises.test_visibility import doors
from promises.watched_addresses import NAMES
from promises.watched_city import NOBODY

pytestmark = pytest.mark.timeout(600)

EVALUATED = ("evaluations.overview", "evaluations.sheet")
OWN = ("applicant.", "files.", "public.application", "public.home", *EVALUATED)
"""Where an officer who is a member is the organisation itself."""
SAMPLE = "/officer/awards/reports/sample{}?call_id={}&size=100%25&seed=a"
OBJECTS = {
    **NAMES,
    "stage_id": ("documents", "presentation"),
    "application_id": (*HIDDEN, "plain"),
    "attachment_id": ("themed_file", "plain_file", "undecided_file", "draft_file"),
}
SENDERS = ("officer_of_one", "releaser_of_all")
SHOWN = (200, 409)
"""What else is answered shows nothing, and is not asked for again: a mark opens no door."""
CONTROLS = ("officer", "releaser", "auditor", "department_person", "reviewer_a", "applicant")
UNSHOWN = {
    "application.search_key",  # what a list is looked through by
    "award.end_reason", "repayment.waive_reason",  # of an award that ended early, of a sum waived
    "conflict_sign.note", "presentation_slot.title", "recorded_working.working", "report.settlement", "review.saved_page", "standing.amount",
    "standing.calculated_from",
}  # fmt: skip
"""What no page shows just as it is kept."""
Pages = dict[str, tuple[int, str]]


@dataclass
class Scan:
    """What everybody read, and those who are kept out once more after a second mark."""

    city: Recused
    endpoints: dict[str, str]
    read: dict[str, Pages] = field(default_factory=dict)
    again: dict[str, Pages] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """Those of the first mark."""

    def closed(self, person: str) -> Iterator[tuple[str, str]]:
        """Give every address with what a person reads there, save where they read as its own."""
        for path, (_, text) in self.read[person].items():
            if person != "officer_now_member" or not self.endpoints[path].startswith(OWN):
                yield path, text

    def changed(self, person: str, path: str) -> bool:
        """Say whether a person reads something else after the second mark."""
        return self.read[person][path] != self.again[person][path]


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    city = a_recused_city(tmp_path_factory.mktemp("recused"))
    endpoints = {door.path: door.endpoint for door in doors(city.watched, "GET", objects=OBJECTS)}
    for kind in ("", ".xlsx", ".pdf"):  # a sample is drawn by what the address asks for
        path = SAMPLE.format(kind, city.watched.ids["settled_call"])
        endpoints[path] = "officer.receipt_sample"
    found = Scan(city, endpoints)
    clients = {one: city.watched.client(one) for one in (*CONTROLS, NOBODY, *KEPT_OUT)}
    city.mark()
    for person in CONTROLS:
        found.read[person] = {path: read(clients[person], path) for path in endpoints}
    # Where there is nothing for any of those who may see it all, there is nothing.
    open_ones = [
        path for path in endpoints if any(found.read[one][path][0] in SHOWN for one in CONTROLS)
    ]
    for person in (NOBODY, *KEPT_OUT):
        found.read[person] = {path: read(clients[person], path) for path in open_ones}
    found.words = dict(city.words)
    city.mark()
    for person in (NOBODY, *KEPT_OUT):
        found.again[person] = {
            path: read(clients[person], path) if status in SHOWN else (status, text)
            for path, (status, text) in found.read[person].items()
        }
    yield found
    city.watched.close()


def test_whoever_is_kept_out_finds_no_word_of_it(scan: Scan) -> None:
    found = [
        f"{person} {path}: {name}"
        for person in KEPT_OUT
        for path, text in scan.closed(person)
        for name, word in scan.words.items()
        if word in text and word not in scan.read[NOBODY][path][1]
    ]

    assert "\n".join(found) == ""


def test_nothing_that_they_see_hangs_on_it(scan: Scan) -> None:
    found = [
        f"{person} {scan.endpoints[path]} {path}"
        for person in KEPT_OUT
        for path, _ in scan.closed(person)
        if scan.changed(person, path) and not scan.changed(NOBODY, path)
    ]

    assert "\n".join(found) == ""


def test_no_answer_to_what_they_send_tells_of_it(scan: Scan) -> None:
    """What they send is old or empty; a page with errors shows what the page itself shows."""
    town = scan.city.watched.town
    town.app.config["WTF_CSRF_ENABLED"] = False
    found = []
    for person in SENDERS:
        client = scan.city.watched.client(person)
        for door in doors(scan.city.watched, "POST", objects=OBJECTS):
            if door.endpoint.startswith("security."):
                continue
            answer = client.post(door.path, data={"version": "0"})
            told = text_of(answer.data, answer.mimetype or "")
            words = [name for name, word in scan.city.words.items() if word in told]
            found += [f"{person} {door.path}: {words}"] if words else []

    assert "\n".join(found) == ""


def test_whoever_is_not_kept_out_finds_every_word(scan: Scan) -> None:
    """So each of the words is really there to be found; and no page breaks by the mark."""
    texts = "\n".join(text for one in CONTROLS for _, text in scan.read[one].values())
    broken = [
        f"{person} {path}"
        for pages in (scan.read, scan.again)
        for person, those in pages.items()
        for path, (status, _) in those.items()
        if status >= 500
    ]

    unfound = {name for name, word in scan.words.items() if word not in texts}
    assert sorted(unfound - UNSHOWN) == []
    assert broken == []


def test_anothers_application_is_as_open_to_them_as_ever(scan: Scan) -> None:
    ids = scan.city.watched.ids
    path = f"/officer/applications/{ids['plain']}"
    word = scan.city.watched.canaries["answer_plain"]

    for person in KEPT_OUT:
        if person.startswith("officer"):
            status, text = scan.read[person][path]
            assert (status, word in text) == (200, True)
            assert scan.read[person][f"/officer/applications/{ids['themed']}"][0] == 404
