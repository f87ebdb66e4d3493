"""`koubo recheck` says what came of every running call whose versions changed."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from builders import City, a_call, a_city, an_accepted_application
from koubo.applications.models import RecordedWorking
from koubo.plugins import load
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.cli import main
from web.ready_sites import make_tables


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """Give a city with a call that was opened with older versions, on the site's own database."""
    for name, value in (
        ("KOUBO_BASE_URL", "https://koubo.example.jp"),
        ("KOUBO_SECRET_KEY", "0123456789abcdef" * 4),
        ("KOUBO_DATA", str(tmp_path)),
        ("KOUBO_SMTP_HOST", "smtp.example.jp"),
        ("KOUBO_MAIL_FROM", "koubo@example.jp"),
    ):
        monkeypatch.setenv(name, value)
    database = Database(f"sqlite:///{tmp_path / 'koubo.sqlite3'}")
    make_tables(database)
    city = a_city(database, FileStore(tmp_path / "files"), load())
    an_accepted_application(city, a_call(city))
    return city


def said() -> list[str]:
    result = CliRunner().invoke(main, ["recheck"])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_a_call_that_comes_out_the_same_is_named_once(city: City) -> None:
    first, second = said(), said()

    assert first == [
        "募集「令和8年度事業 市民企画提案事業」：版が変わりました。結果は変わりません。"
    ]
    assert second == ["版が変わった進行中の募集はありません。"]


def test_a_call_that_comes_out_otherwise_is_halted(city: City) -> None:
    with UnitOfWork(city.database, now=city.uow().now) as uow, uow.writing() as write:
        write.session.execute(update(RecordedWorking).values(amount=99_000))

    assert said() == [
        "募集「令和8年度事業 市民企画提案事業」：版が変わりました。"
        "1件の結果が変わるため、職員が決めるまで手続きを止めました。"
    ]
