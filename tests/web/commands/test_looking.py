"""`koubo routes` and `koubo plugins` need no setting: a newcomer looks before anything is set up."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from koubo_web.cli import main


def test_every_route_is_listed_with_its_policy():
    told = json.loads(CliRunner().invoke(main, ["routes", "--json"]).output)

    policies = {line["path"]: line["policy"] for line in told}
    assert policies["/"] == "だれでも"
    assert policies["/officer/calls"] == "事務局職員"
    assert "None" not in policies.values()


def test_plugins_are_listed_with_hooks_and_schemes():
    told = json.loads(CliRunner().invoke(main, ["plugins", "--json"]).output)

    kurashiki = next(one for one in told["plugins"] if one["name"] == "kurashiki")
    assert kurashiki["schemes"] == ["kurashiki"]
    assert kurashiki["hooks"] == ["koubo_eligibility_findings", "koubo_schemes"]
    assert told["faults"] == []


BROKEN = {
    "koubo_broken/__init__.py": "",
    "koubo_broken/plugin.py": "raise KeyError('nothing here')",
    "koubo_broken-3.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: koubo-broken\nVersion: 3.2\n",
    "koubo_broken-3.2.dist-info/entry_points.txt": "[koubo]\nbroken = koubo_broken.plugin\n",
}


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an installed plugin onto the path that cannot be imported."""
    for name, text in BROKEN.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("broken")
def test_a_plugin_that_would_not_load_is_listed_with_its_fault_and_a_bad_exit():
    told = CliRunner().invoke(main, ["plugins", "--json"])
    said = CliRunner().invoke(main, ["plugins"])

    document = json.loads(told.stdout)
    assert [one for one in document["plugins"] if one["name"] == "broken"] == [
        {
            "name": "broken", "version": "3.2", "hooks": [], "schemes": [], "words": [],
            "standing": "left_out",
        }
    ]  # fmt: skip
    assert document["faults"] == [
        {"plugin": "broken", "hook": "import", "text": "KeyError: 'nothing here'"}
    ]
    assert (told.exit_code, said.exit_code) == (1, 1)
    assert "broken 3.2（読み込めません）" in said.stdout.splitlines()
    assert said.stderr == "不具合: broken / import: KeyError: 'nothing here'\n"
