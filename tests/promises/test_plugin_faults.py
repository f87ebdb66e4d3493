"""A plugin that breaks, through the pages: nothing is taken, nothing is lost, and reading goes on.

The plugin is asked about every scheme, as one that owns none; one hook of it breaks at a time.
"""

import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from builders import PDF
from grant_builders import SETTLED
from koubo.applications.models import Attachment, Filing, Snapshot
from koubo.hooks import PROJECT, specification_of
from koubo.people.messages import make_mails
from koubo.plugins import HOOKSPECS, load
from koubo.reporting.rules import Table
from koubo.storage.outbox import EventRow, Mail
from koubo_web import hookspecs as web_hookspecs
from promises.broken_town import Broken, build, readable
from promises.faulty_plugin import ANYWHERE, LISTS, UNSOUND, gives, raises
from promises.sites import an_empty_town, fingerprint
from web.town import give_accounts

CANNOT_NOW = "いま確認できません。下書きは残っています"
HOOKS = (
    "koubo_filing_problems",
    "koubo_eligibility_findings",
    "koubo_reviewer_conflicts",
    "koubo_score",
    "koubo_selection",
    "koubo_award_amount",
    "koubo_award_conditions",
    "koubo_report_problems",
    "koubo_settlement",
)
SHOWN = {
    "koubo_file_scan",
    "koubo_panel_views",
    "koubo_statistics",
    "koubo_mail_kinds",
    "koubo_messages",
    "koubo_web_panels",
}
"""Those that are left out, or tried again, where they break."""
AT_THE_START = {"koubo_words", "koubo_schemes", "koubo_web_blueprints"}
"""Tested where the house and the site start: test_plugins.py and test_plugin_pages.py."""
ON_BILLS = {"koubo_payment_files"}
"""Tested where files for a bank are made: tests/award/test_transfers.py."""
ON_CHANGES = {"koubo_amendment_problems"}
"""Tested where a change is checked: tests/award/test_amendment_hook.py."""
FIRST = {"koubo_score", "koubo_selection", "koubo_award_amount", "koubo_settlement"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broken]:
    broken = build(tmp_path_factory.mktemp("faults"))
    yield broken
    broken.town.city.database.close()


@pytest.fixture
def broken(built: Broken) -> Iterator[Broken]:
    yield built
    built.plugin.breaks.clear()


def test_every_hook_there_is_has_been_broken() -> None:
    every = {
        name
        for module in (*HOOKSPECS, web_hookspecs)
        for name, one in vars(module).items()
        if name.startswith("koubo_") and specification_of(one).name == name
    }

    assert every == {*HOOKS, *SHOWN, *AT_THE_START, *ON_BILLS, *ON_CHANGES}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_step_that_a_plugin_cannot_judge_is_not_taken_and_nothing_is_lost(
    broken: Broken, hook: str
) -> None:
    before = fingerprint(broken.town.city.database)
    ways = ANYWHERE | UNSOUND.get(hook, {}) | ({} if hook in FIRST else LISTS)

    for name, way in ways.items():
        broken.plugin.breaks[hook] = way
        answer = broken.ask(hook)
        assert (name, answer.status_code) == (name, 503)
        assert CANNOT_NOW in answer.text
        assert "どこかで壊れた" not in answer.text
    assert fingerprint(broken.town.city.database) == before


@pytest.mark.parametrize("hook", HOOKS)
def test_what_was_written_stays_readable_while_a_plugin_is_broken(
    broken: Broken, hook: str
) -> None:
    broken.plugin.breaks[hook] = raises
    for person, path in readable(broken):
        assert (path, broken.clients[person].get(path).status_code) in ((path, 200), (path, 302))


def test_who_wonders_whether_to_apply_is_told_that_nobody_can_say_now(broken: Broken) -> None:
    answer = broken.clients["officer"].get("/calls/1/check?members=12&cost=100000")
    assert "いま確認できません" not in answer.text
    for hook in ("koubo_eligibility_findings", "koubo_award_amount"):
        broken.plugin.breaks = {hook: raises}
        answer = broken.clients["officer"].get("/calls/1/check?members=12&cost=100000")
        assert (answer.status_code, "いま確認できません" in answer.text) == (200, True)


def test_a_table_of_the_year_that_breaks_is_left_out(broken: Broken) -> None:
    for way in (raises, gives([Table("表", ("あ",), (("い", "う"),))])):
        broken.plugin.breaks["koubo_statistics"] = way
        assert broken.clients["officer"].get("/officer/awards/statistics").status_code == 200


def test_a_view_of_the_panel_that_breaks_is_left_out_and_reported(broken: Broken) -> None:
    path = f"/officer/calls/{broken.ids['call']}/review/documents/panel-view"

    for name, way in (ANYWHERE | LISTS | UNSOUND["koubo_panel_views"]).items():
        broken.plugin.breaks["koubo_panel_views"] = way
        answer = broken.clients["officer"].get(path)
        assert (name, answer.status_code) == (name, 200)
        assert "壊れた見方" not in answer.text
        reported = broken.town.city.house.hooks.faults[-1]
        assert (name, reported.plugin, reported.hook) == (name, "faulty", "koubo_panel_views")


def test_a_scanner_that_breaks_keeps_no_file_out_and_staff_see_it_unscanned(
    broken: Broken,
) -> None:
    city, client = broken.town.city, broken.clients["applicant"]
    draft = f"/applicant/filings/{broken.ids['draft']}/papers"
    number_before = number_of(broken, Attachment)
    ways = ANYWHERE | UNSOUND["koubo_file_scan"]

    for number, (name, way) in enumerate(ways.items(), start=1):
        broken.plugin.breaks["koubo_file_scan"] = way
        file = (BytesIO(PDF), f"資料{number}.pdf")
        version = broken.version(Filing, "draft")
        answer = client.post(draft, data={"version": version, "more": file, "do": "save"})
        assert (name, answer.status_code) == (name, 303)
        assert number_of(broken, Attachment) == number_before + number
        reported = city.house.hooks.faults[-1]
        assert (name, reported.hook) == (name, "koubo_file_scan")
    assert number_of(broken, Attachment, Attachment.scanned_at.is_not(None)) == 0
    page = broken.clients["officer"].get(f"/officer/applications/{broken.ids['waiting']}")
    assert page.text.count("未実施") == 2


def test_a_panel_that_breaks_is_left_out_of_every_page_and_reported(broken: Broken) -> None:
    ids = broken.ids
    pages = [
        ("applicant", f"/calls/{ids['call']}"),
        ("applicant", f"/applicant/applications/{ids['waiting']}"),
        ("officer", f"/officer/applications/{ids['waiting']}"),
        ("officer", f"/officer/calls/{ids['call']}/review/documents"),
    ]
    ways = ANYWHERE | LISTS | UNSOUND["koubo_web_panels"]

    for name, way in ways.items():
        broken.plugin.breaks["koubo_web_panels"] = way
        for person, path in pages:
            answer = broken.clients[person].get(path)
            assert (name, path, answer.status_code) == (name, path, 200)
            assert 'id="panel-' not in answer.text
        reported = broken.town.city.house.hooks.faults[-1]
        assert (name, reported.plugin, reported.hook) == (name, "faulty", "koubo_web_panels")


def test_mails_that_a_plugin_cannot_declare_are_worded_by_the_core(broken: Broken) -> None:
    for way in (ANYWHERE | LISTS).values():
        broken.plugin.breaks["koubo_mail_kinds"] = way
        page = broken.clients["officer"].get("/officer/mail-texts")
        assert (page.status_code, "応募の受理" in page.text) == (200, True)
        assert broken.town.city.house.hooks.faults[-1].hook == "koubo_mail_kinds"


def test_a_mail_that_cannot_be_made_undoes_nothing_and_is_tried_again(broken: Broken) -> None:
    city = broken.town.city
    broken.plugin.breaks["koubo_messages"] = raises
    with city.uow(SETTLED) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp", limit=500)
    assert number_of(broken, Mail) == 0
    assert number_of(broken, EventRow, EventRow.fault != "") == number_of(broken, EventRow)

    broken.plugin.breaks.clear()
    later = SETTLED.replace(day=SETTLED.day + 2)
    with city.uow(later) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp", limit=500)
    assert number_of(broken, Mail) > 0


def test_a_plugin_that_takes_too_long_is_set_aside_and_its_answer_not_used(broken: Broken) -> None:
    """The last test of all: from here on the plugin is set aside until a restart."""
    before = number_of(broken, Snapshot)
    broken.plugin.breaks["koubo_filing_problems"] = lambda: time.sleep(2.1)

    assert broken.ask("koubo_filing_problems").status_code == 503

    broken.plugin.breaks.clear()
    started = time.monotonic()
    assert broken.ask("koubo_filing_problems").status_code == 503
    assert time.monotonic() - started < 1
    assert number_of(broken, Snapshot) == before
    page = broken.clients["officer"].get("/officer/plugins").text
    assert "2.1秒" in page
    assert "再起動まで使いません" in page
    draft = f"/applicant/filings/{broken.ids['draft']}/project"
    assert broken.clients["applicant"].get(draft).status_code == 200


def test_officers_read_which_plugin_would_not_load(tmp_path: Path) -> None:
    house = load(found=[EntryPoint("lost_city", "koubo_lost_city.plugin", PROJECT)])
    town = an_empty_town(tmp_path, house=house)
    give_accounts(town.app, town.city)

    page = BeautifulSoup(town.as_("officer").get("/officer/plugins").text, "html.parser")

    [row] = page.find(id="installed-heading").parent.tbody.find_all("tr")
    cells = [cell.text for cell in row.find_all(["th", "td"])]
    assert cells[:5:2] == ["lost_city", "読み込めません", "－"]
    assert "No module named 'koubo_lost_city'" in page.find(id="faults-heading").parent.text


def number_of(broken: Broken, table: Any, *clauses: Any) -> int:
    with broken.town.city.uow() as uow:
        found = uow.session.scalar(select(func.count()).select_from(table).where(*clauses))
    return int(found or 0)
