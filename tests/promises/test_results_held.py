"""Results are held until they are released, and then all are told at once.

From the panel's conclusion to the release nothing at all differs for applicants, departments and
everybody: every address of the site that such a person can open is read before the conclusion and
once the decision waits to be released. After the release each organisation reads its own result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from award_builders import DECIDED, draft_selection, recommend, release
from builders import a_budget, a_call, an_accepted_application
from koubo.award.rules import LineChange, Outcome
from koubo.review.conclusion_models import RecommendationLine
from koubo.storage.outbox import EventRow
from promises.reading import read
from promises.sites import an_empty_town
from web.town import Town, give_accounts

NOBODY = "nobody"
OUTSIDE = (NOBODY, "applicant", "stranger", "department_person")
"""Those whom the results reach only when they are released."""
CLOSED = (401, 403)
AMOUNT = "271,800円"
ASKED = {"cost": 400_000, "requested": 300_000}
Pages = dict[str, tuple[int, str]]


@dataclass
class Held:
    """What everybody outside read before the conclusion, while it was held, and after the release."""

    town: Town
    call_id: int
    selected: int
    refused: int
    words: dict[str, str] = field(default_factory=dict)
    before: dict[str, Pages] = field(default_factory=dict)
    held: dict[str, Pages] = field(default_factory=dict)
    after: dict[str, Pages] = field(default_factory=dict)
    told_before: list[str] = field(default_factory=list)
    told_after: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    found = a_concluded_city(tmp_path_factory.mktemp("held"))
    clients = {
        one: found.town.app.test_client() if one == NOBODY else found.town.as_(one).client
        for one in OUTSIDE
    }
    paths = addresses(found.town.app, found.call_id, (found.selected, found.refused))
    for person, client in clients.items():
        found.before[person] = {path: read(client, path) for path in paths}
    decision_id = conclude_and_draft(found)
    found.told_before = told(found.town)
    found.held = read_again(clients, found.before)
    release(found.town.city, decision_id, now=DECIDED)
    found.told_after = told(found.town)[len(found.told_before) :]
    found.after = read_again(clients, found.held)
    yield found
    found.town.city.database.close()


def a_concluded_city(data: Path) -> Held:
    town = an_empty_town(data)
    city = town.city
    call_id = a_call(city)
    selected = an_accepted_application(
        city, call_id, course="city_theme", answers={"budget": a_budget(**ASKED)}
    )
    refused = an_accepted_application(
        city,
        call_id,
        applicant="stranger",
        organisation="other_organisation",
        answers={"budget": a_budget(**ASKED), "project_name": "川の学校"},
    )
    give_accounts(town.app, city)
    town.clock.moment = DECIDED
    return Held(town, call_id, selected, refused)


def conclude_and_draft(held: Held) -> int:
    """Record the panel's conclusion with a word of its own in every text, and draft the decision."""
    city = held.town.city
    recommend(city, held.call_id, {held.selected: 271_800, held.refused: None})
    with city.uow() as uow, uow.writing() as write:
        for number, name in ((held.selected, "selected"), (held.refused, "refused")):
            texts = {
                part: held.words.setdefault(f"{part}_{name}", f"zzz{part}{name}")
                for part in ("comment", "remarks")
            }
            write.session.execute(
                update(RecommendationLine)
                .where(RecommendationLine.application_id == number)
                .values(**texts)
            )
    held.words |= {"reason": "zzzreason", "conditions": "zzzconditions", "departs": "zzzdeparts"}
    return draft_selection(
        city,
        held.call_id,
        changes={
            held.selected: LineChange(Outcome.SELECTED, 271_800, "", "zzzconditions"),
            held.refused: LineChange(Outcome.RUNNER_UP, 0, "zzzreason", "", "zzzdeparts"),
        },
    )


def addresses(app: Flask, call_id: int, applications: tuple[int, int]) -> list[str]:
    """Give every address about the call, its applications, or nothing in particular."""
    objects: dict[str, tuple[object, ...]] = {
        "call_id": (call_id,),
        "application_id": applications,
        "stage_id": ("documents", "presentation"),
        "decision_id": (1,),
        "line_id": (1, 2),
        "notice_id": (1, 2),
        "number": (1,),
        "scheme_id": ("kurashiki",),
    }
    adapter = app.url_map.bind("koubo.city.example.jp", url_scheme="https")
    return [
        adapter.build(rule.endpoint, dict(zip(arguments, chosen, strict=True)))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= objects.keys()
        for arguments in [sorted(rule.arguments)]
        for chosen in product(*(objects[one] for one in arguments))
        if rule.endpoint != "security.logout"
    ]


def read_again(clients: dict[str, FlaskClient], before: dict[str, Pages]) -> dict[str, Pages]:
    """Read once more, save what the seat itself closes."""
    return {
        person: {
            path: (status, text) if status in CLOSED else read(clients[person], path)
            for path, (status, text) in pages.items()
        }
        for person, pages in before.items()
    }


def told(town: Town) -> list[str]:
    """Give the kinds of all that was told to anybody, in order."""
    with town.city.uow() as uow:
        return list(uow.session.scalars(select(EventRow.kind).order_by(EventRow.id)))


def test_until_the_release_nothing_differs_for_anybody_outside(held: Held) -> None:
    differing = [
        f"{person} {path}"
        for person, pages in held.before.items()
        for path, page in pages.items()
        if held.held[person][path] != page
    ]
    texts = "\n".join(text for pages in held.held.values() for _, text in pages.values())

    assert differing == []
    assert [word for word in held.words.values() if word in texts] == []
    assert held.told_before.count("notice_issued") == 0


def test_after_the_release_each_organisation_reads_its_own_result(held: Held) -> None:
    own = {
        "applicant": ("comment_selected", "conditions"),
        "stranger": ("comment_refused", "reason"),
    }
    for person, names in own.items():
        texts = "\n".join(text for _, text in held.after[person].values())
        found = {name for name, word in held.words.items() if word in texts}
        assert found == set(names), person
    assert AMOUNT in held.after["applicant"][f"/applicant/applications/{held.selected}/result"][1]
    for path in ("result", "result.pdf"):
        assert held.after["applicant"][f"/applicant/applications/{held.refused}/{path}"][0] == 404
    assert sorted(held.told_after) == ["decision_released", "notice_issued", "notice_issued"]


def test_after_the_release_everybody_reads_what_the_scheme_publishes(held: Held) -> None:
    texts = "\n".join(text for _, text in held.after[NOBODY].values())
    status, page = held.after[NOBODY][f"/calls/{held.call_id}/results"]
    csv_status, csv = held.after[NOBODY][f"/calls/{held.call_id}/results.csv"]

    assert held.held[NOBODY][f"/calls/{held.call_id}/results"][0] == 404
    assert (status, csv_status) == (200, 200)
    assert (
        f'href="/calls/{held.call_id}/results"' in held.after[NOBODY][f"/calls/{held.call_id}"][1]
    )
    assert "organisationの会" in page
    assert AMOUNT in page
    assert "organisationの会" in csv
    assert [word for word in held.words.values() if word in texts] == []
    assert "川の学校" not in texts
    assert "other_organisationの会" not in texts
    assert held.after["department_person"][f"/calls/{held.call_id}/results"][1].count(AMOUNT) > 0
