"""What the guide shows of the commands is what they print."""

import pytest
from click.testing import CliRunner

from koubo_web.commands.scheme import scheme
from reference import PARTS
from reference.example import CASES, NEW_RATE, SLIPS, TEXT, changed


@pytest.mark.parametrize("command", ["check", "test"])
def test_the_commands_say_what_the_guide_shows(tmp_path, command):
    changes = SLIPS if command == "check" else (NEW_RATE,)
    text = TEXT
    for right, wrong in changes:
        text = changed(text, right, wrong)
    file = tmp_path / "example.yaml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "example.cases.yaml").write_text(CASES, encoding="utf-8")

    asked = str(file) if command == "check" else "example"
    said = CliRunner().invoke(scheme, [command, asked], env={"KOUBO_SCHEMES": str(tmp_path)})

    shown = PARTS[f"what {command} says"]().rpartition("```text\n")[2].removesuffix("\n```")
    assert shown in said.output.replace(f"{tmp_path}/", "")
