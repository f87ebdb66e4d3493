"""All texts of a package, and its catalogue: what is missing in it, what nobody says any more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from koubo_web.language.modules import messages_of_module
from koubo_web.language.templates import messages_of_template

CATALOGUE = Path("locale") / "en.po"
GROUP = "koubo"
NOT_READ = "not-read.txt"
"""Beside a catalogue: the files of the package whose texts no page shows (papers, mails, …)."""


def packages() -> list[Path]:
    """Give the folders of the packages whose texts pages show: core, web, and the plugins'."""
    names = [
        "koubo",
        "koubo_web",
        *(one.module.partition(".")[0] for one in entry_points(group=GROUP)),
    ]
    found = [find_spec(name) for name in dict.fromkeys(names)]
    return [Path(one.origin).parent for one in found if one is not None and one.origin]


def gathered(package: Path) -> dict[str, list[str]]:
    """Give each text of a package with the places where it is said, sorted.

    :param package: the package's folder
    """
    environment = Environment(autoescape=True)
    passed_over = _passed_over(package)
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package).as_posix()
        if path.suffix not in (".py", ".html") or any(
            Path(place).match(one) or place.startswith(one) for one in passed_over
        ):
            continue
        source = path.read_text(encoding="utf-8")
        texts = (
            messages_of_template(source, environment)
            if path.suffix == ".html"
            else messages_of_module(source)
        )
        for _, text in texts:
            found[text].add(place)
    return {text: sorted(found[text]) for text in sorted(found)}


def texts_by_package(folders: Iterable[Path]) -> Iterator[tuple[Path, dict[str, list[str]]]]:
    """Give each package with its texts; one that several say belongs to the first of them."""
    said: set[str] = set()
    for package in folders:
        texts = gathered(package)
        yield package, {text: places for text, places in texts.items() if text not in said}
        said |= texts.keys()


def _passed_over(package: Path) -> list[str]:
    """Give the patterns of the files whose texts are on no page."""
    listed = package / "locale" / NOT_READ
    lines = listed.read_text(encoding="utf-8").split("\n") if listed.exists() else []
    return [one for one in lines if one and not one.startswith("#")]


def pairs_of(package: Path) -> dict[str, str]:
    """Give the texts of a package's catalogue, each with its translation; empty without one."""
    path = package / CATALOGUE
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        str(one.id): str(one.string) for one in catalogue if one.id and one.string and not one.fuzzy
    }


def write_catalogue(
    package: Path, texts: Mapping[str, Iterable[str]], english: Mapping[str, str]
) -> None:
    """Write a package's catalogue: each text that is said, with its places and its translation."""
    catalogue = Catalog(locale="en", project="koubo", charset="utf-8", fuzzy=False)
    for text, places in texts.items():
        catalogue.add(text, english.get(text, ""), auto_comments=places)
    path = package / CATALOGUE
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, omit_header=True)
