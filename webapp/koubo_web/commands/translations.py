"""`koubo translations`: what the English catalogues lack, and bringing them up to date."""

from collections import Counter
from pathlib import Path

import click

from koubo_web.language.gathering import packages, pairs_of, texts_by_package, write_catalogue
from koubo_web.language.units import JAPANESE, PLACE, WRITTEN_TAG


@click.command()
@click.option("--write", is_flag=True, help="カタログを、いまの文に合わせて書き直す。")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
def translations(write: bool, folders: tuple[Path, ...]) -> None:
    """画面の文と英語のカタログ（locale/en.po）を突き合わせる。足りないものがあれば、1で終わる。

    FOLDERS はパッケージのフォルダー。なければ、本体と入っているプラグインを調べる。
    """
    wrong: list[str] = []
    for package, own in texts_by_package(folders or packages()):
        known = pairs_of(package)
        if write:
            write_catalogue(package, own, known)
            known = pairs_of(package)
        found = faults(own, known)
        click.echo(f"{package.name}: {len(own)}文、英語あり {len(own.keys() & known.keys())}文")
        wrong += [f"{package.name}: {one}" for one in found]
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        click.echo(f"{len(wrong)}件を直してください。", err=True)
        raise SystemExit(1)


def faults(texts: dict[str, list[str]], known: dict[str, str]) -> list[str]:
    """Give what is wrong with a catalogue: texts without English, texts that nobody says, odd ones."""
    missing = [f"英語がありません：{one}" for one in texts if one not in known]
    gone = [f"もう使われていません：{one}" for one in known if one not in texts]
    odd = [
        f"穴とタグが合いません：{one} → {known[one]}"
        for one in texts.keys() & known.keys()
        if _signs(one) != _signs(known[one])
    ]
    japanese = [
        f"日本語が残っています：{one} → {known[one]}"
        for one in texts.keys() & known.keys()
        if JAPANESE.search(known[one]) and "「" not in known[one]
    ]
    return [*missing, *gone, *odd, *japanese]


def _signs(text: str) -> Counter[str]:
    """Count the holes and tags: all that a translation has to keep."""
    return Counter(
        [one[0] for one in PLACE.finditer(text)] + [one[0] for one in WRITTEN_TAG.finditer(text)]
    )
