"""A letter of each kind for each city's scheme says what its record says, to the last sign."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from award.every_letter import NAME, PROJECT, REASON, Made, every_letter
from award.test_letters import text_of
from award_builders import press
from builders import City, a_city
from koubo.plugins import load
from koubo.schemes.letters import ISSUED, LetterKind
from koubo.schemes.standard_letters import STANDARD_LETTERS
from koubo.storage.database import Database
from koubo.storage.files import FileStore

SCHEMES = [one.id for one in load().catalog.schemes.values() if one.open_courses]


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("letters")
    shutil.copyfile(sqlite_template, folder / "koubo.db")
    database = Database(f"sqlite:///{folder / 'koubo.db'}")
    yield a_city(database, FileStore(folder / "files"))
    database.close()


def plain(text: str) -> str:
    """Leave out what only lays out: pypdf guesses narrow spaces, lines break anywhere."""
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_a_letter_of_each_kind_says_what_its_record_says(city: City, scheme_id: str) -> None:
    kinds = set()
    for made in every_letter(city, scheme_id):
        kinds.add(made.kind)
        printed = plain(text_of(press().letter(made.letter)))
        lacking = [one for one in said_by(made) if plain(one) not in printed]

        assert lacking == [], made.kind
        assert ("様様" in printed, "要確認" in printed) == (False, False), made.kind

    money = city.catalog.installed(scheme_id).gives_money
    assert kinds == set(ISSUED if money else [one for one in ISSUED if one in OF_RESULTS])


OF_RESULTS = (
    LetterKind.SELECTED,
    LetterKind.NOT_SELECTED,
    LetterKind.INELIGIBLE,
    LetterKind.RUNNER_UP,
)


def said_by(made: Made) -> list[str]:
    """Give what a letter has to bear by its record and its scheme, put down by hand."""
    template = made.scheme.letters.get(made.kind) or STANDARD_LETTERS[made.kind]
    named = " ".join(template.texts())
    said = [
        template.form_number.value,
        template.title,
        made.number,
        "令和8年5月1日",
        "倉敷市西中新田640番地",
        NAME,
        "代表　水玉 花子　様",
        f"{made.scheme.city}長　倉敷 太郎",
        *(label for label, _ in template.items),
        *made.line.conditions.splitlines(),
    ]
    if "$project" in named:
        said.append(PROJECT)
    if "$reason" in named:
        said.append(REASON)
    if "amount}" in named or "$amount" in named:
        said.append(f"金{made.line.amount:,}円")
    if made.kind is LetterKind.REVOKED:
        said += ["令和8年5月1日付け市協第5号", "金60,000円", "令和8年5月21日", "金103,000円"]
    if made.kind is LetterKind.SETTLED:
        said.append("金8,766円を返還してください")
    if "$paid" in named:
        said.append("金80,000円")
    if made.kind is LetterKind.RUNNER_UP:
        said.append("令和8年5月8日")
    return said
