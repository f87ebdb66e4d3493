"""`koubo verify-files` names every file that is gone or changed, and tidies only what nobody needs."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from builders import City, a_call, a_city, a_draft, a_filed_application, file_it
from koubo.applications.models import Application, Attachment, Snapshot
from koubo.plugins import load
from koubo.problems import Problems
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.verifying import tables_with_files
from koubo_web.cli import main
from web.ready_sites import make_tables

OLD = 1_600_000_000
"""A time of a file long before yesterday."""


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """Give a city on the site's own database and file store."""
    for name, value in (
        ("KOUBO_BASE_URL", "https://koubo.example.jp"),
        ("KOUBO_SECRET_KEY", "0123456789abcdef" * 4),
        ("KOUBO_DATA", str(tmp_path)),
    ):
        monkeypatch.setenv(name, value)
    database = Database(f"sqlite:///{tmp_path / 'koubo.sqlite3'}")
    make_tables(database)
    return a_city(database, FileStore(tmp_path / "files"), load())


def koubo(*arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(main, ["verify-files", *arguments])
    return result.exit_code, result.output.splitlines()


def place(city: City, key: str) -> Path:
    return city.files.root / key[:2] / key[2:4] / key


def test_damaged_files_get_no_receipt_and_are_named_and_leftovers_are_tidied(city: City) -> None:
    call_id = a_call(city)
    a_filed_application(city, call_id)
    draft = a_draft(city, call_id, course="new_challenge")
    with city.uow() as uow:
        keys = uow.session.scalars(select(Attachment.key).order_by(Attachment.id)).all()
        number = uow.session.get_one(Application, 1).receipt_number
    for key in keys:
        os.utime(place(city, key), (OLD, OLD))  # old, but referred to
    assert koubo() == (0, ["4件のファイルを読みました。すべて記録のとおりです。"])

    gone, changed = keys[0], keys[2]
    place(city, gone).unlink()
    place(city, changed).write_bytes(b"%PDF-1.4 changed")
    lost, half, fresh = "0" * 32, f"{'1' * 32}.part", "2" * 32
    for name in (lost, half, fresh):
        path = place(city, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left over")
        if name != fresh:
            os.utime(path, (OLD, OLD))

    with pytest.raises(Problems) as refused:
        file_it(city, draft)
    assert [(one.code, one.field) for one in refused.value.problems] == [("file_damaged", "bylaws")]
    with city.uow() as uow:
        assert len(uow.session.scalars(select(Snapshot.id)).all()) == 1
        assert uow.session.get_one(Application, 2).receipt_number is None
    named = [
        f"ない：受付番号 {number}　organisationの会　「bylaws_規約.pdf」"
        f"（{gone[:2]}/{gone[2:4]}/{gone}）",
        "中身が違う：下書き（応募 2）　organisationの会　「bylaws_規約.pdf」"
        f"（{changed[:2]}/{changed[2:4]}/{changed}）",
    ]
    leftovers = "どの記録にもない、1日より前のファイルが 2件（0.0MB）"
    ending = (
        "Error: 2件のファイルを読み取れません。"
        "控え（バックアップ）から files フォルダーの同じ場所に戻してください。"
    )
    assert koubo() == (
        1,
        [*named, f"{leftovers}あります。「koubo verify-files --clean」で消せます。", ending],
    )
    assert koubo("--clean") == (1, [*named, f"{leftovers}あったので、消しました。", ending])
    assert koubo() == (1, [*named, ending])
    assert [place(city, one).exists() for one in (lost, half, fresh, keys[1], keys[3])] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_every_table_that_keeps_files_is_known() -> None:
    """Who keeps files in a new table finds it here; without it, --clean would remove them."""
    known = {name: key.name for name, (_, key) in tables_with_files().items()}

    with_a_key = (
        "agreement", "attachment", "bank_account", "expense", "job", "job_piece", "letter_form",
        "paper_scan",
    )  # fmt: skip
    assert known == {**dict.fromkeys(with_a_key, "key"), "import_draft": "file_key"}
