"""A distribution from outside is a guest like the city's own: installed, asked, listed, and gone.

It is built and installed into a folder of its own, as pip would anywhere; a new process has that
folder on its path or has not.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

HERE = Path(__file__).parent
TESTS = HERE.parent
CITY = HERE / "stranger_city.py"
COMMAND = "from koubo_web.cli import main; main()"
GONE = "この制度のプラグインが入っていません"


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder into which the stranger's distribution is built and installed, offline."""
    folder = tmp_path_factory.mktemp("stranger")
    shutil.copytree(HERE / "stranger", folder / "source")
    run(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
        "--no-build-isolation", "--target", str(folder / "site"), str(folder / "source"),
    )  # fmt: skip
    return folder / "site"


def run(*arguments: str, guest: Path | None = None) -> str:
    """Run Python in a new process, with the guest on its path or without; give what it says."""
    path = os.pathsep.join(str(one) for one in (guest, TESTS) if one)
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(guest: Path | None) -> dict[str, Any]:
    """Give the plugins that `koubo plugins --json` lists, by name."""
    told = json.loads(run("-c", COMMAND, "plugins", "--json", guest=guest))
    assert told["faults"] == []
    return {one["name"]: one for one in told["plugins"]}


def test_it_is_listed_where_it_is_installed_and_nowhere_else(guest):
    assert listed(guest)["stranger"] == {
        "name": "stranger",
        "version": "2.1.0",
        "hooks": [
            "koubo_schemes", "koubo_web_blueprints", "koubo_web_panels", "koubo_words",
        ],
        "schemes": ["stranger"],
        "words": ["on_river"],
        "standing": "running",
    }  # fmt: skip
    assert "stranger" not in listed(None)


Pages = dict[str, list[Any]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city") / "data"


@pytest.fixture(scope="module")
def with_guest(guest: Path, data: Path) -> Pages:
    """Give the pages of a city with an application for the guest's scheme."""
    return json.loads(run(str(CITY), str(data), "found", guest=guest))


@pytest.fixture(scope="module")
def without(with_guest: Pages, data: Path) -> Pages:
    """Give the pages of the same city after the guest was removed."""
    return json.loads(run(str(CITY), str(data), "look"))


def texts(pages: Pages, ending: str) -> BeautifulSoup:
    [found] = [text for key, (_, text) in pages.items() if key.endswith(ending)]
    return BeautifulSoup(found, "html.parser")


def codes(pages: Pages) -> dict[str, int]:
    return {key: code for key, (code, _) in pages.items()}


def test_its_word_and_its_panel_stand_on_the_page_of_its_call(with_guest):
    page = texts(with_guest, " /calls/1")
    panel = page.find("h2", string="川の一覧").parent

    assert "市の川で活動する" in page.find(id="who-heading").parent.text
    assert panel.find("b") is None
    assert panel.p.text == "<b>川</b>を1つ選びます。"
    assert [(one.dt.text, one.dd.text) for one in panel.find_all("div")] == [
        ("見本川", "12km"),
        ("支見本川", "3km"),
    ]
    assert panel.a["href"] == "/plugins/stranger/"


def test_its_page_stands_in_our_frame_with_its_values_escaped(with_guest):
    page = texts(with_guest, " /plugins/stranger/")

    assert page.h1.text == "川の一覧"
    assert page.find("a", class_="k-skip") is not None
    assert [one.text for one in page.find_all("dt")] == [
        "見本川",
        "支見本川",
        "<i>名もない川</i>",
    ]


def test_its_pages_are_opened_by_whom_they_say(with_guest):
    path = "/plugins/stranger/applications/1"

    assert codes(with_guest)[f" {path}"] == 302
    assert codes(with_guest)[f"applicant {path}"] == 200
    assert codes(with_guest)[f"stranger {path}"] == 404


def test_it_sees_who_is_looking_and_at_what(with_guest):
    page = texts(with_guest, "officer /officer/applications/1")

    assert page.find("h2", string="川からひとこと").find_next("p").text == (
        "officerさん、見本川の大そうじを見ています。"
    )


def test_an_officer_finds_it_in_the_list(with_guest, without):
    def rows(pages: Pages) -> dict[str, list[str]]:
        table = texts(pages, "/officer/plugins").find(id="installed-heading").parent
        cells = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        return {row[0]: row[1:5] for row in cells}

    assert rows(with_guest)["stranger"] == ["2.1.0", "動いています", "川の補助金", "on_river"]
    assert "stranger" not in rows(without)


@pytest.fixture
def steps(without: Pages, guest: Path, data: Path) -> Iterator[list[str]]:
    """Give what came of accepting the application, without the guest and then with it again."""
    return [json.loads(run(str(CITY), str(data), "accept", guest=one)) for one in (None, guest)]


def test_what_was_filed_stays_readable_when_it_is_gone(with_guest, without):
    before, after = codes(with_guest), codes(without)
    own = {key for key in before if "/plugins/stranger" in key}

    assert {after.pop(key) for key in own} == {404}
    assert set(after.values()) == {200}
    snapshot = texts(without, "/applicant/snapshots/1")
    assert "見本川の大そうじ" in snapshot.text
    assert "50,000円" in snapshot.text
    page = texts(without, "officer /officer/applications/1")
    assert f"stranger / koubo_eligibility_findings: {GONE}" in page.text
    assert page.find("a", href="/officer/applications/1/accept") is None


def test_no_step_is_taken_while_it_is_gone_and_steps_go_on_when_it_is_back(steps):
    assert steps == [f"stranger / koubo_eligibility_findings: {GONE}", "accepted"]
