"""The plugin that the guide for authors builds is a real one."""

from datetime import date, datetime
from importlib import import_module
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from koubo.api import FilingCase
from koubo.calendar import JST
from koubo.plugins import House, Standing, load
from koubo.proof.running import prove
from koubo_web import hookspecs as web_hookspecs
from koubo_web.api import Page, Subject
from koubo_web.app import create_app
from koubo_web.hookspecs import koubo_web_panels
from koubo_web.settings import read_settings
from reference.example import FOLDER

NAME = "midorino"
MORNING = datetime(2026, 1, 8, 9, tzinfo=JST)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER.parent / "plugin"))
    return import_module("koubo_midorino.plugin")


@pytest.fixture
def house(plugin: ModuleType) -> House:
    entry = EntryPoint(NAME, plugin.__name__, "koubo")
    return load(found=[entry], hookspecs=[web_hookspecs])


def test_a_tree_is_planted_in_the_cold_months(plugin):
    (scheme,) = plugin.koubo_schemes()
    course, form = scheme.courses[0], next(iter(scheme.forms.values()))

    def asked(day: date) -> list[str]:
        filing = FilingCase(
            form.kind, form, {"planted_on": day}, filed_at=MORNING, fiscal_year=2026
        )
        return [one.code for one in plugin.koubo_filing_problems(course, filing)]

    assert asked(date(2026, 12, 1)) == []
    assert asked(date(2026, 7, 1)) == ["planted_in_summer"]


def test_it_is_found_by_its_entry_point_and_answers(house):
    found = next(one for one in house.installed if one.name == NAME)

    assert (found.schemes, found.words) == ((NAME,), ("midorino_trees",))
    assert house.standing_of(NAME) is Standing.RUNNING
    assert house.all_faults == ()


def test_its_cases_come_out(house):
    proof = prove(house.catalog, house.catalog.installed(NAME))

    assert [(one.id, one.difference) for one in proof.results] == [("MD-01", ()), ("MD-02", ())]


def test_its_panel_points_to_its_page(house, tmp_path):
    ask = house.hooks.all(koubo_web_panels, NAME)
    subject = Subject(NAME, 1, "令和8年度 まちなか緑化助成", 2026)
    (panel,) = ask(page=Page.OWN_APPLICATION, subject=subject, actor=None)
    settings = read_settings({"KOUBO_DEMO": "yes", "KOUBO_DATA": str(tmp_path)})
    site = create_app(settings, house=house)

    page = site.test_client().get(panel.link[1], base_url=settings.base_url)

    assert page.status_code == 200
    assert "穴の深さは60センチメートルが目安です。" in page.text
