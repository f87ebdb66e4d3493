"""`koubo scheme new`: asks a few questions, and writes a commented scheme file with first cases."""

from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import click
from marshmallow import ValidationError, fields

from koubo.fields import Rate, Text, Whole, Yen
from koubo.money import format_rate, round_to_unit
from koubo.schemes.file.fields import Name
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import BrokenSchemeFile

STARTERS = "koubo_web.commands"
WORKED = 100_000
"""The eligible cost (円) of the first case."""


class Judged(click.ParamType[Any]):
    """An answer that one of our fields judges, with its own sentence."""

    name = "答え"

    def __init__(self, field: fields.Field[Any]) -> None:
        self.field = field

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the typed answer, or ask again."""
        if not isinstance(value, str):
            return value
        try:
            return self.field.deserialize(value)
        except ValidationError as error:
            self.fail("　".join(str(one) for one in error.messages), param, ctx)


QUESTIONS: tuple[tuple[str, str, fields.Field[Any], str | None], ...] = (
    ("id", "制度の短い名前（半角の英小文字。例 tsubaki）", Name(required=True), None),
    ("title", "制度の名称", Text(single_line=True, required=True), None),
    ("city", "市の名前", Text(single_line=True, required=True), None),
    ("office", "担当課", Text(single_line=True, required=True), None),
    ("course", "1つめのコースの名称", Text(single_line=True, required=True), "基本コース"),
    ("rate", "補助率（例 90% または 2/3）", Rate(required=True), "1/2"),
    ("cap", "上限額（円）", Yen(minimum=1, required=True), "300000"),
    ("unit", "端数処理（何円未満を切り捨てるか）", Whole(minimum=1, required=True), "1000"),
    ("members", "構成員は何人以上か", Whole(minimum=1, required=True), "5"),
)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--force", is_flag=True, help="同じ名前のファイルがあっても書き直す。")
def new(folder: Path, force: bool) -> None:
    """いくつかの質問に答えて、説明付きの制度ファイルと最初の確認例を作る。

    FOLDER に <名前>.yaml と <名前>.cases.yaml を書く。できたファイルは koubo scheme check と
    koubo scheme test で確かめられる。
    """
    answers = {key: _asked(text, field, default) for key, text, field, default in QUESTIONS}
    scheme = _filled("starter.yaml", answers)
    cases = _filled("starter.cases.yaml", answers)
    try:
        load_scheme(scheme.encode(), cases=cases.encode())
    except BrokenSchemeFile as broken:  # an answer that reads otherwise in YAML, such as 「a: b」
        raise click.ClickException(broken.text("答え")) from broken
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, text in ((".yaml", scheme), (".cases.yaml", cases)):
        _write(folder / f"{answers['id']}{suffix}", text, force=force)
    click.echo(f"次に： koubo scheme check {folder / answers['id']}.yaml")


def _asked(text: str, field: fields.Field[Any], default: str | None) -> Any:
    return click.prompt(text, type=Judged(field), default=default, show_default=bool(default))


def _filled(name: str, answers: dict[str, Any]) -> str:
    """Fill a starter; texts are quoted so that nothing typed reads as YAML."""
    rate: Fraction = answers["rate"]
    award = round_to_unit(min(WORKED * rate, answers["cap"]), answers["unit"])
    raw = WORKED * rate
    large = int(answers["cap"] / rate) + 2 * answers["unit"] + WORKED
    most = round_to_unit(min(large * rate, answers["cap"]), answers["unit"])
    values = {key: _quoted(one) for key, one in answers.items() if isinstance(one, str)}
    values |= {"id": answers["id"], "prefix": answers["id"].replace("_", "")[:2].upper()}
    values |= {key: str(answers[key]) for key in ("cap", "unit", "members")}
    values |= {"rate": format_rate(rate), "cost": str(WORKED), "award": str(award)}
    values |= {"large": str(large), "most": str(most)}
    values |= {"own": str(WORKED - award), "raw": str(raw), "few": str(answers["members"] - 1)}
    text = files(STARTERS).joinpath(name).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write(file: Path, text: str, *, force: bool) -> None:
    if file.exists() and not force:
        raise click.ClickException(
            f"{file} はもうあります。書き直すときは --force を付けてください"
        )
    file.write_text(text, encoding="utf-8")
    click.echo(f"{file} を書きました")
