"""`koubo routes` and `koubo plugins` need no setting: a newcomer looks before anything is set up."""

import json

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
