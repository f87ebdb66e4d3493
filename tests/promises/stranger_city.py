"""A city's site in a process of its own, with or without the stranger's distribution on its path.

Started by test_strangers.py: ``python stranger_city.py <data> found|look|accept``. `found` makes a
city with one application for the stranger's scheme; each answers with what the pages said, as JSON.
"""

import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from builders import AFTER, CLOSES, IN_TIME, OPENS, City, a_budget, file_it, version_of
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.staff import accept
from koubo.applications.models import Application, Filing, Snapshot
from koubo.hooks import PluginFault
from koubo.problems import Problems
from koubo.schemes.catalog import digest_of
from koubo.schemes.models import Call, CallCourse, Release
from koubo.schemes.rules import CallState
from promises.sites import an_empty_town, the_town_again
from web.town import Town, give_accounts

COURSE = "stranger.clean"
KEPT = "stranger.json"


def found(data: Path) -> Town:
    """Make the city, publish a call of the stranger's scheme, and file an application in it."""
    town = an_empty_town(data)
    city = town.city
    city.ids["call"] = publish(city)
    actor = city.actor("applicant")
    with city.uow(IN_TIME, "applicant") as uow:
        filing_id = start_application(
            uow,
            city.catalog,
            actor,
            city.ids["call"],
            course_id=COURSE,
            organisation_id=city.ids["organisation"],
        )
        typed = {
            "project_name": "見本川の大そうじ",
            "river": "見本川",
            "budget": a_budget(100_000, 50_000),
            "pledge": "はい",
        }
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=1)
    file_it(city, filing_id)
    with city.uow() as uow:
        city.ids["application"] = uow.session.get_one(Filing, filing_id).application_id
        city.ids["snapshot"] = uow.session.query(Snapshot).one().id
    give_accounts(town.app, city)
    (data / KEPT).write_text(json.dumps(city.ids), encoding="utf-8")
    return town


def publish(city: City) -> int:
    """Make a published call that is pinned to the stranger's text as it is now."""
    scheme = city.catalog.installed("stranger")
    versions = city.catalog.versions_of("stranger")
    with city.uow(OPENS) as uow, uow.writing() as write:
        release = Release(
            scheme_id=scheme.id,
            digest=digest_of(scheme.text),
            text=scheme.text,
            core_version=versions.core,
            plugin_version=versions.plugin,
            proof={},
            made_at=OPENS,
        )
        call = Call(
            release=release,
            scheme_id=scheme.id,
            title="令和8年度 川の補助金",
            intake_year=2025,
            fiscal_year=2026,
            opens_at=OPENS,
            closes_at=CLOSES,
            budget=1_000_000,
            state=CallState.PUBLISHED,
        )
        write.session.add(call)
        write.session.flush()
        write.session.add(CallCourse(call_id=call.id, course_id=COURSE))
        return call.id


@dataclass(frozen=True)
class Look:
    """One page: who looks, and where; nobody is a stranger to the site."""

    who: str
    path: str


def looks(ids: dict[str, int]) -> list[Look]:
    """Give the pages that are looked at."""
    application = ids["application"]
    return [
        Look("", f"/calls/{ids['call']}"),
        Look("", "/plugins/stranger/"),
        Look("", f"/plugins/stranger/applications/{application}"),
        Look("applicant", f"/plugins/stranger/applications/{application}"),
        Look("stranger", f"/plugins/stranger/applications/{application}"),
        Look("applicant", f"/applicant/applications/{application}"),
        Look("applicant", f"/applicant/snapshots/{ids['snapshot']}"),
        Look("officer", f"/officer/applications/{application}"),
        Look("officer", f"/officer/calls/{ids['call']}/review/only"),
        Look("officer", f"/officer/calls/{ids['call']}/applications"),
        Look("officer", "/officer/plugins"),
    ]


def say_pages(town: Town) -> dict[str, list[object]]:
    """Give what every page answers, by who looks and where."""
    said: dict[str, list[object]] = {}
    for one in looks(town.city.ids):
        client = town.as_(one.who).client if one.who else town.app.test_client()
        answer = client.get(one.path)
        said[f"{one.who} {one.path}"] = [answer.status_code, answer.text]
    return said


def say_step(town: Town) -> str:
    """Try to accept the application, and give what came of it."""
    city, application_id = town.city, town.city.ids["application"]
    moment = AFTER + timedelta(days=1)
    with city.uow(moment, "officer") as uow:
        version = version_of(city, Application, application_id)
        try:
            accept(uow, city.catalog, city.actor("officer"), application_id, version=version)
        except (PluginFault, Problems) as refused:
            return str(refused)
    return "accepted"


def main(data: Path, verb: str) -> None:
    """Do what was asked, and write the answer."""
    if verb == "found":
        town = found(data)
    else:
        ids = json.loads((data / KEPT).read_text(encoding="utf-8"))
        town = the_town_again(data, ids)
    town.clock.moment = AFTER
    print(json.dumps(say_step(town) if verb == "accept" else say_pages(town)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
