"""A city in which every step that a plugin judges is waiting to be taken."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from award_builders import a_candidate, vote
from builders import a_call, a_draft, a_filed_application, an_accepted_application, version_of
from grant_builders import SETTLED, a_granted_award, accept_for_grant, apply_for, report
from koubo.applications.models import Application, Filing
from koubo.plugins import House, load
from koubo.review.models import Review
from koubo_web import hookspecs
from promises.faulty_plugin import Faulty
from promises.sites import an_empty_town, the_town_again
from review.rounds import Round, all_alike
from web.town import Town, give_accounts


@dataclass
class Broken:
    """The site with the plugin, the numbers of what is in it, and a client for each person."""

    town: Town
    plugin: Faulty
    ids: dict[str, int] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def open(self) -> None:
        """Sign everybody in, after all is settled."""
        self.town.app.config["WTF_CSRF_ENABLED"] = False
        for person in ("applicant", "officer", "reviewer_a", "reviewer_b", "releaser"):
            self.clients[person] = self.town.as_(person).client
        self.town.clock.moment = SETTLED

    def ask(self, hook: str) -> TestResponse:
        """Take the step that asks a hook, or open the page that does."""
        person, path, fields = steps(self)[hook]
        client = self.clients[person]
        return client.post(path, data=fields) if fields else client.get(path)

    def version(self, model: Any, name: str) -> str:
        return str(version_of(self.town.city, model, self.ids[name]))


def build(data: Path) -> Broken:
    """Make a city with something in every state in which a step asks a plugin."""
    plugin = Faulty()
    house = load(more={"faulty": plugin}, hookspecs=(hookspecs,))
    broken = Broken(an_empty_town(data, house=house), plugin)
    town, city, ids = broken.town, broken.town.city, broken.ids
    ids["granting"], applied = a_candidate(city)
    vote(city, ids["granting"], 2_000_000)
    accept_for_grant(city, apply_for(city, applied))
    ids["award"] = applied
    ids["settling"], granted = a_granted_award(city)
    ids["report"] = report(city, granted, cost=138_400, requested=103_000)
    ids["call"] = a_call(city)
    accepted = an_accepted_application(city, ids["call"])
    panel = Round(city, ids["call"], [accepted])
    for person in ("reviewer_a", "reviewer_b"):
        panel.seat(person)
    panel.start()
    panel.declare("reviewer_a")
    sheet = panel.review("reviewer_a", accepted)
    panel.save("reviewer_a", sheet, all_alike("documents", 4))
    ids |= {"sheet": sheet.id, "to_declare": panel.review("reviewer_b", accepted).id}
    ids["waiting"] = a_filed_application(city, ids["call"])
    ids["draft"] = a_draft(city, ids["call"])
    give_accounts(town.app, city)
    broken.open()
    return broken


def reopen(broken: Broken, data: Path, house: House) -> Broken:
    """Give the same city on a site with other plugins, as after a restart."""
    town = the_town_again(data, broken.town.city.ids, house)
    again = Broken(town, broken.plugin, dict(broken.ids))
    again.open()
    return again


def steps(broken: Broken) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Give for every hook that must not be guessed at the step that asks it: who, where, what."""
    ids, call = broken.ids, broken.ids["call"]
    waiting, draft = ids["waiting"], ids["draft"]
    kessai = {
        "kessai_number": "1",
        "kessai_post": "課長",
        "document_number": "2",
        **{
            f"{name}-{part}": value
            for name in ("kessai_on", "issued_on")
            for part, value in (("year", "R9"), ("month", "4"), ("day", "12"))
        },
    }
    return {
        "koubo_filing_problems": (
            "applicant",
            f"/applicant/check/{draft}",
            {"version": broken.version(Filing, "draft")},
        ),
        "koubo_eligibility_findings": (
            "officer",
            f"/officer/applications/{waiting}/accept",
            {"version": broken.version(Application, "waiting")},
        ),
        "koubo_reviewer_conflicts": (
            "reviewer_b",
            f"/reviewer/calls/{call}/documents/declare",
            {f"answer-{ids['to_declare']}": "none"},
        ),
        "koubo_score": (
            "reviewer_a",
            f"/reviewer/reviews/{ids['sheet']}/hand-in",
            {"version": broken.version(Review, "sheet")},
        ),
        "koubo_selection": (
            "officer",
            f"/officer/calls/{call}/review/documents/conclude",
            {"do": "record"},
        ),
        "koubo_award_amount": (
            "officer",
            f"/officer/calls/{ids['granting']}/decisions/grant",
            {"awards": str(ids["award"]), **kessai},
        ),
        "koubo_award_conditions": (
            "officer",
            f"/officer/calls/{ids['granting']}/decisions/grant",
            {"awards": str(ids["award"]), **kessai},
        ),
        "koubo_report_problems": (
            "officer",
            f"/officer/awards/reports/{ids['report']}/accept",
            {"version": "1"},
        ),
        "koubo_settlement": ("officer", f"/officer/awards/reports/{ids['report']}", {}),
    }


def readable(broken: Broken) -> list[tuple[str, str]]:
    """Give the pages that show what was written, whatever becomes of the plugins."""
    ids = broken.ids
    pages = {
        "applicant": [
            "/applicant/",
            f"/applicant/filings/{ids['draft']}/project",
            f"/applicant/filings/{ids['draft']}/money",
            f"/applicant/applications/{ids['waiting']}",
            f"/applicant/awards/{ids['award']}",
        ],
        "officer": [
            "/officer/",
            f"/officer/calls/{ids['call']}",
            f"/officer/calls/{ids['call']}/applications",
            f"/officer/calls/{ids['call']}/review",
            f"/officer/applications/{ids['waiting']}",
            "/officer/plugins",
            "/officer/awards",
            "/officer/awards/statistics",
        ],
        "reviewer_a": ["/reviewer/", f"/reviewer/reviews/{ids['sheet']}"],
        "releaser": ["/releaser/", "/releaser/decisions"],
    }

    return [(person, path) for person, paths in pages.items() for path in paths]
