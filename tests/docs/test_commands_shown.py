"""What the guide shows of the commands is what they print."""

import pytest
from click.testing import CliRunner

from koubo_web.commands.scheme import scheme
from reference import PARTS
from reference.example import CASES, NEW_RATE, SLIPS, TEXT, changed

SHOWN = {"check": SLIPS, "test": (NEW_RATE,), "explain": ()}
"""What is changed in the example before a command is asked about it."""


@pytest.mark.parametrize("command", SHOWN)
def test_the_commands_say_what_the_guide_shows(tmp_path, command):
    text = TEXT
    for right, wrong in SHOWN[command]:
        text = changed(text, right, wrong)
    file = tmp_path / "example.yaml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "example.cases.yaml").write_text(CASES, encoding="utf-8")

    said = CliRunner().invoke(scheme, [command, str(file)], env={"KOUBO_SCHEMES": ""})

    shown = PARTS[f"what {command} says"]().rpartition("```text\n")[2].removesuffix("\n```")
    assert shown in said.output.replace(f"{tmp_path}/", "")
