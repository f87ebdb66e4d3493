"""Working copies and releases of the desk in short, for the tests of releases and corrections."""

from datetime import datetime
from typing import Any

from builders import AFTER, City
from koubo.proof.proving import check_file
from koubo.schemes.actions.releases import publish_release
from koubo.schemes.actions.scheme_files import save_scheme_file, start_scheme_file
from koubo.schemes.release_models import SchemeFile

CAP = "{step: cap, yen: {value: 300000, source: K1}}"
HIGHER_CAP = "{step: cap, yen: {value: 250000, source: K1}}"


def a_copy(city: City, *changes: tuple[str, str], cases: str | None = None) -> int:
    """Start a working copy of Kurashiki's scheme and replace texts in it; give its id."""
    officer = city.actor("officer")
    with city.uow(AFTER, "officer") as uow:
        file_id = start_scheme_file(uow, city.catalog, officer, scheme_id="kurashiki")
    copy = copy_of(city, file_id)
    text = copy.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    save(city, file_id, text=text, cases=copy.cases if cases is None else cases)
    return file_id


def save(city: City, file_id: int, *, text: str, cases: str = "", **options: Any) -> None:
    with city.uow(AFTER, "officer") as uow:
        save_scheme_file(
            uow,
            city.actor("officer"),
            file_id,
            text=text,
            cases=cases,
            version=options.get("version") or copy_of(city, file_id).version,
        )


def copy_of(city: City, file_id: int) -> SchemeFile:
    with city.uow(AFTER) as uow:
        return uow.session.get_one(SchemeFile, file_id)


def release_it(
    city: City,
    file_id: int,
    *,
    note: str = "上限額の誤りを直した",
    override: str = "",
    now: datetime = AFTER,
    person: str = "officer",
) -> int:
    """Check a working copy and publish it; give the id of the desk's release."""
    copy = copy_of(city, file_id)
    checked = check_file(city.catalog, copy.text, copy.cases)
    assert checked.proving is not None
    with city.uow(now, person) as uow:
        return publish_release(
            uow,
            city.catalog,
            city.actor(person),
            file_id,
            proven=checked.proving.proven,
            note=note,
            override=override,
            version=copy.version,
        )


def without_cases(city: City, *changes: tuple[str, str]) -> int:
    """Publish Kurashiki's scheme with changes and no golden cases; give the release's id."""
    return release_it(city, a_copy(city, *changes, cases=""))
