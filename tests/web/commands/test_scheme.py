"""`koubo scheme`: complaints by line, cases by name, and one line that a program can read."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from koubo.plugins import load
from koubo_web.cli import main
from schemes.small import small

CASES = (files("koubo_kurashiki") / "cases.yaml").read_bytes()
ALL = CASES.count(b"\n- id: ")


def koubo(*arguments: object, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(main, ["scheme", *map(str, arguments)])


@pytest.fixture
def wrong_cases(tmp_path: Path) -> Path:
    """Give Kurashiki's cases with one sum and one unknown course changed."""
    text = CASES.decode().replace("    award: 103000", "    award: 104000", 1)
    text = text.replace("scheme: kurashiki.city_theme", "scheme: elsewhere.theme", 1)
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_check_lists_every_complaint_of_every_file(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes(small())
    bad.write_bytes(small(("title: 小さな補助金\n", ""), ("rate: 75%", "rate: 120%")))

    found = koubo("check", good, bad)

    assert found.exit_code == 1
    assert found.output.splitlines() == [
        f"{good}: 直すところはありません",
        f"{bad}:1行目 title: この項目が必要です",
        f"{bad}:18行目 courses.0.funding.0.rate: 割合は0より大きく100%以下にしてください（「70%」か「70/100」のように書きます）",
    ]


def test_check_speaks_english_too(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes(small())
    bad.write_bytes(small(("rate: 75%", "rate: 120%")))

    found = koubo("check", "--english", good, bad)

    assert (found.exit_code, found.output.splitlines()) == (
        1,
        [
            f"{good}: nothing to mend",
            f"{bad}:19 courses.0.funding.0.rate: A rate is above 0 and at most 100% (write “70%” or “70/100”)",
        ],
    )


def test_check_is_content_with_a_file_in_order(tmp_path):
    good = tmp_path / "good.yaml"
    good.write_bytes(small())

    assert koubo("check", good).exit_code == 0


def test_check_tells_programs_the_same(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(small(("title: 小さな補助金\n", "")))

    found = koubo("check", "--json", bad)

    assert found.exit_code == 1
    assert json.loads(found.output) == [
        {
            "file": str(bad),
            "line": 1,
            "path": "title",
            "code": "missing",
            "message": "この項目が必要です",
            "english": "This key is required",
        }
    ]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        (("kurashiki",), f"{ALL} passed, 0 failed, 0 skipped"),
        (("kurashiki.rules_2005",), "2 passed, 0 failed, 0 skipped"),
    ],
)
def test_test_runs_the_cases_that_a_scheme_ships(name, last):
    found = koubo("test", *name)

    assert (found.exit_code, found.output.splitlines()[-1]) == (0, last)


def test_without_a_name_the_cases_of_every_scheme_are_run():
    found = koubo("test")

    last = re.fullmatch(r"(\d+) passed, 0 failed, 0 skipped", found.output.splitlines()[-1])
    assert found.exit_code == 0
    assert last
    assert int(last[1]) > ALL


def test_a_case_has_one_line_and_a_difference_its_working(wrong_cases):
    found = koubo("test", "kurashiki.new_challenge", "--cases", wrong_cases)

    assert found.exit_code == 1
    lines = found.output.splitlines()
    assert lines[:7] == [
        "不合格 KU-01 kurashiki.new_challenge まちなか防災すごろくづくり事業",
        "  交付額：想定は 104,000円、結果は 103,000円",
        "    対象経費 138,400円",
        "    138,400 × 75% = 103,800",
        "    上限 150,000円 以内 → 103,800",
        "    千円未満切捨て → 103,000円【要確認】端数処理は公表資料で確認できていない。"
        "浜松市の「千円未満切捨て」を仮置き",
        "    申請額 103,000円 と同じ → 103,000円",
    ]
    assert lines[7] == "合格 KU-02 kurashiki.new_challenge はじめての川ごみ調べ"
    assert lines[-1] == "5 passed, 1 failed, 0 skipped"


def test_a_case_of_a_scheme_that_is_not_installed_is_skipped(wrong_cases):
    found = koubo("test", "--cases", wrong_cases)

    assert (
        "省略 KU-16 elsewhere.theme やさしい日本語の防災講座"
        "（コース「elsewhere.theme」は入っていません）"
    ) in found.output.splitlines()
    assert found.output.splitlines()[-1] == f"{ALL - 2} passed, 1 failed, 1 skipped"


def test_test_tells_programs_the_same(wrong_cases):
    found = koubo("test", "--json", "--cases", wrong_cases)

    assert found.exit_code == 1
    document = json.loads(found.output)
    assert (document["passed"], document["failed"], document["skipped"]) == (ALL - 2, 1, 1)
    first = document["cases"][0]
    assert (first["id"], first["outcome"], first["wrong_sum"]) == ("KU-01", "failed", True)
    assert first["difference"] == ["交付額：想定は 104,000円、結果は 103,000円"]
    assert first["working"][0] == {"text": "対象経費 138,400円", "to_confirm": ""}


def test_a_scheme_of_the_folder_is_tried_without_any_other_setting(tmp_path):
    (tmp_path / "small.yaml").write_bytes(small())

    found = koubo("test", "small", KOUBO_SCHEMES=str(tmp_path))

    assert (found.exit_code, found.output) == (0, "0 passed, 0 failed, 0 skipped\n")


@pytest.mark.parametrize("name", ["elsewhere", "kurashiki.youth"])
def test_an_unknown_scheme_is_refused(name):
    found = koubo("test", name)

    assert found.exit_code == 1
    installed = "、".join(sorted(load().catalog.schemes))
    assert found.output == (
        f"Error: 制度「{name}」は入っていません。入っている制度：{installed}。"
        "ファイルを調べるときは、tsubaki.yaml のように最後まで書いてください。\n"
    )


def test_a_broken_file_of_cases_is_refused_with_its_line(tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text("version: 1\ncases: none\n", encoding="utf-8")

    found = koubo("test", "--cases", file)

    assert (found.exit_code, found.output) == (
        1,
        f"Error: {file}:2行目 cases: 「- 」で始まる一覧で書いてください\n",
    )


def test_a_broken_scheme_of_the_folder_keeps_the_test_from_starting(tmp_path):
    (tmp_path / "bad.yaml").write_bytes(small(("city: 見本市\n", "")))

    found = koubo("test", KOUBO_SCHEMES=str(tmp_path))

    assert (found.exit_code, found.output) == (
        1,
        "Error: bad.yaml:1行目 city: この項目が必要です\n",
    )
