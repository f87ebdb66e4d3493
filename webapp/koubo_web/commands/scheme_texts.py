"""`koubo scheme explain` and `diff`: a scheme in words, and what changed in it."""

import sys
from pathlib import Path

import click

from koubo.plugins import House
from koubo.schemes.explaining.differences import differences
from koubo.schemes.explaining.markdown import as_markdown
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.rules import Scheme
from koubo_web.commands.starting import house_or_refusal


@click.command()
@click.argument("name", metavar="SCHEME|FILE")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="書き込むファイル。"
)
def explain(name: str, output: Path | None) -> None:
    """制度のきまりを、募集要項の下書き（Markdown）にする。出典と要確認の印が付く。"""
    text = as_markdown(scheme_named(house_for(name), name))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"{output} に書きました")


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def diff(old: str, new: str) -> None:
    """2つの制度ファイル（または入っている制度）の違いを、言葉で並べる。"""
    house = house_for(old, new)
    found = differences(scheme_named(house, old), scheme_named(house, new))
    click.echo("\n".join(found) if found else "違いはありません")


def house_for(*names: str) -> House:
    """Give the house to look at schemes or files in: files alone need no folder beside them."""
    return house_or_refusal(with_folder=not all(Path(name).is_file() for name in names))


def cases_beside(file: Path) -> Path:
    """Give where the golden cases of a scheme file stand."""
    return file.with_suffix(".cases.yaml")


def scheme_named(house: House, name: str) -> Scheme:
    """Give the scheme of a file, or the installed one of that id; ends the command if neither."""
    if name in house.catalog.schemes:
        return house.catalog.schemes[name]
    file = Path(name)
    if not file.is_file():
        known = "、".join(sorted(house.catalog.schemes)) or "ありません"
        raise click.ClickException(
            f"「{name}」というファイルも制度もありません。入っている制度：{known}"
        )
    cases = cases_beside(file)
    try:
        return read_scheme(
            file.read_bytes(),
            house.catalog.vocabulary,
            cases=cases.read_bytes() if cases.is_file() else b"",
        )
    except BrokenSchemeFile as broken:
        raise click.ClickException(broken.text(name)) from broken
