"""`koubo scheme`: what is wrong with a scheme file, and whether a scheme's cases come out."""

import json
from pathlib import Path

import click

from koubo.plugins import House, UnusablePlugins, load
from koubo.proof.rules import OUTCOME_NAMES, CaseOutcome, CaseResult, Proof
from koubo.proof.running import prove, prove_file
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.file.reading import BrokenSchemeFile, Complaint
from koubo.schemes.vocabulary import CORE_VOCABULARY
from koubo.schemes.words import Vocabulary
from koubo_web.commands.scheme_new import new
from koubo_web.commands.scheme_preview import preview
from koubo_web.commands.scheme_texts import cases_beside, diff, explain, scheme_named
from koubo_web.commands.starting import house_or_refusal

IN_ORDER, IN_ORDER_ENGLISH = "直すところはありません", "nothing to mend"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def scheme() -> None:
    """制度のファイルを作り、調べ、読む。"""


for each in (new, preview, explain, diff):
    scheme.add_command(each)


@scheme.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FILE)
@click.option("--english", is_flag=True, help="英語で書く。")
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def check(files: tuple[Path, ...], english: bool, as_json: bool) -> None:
    """制度のファイルの書き方を調べ、直すところをすべて行とともに並べる。"""
    vocabulary = _vocabulary()
    found = [(file, _complaints(file, vocabulary)) for file in files]
    if as_json:
        click.echo(json.dumps(_complaints_as_json(found), ensure_ascii=False, indent=2))
    else:
        for file, complaints in found:
            for one in complaints:
                click.echo(one.text(str(file), english=english))
            if not complaints:
                click.echo(f"{file}: {IN_ORDER_ENGLISH if english else IN_ORDER}")
    if any(complaints for _, complaints in found):
        raise click.exceptions.Exit(1)


@scheme.command()
@click.argument("name", metavar="[SCHEME]", default="")
@click.option("--cases", type=FILE, help="制度に付いている例の代わりに使うファイル。")
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def test(name: str, cases: Path | None, as_json: bool) -> None:
    """制度の確認例を計算し、結果が例のとおりかを調べる。

    SCHEME は制度（kurashiki）、コース（kurashiki.collab_prep）、または制度ファイル（tsubaki.yaml。確認例は
    同じ場所の tsubaki.cases.yaml）。書かなければすべて。
    """
    is_file = Path(name).is_file()
    house = house_or_refusal(with_folder=not is_file)
    try:
        proofs = [_proof_of_file(house, name)] if is_file else _proofs(house, name, cases)
    except BrokenSchemeFile as broken:
        about = cases_beside(Path(name)) if is_file else cases or name
        told = "\n".join(one.text(str(about)) for one in broken.complaints)
        raise click.ClickException(told) from broken
    results = [one for proof in proofs for one in proof.results]
    counts = {one: sum(result.outcome is one for result in results) for one in CaseOutcome}
    if as_json:
        document = {
            **{outcome.value: count for outcome, count in counts.items()},
            "cases": [one.as_json() for one in results],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for result in results:
            click.echo("\n".join(_lines(result)))
        click.echo(", ".join(f"{count} {outcome.value}" for outcome, count in counts.items()))
    if counts[CaseOutcome.FAILED]:
        raise click.exceptions.Exit(1)


def _vocabulary() -> Vocabulary:
    """Give the words of all that is installed; the core's own where that cannot start."""
    try:
        return load().catalog.vocabulary
    except UnusablePlugins:
        return CORE_VOCABULARY


def _complaints(file: Path, vocabulary: Vocabulary) -> list[Complaint]:
    try:
        read_scheme(file.read_bytes(), vocabulary)
    except BrokenSchemeFile as broken:
        return broken.complaints
    return []


def _complaints_as_json(found: list[tuple[Path, list[Complaint]]]) -> list[dict[str, str | int]]:
    return [
        {
            "file": str(file),
            "line": one.line,
            "path": one.path,
            "code": one.code,
            "message": one.message,
            "english": one.message.english,
        }
        for file, complaints in found
        for one in complaints
    ]


def _refuse_unknown(house: House, name: str) -> None:
    schemes = house.catalog.schemes
    known = {*schemes, *(course.id for one in schemes.values() for course in one.courses)}
    if name and name not in known:
        listed = "、".join(sorted(schemes)) or "ありません"
        raise click.ClickException(
            f"制度「{name}」は入っていません。入っている制度：{listed}。"
            "ファイルを調べるときは、tsubaki.yaml のように最後まで書いてください。"
        )


def _proof_of_file(house: House, name: str) -> Proof:
    scheme = scheme_named(house, name)
    if not scheme.cases:
        click.echo(f"確認例のファイル（{cases_beside(Path(name))}）がありません", err=True)
    return prove(house.catalog.with_draft(scheme), scheme)


def _proofs(house: House, name: str, cases: Path | None) -> list[Proof]:
    _refuse_unknown(house, name)
    if cases is not None:
        return [prove_file(house.catalog, cases.read_bytes(), name)]
    schemes = [name.partition(".")[0]] if name else sorted(house.catalog.schemes)
    catalog = house.catalog
    if "." in name:
        return [prove_file(catalog, catalog.installed(one).cases, name) for one in schemes]
    return [prove(catalog, catalog.installed(one)) for one in schemes]


def _lines(result: CaseResult) -> list[str]:
    """Give one line for a case, and below it the working of any difference."""
    lines = [f"{OUTCOME_NAMES[result.outcome]} {result.id} {result.scheme} {result.title}"]
    if result.outcome is CaseOutcome.SKIPPED:
        lines[0] += f"（{'、'.join(result.difference)}）"
    elif result.outcome is CaseOutcome.FAILED:
        lines += [f"  {line}" for line in result.difference]
        lines += [f"    {line}" for line in result.working.text.splitlines()]
    return lines
