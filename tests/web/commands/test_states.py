"""`koubo states`: every record of the core, its states, and where each may go."""

import importlib
import json
from pathlib import Path

from click.testing import CliRunner

import koubo
from koubo.states import Steps
from koubo_web.cli import main
from koubo_web.commands.states import ALL_STEPS


def test_every_table_of_steps_in_the_core_is_listed_once():
    core = Path(koubo.__file__).parent
    rooms = [
        importlib.import_module(".".join(["koubo", *path.relative_to(core).with_suffix("").parts]))
        for path in core.glob("*/**/*rules.py")
    ]
    found = {one.record for room in rooms for one in vars(room).values() if isinstance(one, Steps)}

    assert sorted(one.record for one in ALL_STEPS) == sorted(found)


def test_states_and_steps_are_told_in_words():
    told = CliRunner().invoke(main, ["states"])

    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[lines.index("募集（call）") :][:6] == [
        "募集（call）",
        "  準備中（planned） → 公開、中止",
        "  公開（published） → 採否決定済み、中止",
        "  採否決定済み（decided） → 終了",
        "  終了（finished） → （ここで終わり）",
        "  中止（cancelled） → （ここで終わり）",
    ]


def test_programs_are_told_the_same():
    told = CliRunner().invoke(main, ["states", "--json"])

    document = {one["record"]: one for one in json.loads(told.output)}
    assert document["claim"] == {
        "record": "claim",
        "title": "請求",
        "states": [
            {
                "state": "filed",
                "title": "請求済み",
                "onward": ["accepted", "sent_back", "withdrawn"],
            },
            {"state": "accepted", "title": "受理", "onward": ["ordered", "sent_back"]},
            {"state": "ordered", "title": "支出命令済み", "onward": ["paid"]},
            {"state": "paid", "title": "支払済み", "onward": []},
            {"state": "sent_back", "title": "差戻し", "onward": []},
            {"state": "withdrawn", "title": "取下げ", "onward": []},
        ],
    }


def test_every_state_has_a_name_and_no_step_leads_out_of_its_record():
    for steps in ALL_STEPS:
        states = set(steps.names)
        assert set(type(next(iter(states)))) == states
        assert set(steps.onward) <= states
        assert set().union(*steps.onward.values()) <= states
