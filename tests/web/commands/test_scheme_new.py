"""`koubo scheme new`, `explain` and `diff`: a file from a few answers, in order from the first."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from koubo_web.cli import main
from schemes.small import small

ANSWERS = ("tsubaki", "椿まちづくり応援", "椿市", "協働推進課", "", "2/3", "200000", "1000", "3")


def koubo(*arguments: object, typed: tuple[str, ...] = (), **environment: str) -> Result:
    return CliRunner(env=environment).invoke(
        main, ["scheme", *map(str, arguments)], input="".join(f"{one}\n" for one in typed)
    )


@pytest.mark.parametrize(
    "answers",
    [
        ANSWERS,
        ("a", "引用: 「'」と: #印", "{市}", "- 課", "", "100%", "1", "1", "1"),
        ("b", "制度", "市", "課", "コース", "１／３", "９９,９９９", "10", "1000"),
    ],
)
def test_the_new_file_is_in_order_and_its_cases_hold(tmp_path, answers):
    made = koubo("new", tmp_path, typed=answers)
    name = answers[0]

    assert made.exit_code == 0, made.output
    assert koubo("check", tmp_path / f"{name}.yaml").exit_code == 0
    tested = koubo("test", name, KOUBO_SCHEMES=str(tmp_path))
    assert tested.output.splitlines()[-1] == "4 passed, 0 failed, 0 skipped"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: 2/3", "rate: 3/4"),
        ("rate: 2/3", "rate: 1/2"),
        ("yen: 200000", "yen: 300000"),
        ("yen: 200000", "yen: 199000"),
        ("unit: 1000", "unit: 100"),
        ("at_least: 3", "at_least: 4"),
        ("at_least: 3", "at_least: 2"),
    ],
)
def test_any_other_figure_fails_one_of_its_cases(tmp_path, old, new):
    koubo("new", tmp_path, typed=ANSWERS)
    file = tmp_path / "tsubaki.yaml"
    assert file.read_text(encoding="utf-8").count(old) == 1
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert koubo("test", file).exit_code == 1


def test_a_wrong_answer_is_asked_again(tmp_path):
    made = koubo("new", tmp_path, typed=("Tsubaki", *ANSWERS))

    assert made.exit_code == 0
    assert "半角の英小文字・数字・下線（_）で書いてください" in made.output


def test_an_existing_file_is_kept(tmp_path):
    koubo("new", tmp_path, typed=ANSWERS)
    before = (tmp_path / "tsubaki.yaml").read_bytes()

    again = koubo("new", tmp_path, typed=("tsubaki", "別の制度", *ANSWERS[2:]))

    assert again.exit_code == 1
    assert (tmp_path / "tsubaki.yaml").read_bytes() == before


def test_explain_writes_the_draft(tmp_path):
    file, draft = tmp_path / "small.yaml", tmp_path / "draft.md"
    file.write_bytes(small())

    told = koubo("explain", file, "-o", draft)

    assert told.exit_code == 0
    assert draft.read_text(encoding="utf-8").startswith("# 見本市 小さな補助金 募集要項（下書き）")
    assert koubo("explain", file).output == draft.read_text(encoding="utf-8")


def test_explain_knows_installed_schemes_by_name():
    assert koubo("explain", "kurashiki").output.startswith("# 倉敷市 市民企画提案事業")


def test_diff_tells_what_changed(tmp_path):
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_bytes(small())
    new.write_bytes(small(("rate: 75%", "rate: 80%")))

    assert koubo("diff", old, old).output == "違いはありません\n"
    assert koubo("diff", old, new).output == (
        "はじめてコース 補助の額：「補助率は75%以内」→「補助率は80%以内」\n"
    )


def test_an_unknown_name_and_a_broken_file_are_told(tmp_path: Path):
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(small(("title: 小さな補助金\n", "")))

    assert koubo("explain", tmp_path / "none.yaml").exit_code == 1
    assert "1行目 title: この項目が必要です" in koubo("explain", broken).output


def test_a_file_is_tested_where_it_stands_and_missing_cases_are_told(tmp_path):
    koubo("new", tmp_path, typed=ANSWERS)
    cases = tmp_path / "tsubaki.cases.yaml"

    assert koubo("test", tmp_path / "tsubaki.yaml").output.endswith(
        "4 passed, 0 failed, 0 skipped\n"
    )
    cases.write_text("cases: 1", encoding="utf-8")
    assert f"{cases}:1行目" in koubo("test", tmp_path / "tsubaki.yaml").output
    cases.unlink()
    assert koubo("test", tmp_path / "tsubaki.yaml").output == (
        f"確認例のファイル（{cases}）がありません\n0 passed, 0 failed, 0 skipped\n"
    )
