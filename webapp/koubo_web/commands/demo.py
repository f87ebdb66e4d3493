"""`koubo demo`: a sample city to try everything on, with no setting and no network."""

import os
import shutil
import socket
from contextlib import closing, suppress
from pathlib import Path

import click
from flask import Flask

from koubo_web.app import create_app
from koubo_web.clock import Clock
from koubo_web.commands.recheck import recheck_site
from koubo_web.commands.running import run_site
from koubo_web.commands.starting import refusing
from koubo_web.requests import SITE
from koubo_web.sample.reading import World, read_world
from koubo_web.sample.residents import PASSWORD
from koubo_web.sample.seeding import Seeding
from koubo_web.settings import read_settings
from koubo_web.site import Site
from koubo_web.tables import migrate_all

HOST, PORT = "127.0.0.1", 8000
MARK = "demo-city"
BEGUN, COMPLETE = "begun", "complete"
DATABASE = "koubo.sqlite3"
MADE_BY_THE_CITY = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "files", "demo-clock")

NOT_A_DEMO = (
    "{data} には体験版ではないデータがあります。"
    "「koubo demo --data 別のフォルダー」で、新しいフォルダーを指定してください。"
)


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="体験版の町を置くフォルダー。消せば、次は新しい町から始まる。",
)
def demo(data: Path) -> None:
    """体験版を動かす。見本の町をつくり、このコンピューターの中だけで開く。"""
    with closing(_listen()) as listening:
        app = open_demo(data, int(listening.getsockname()[1]))
        make_city(app, data)
        site: Site = app.extensions[SITE]
        recheck_site(site)
        # Once the server runs, it ends by itself on Ctrl+C; until then it is for us to do so.
        with suppress(KeyboardInterrupt):
            _tell(site)
            _serve(app, site, listening)
    click.echo("体験版を終わりました。")


def open_demo(data: Path, port: int, clock: Clock | None = None) -> Flask:
    """Give the demo's site on a data folder, with its tables made.

    :param clock: tells the moment; the demo's own clock, which can be moved, where none is given
    """
    _clear_a_half_made_city(data)
    with refusing():
        app = create_app(read_settings(_environment(data, port)), clock=clock)
    site: Site = app.extensions[SITE]
    migrate_all(site.database)
    return app


def make_city(app: Flask, data: Path, world: World | None = None) -> None:
    """Let the sample city come to life, unless it has already.

    :param world: who lives there; the whole city of the files where none is given
    """
    if _mark(data) == COMPLETE:
        return
    _set_mark(data, BEGUN)
    site: Site = app.extensions[SITE]
    seeding = Seeding(app, site.clock.now(), world)
    with click.progressbar(seeding, length=len(seeding), label="見本の町をつくっています") as lived:
        for _ in lived:
            pass
    _set_mark(data, COMPLETE)


def _environment(data: Path, port: int) -> dict[str, str]:
    """Give the demo's own settings; those of a real site on this machine do not count."""
    own = {
        "KOUBO_DEMO": "yes",
        "KOUBO_DATA": str(data),
        "KOUBO_HOST": HOST,
        "KOUBO_PORT": str(port),
    }
    schemes = os.environ.get("KOUBO_SCHEMES", "")
    return own | ({"KOUBO_SCHEMES": schemes} if schemes else {})


def _listen() -> socket.socket:
    """Give a socket on the usual port, or on a free one where that is taken."""
    for port in (PORT, 0):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError:
            listening.close()
        else:
            return listening
    raise click.ClickException("空いているポートがありません。ほかのプログラムを終えてください。")


def _mark(data: Path) -> str:
    kept = data / MARK
    return kept.read_text(encoding="ascii") if kept.exists() else ""


def _set_mark(data: Path, word: str) -> None:
    (data / MARK).write_text(word, encoding="ascii")


def _clear_a_half_made_city(data: Path) -> None:
    """Take away a city whose making was broken off; never touch what is no demo's."""
    mark = _mark(data)
    if mark == BEGUN:
        for name in MADE_BY_THE_CITY:
            path = data / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    elif not mark and (data / DATABASE).exists():
        raise click.ClickException(NOT_A_DEMO.format(data=data))


def _tell(site: Site) -> None:
    """Say where the site is and who can sign in; the last thing on the screen."""
    accounts = read_world().accounts
    wide = max(len(one.email) for one in accounts)
    click.echo()
    click.echo(
        "体験版が動いています。ブラウザーで次のアドレスを開いてください（終わるときは Ctrl+C）。"
    )
    click.echo(f"  {site.settings.base_url}")
    click.echo(
        "町・団体・人はすべて架空です。日時は、ログインして画面の上の黄色い帯で進められます。"
    )
    click.echo(f"ログインできる人（パスワードはどれも {PASSWORD} ）:")
    for one in accounts:
        click.echo(f"  {one.email:<{wide}}  {one.role}　{one.name}")


def _serve(app: Flask, site: Site, listening: socket.socket) -> None:
    try:
        run_site(app, site, sockets=[listening])
    finally:
        site.database.close()
