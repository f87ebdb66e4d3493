"""`koubo verify-files`: every stored file read back, and what lies about without a record."""

import click
from sqlalchemy.orm import Session

from koubo.applications.models import Attachment
from koubo.applications.queries.attached import where_attached
from koubo.storage.unit_of_work import UnitOfWork
from koubo.storage.verifying import Checked, check_files, find_leftovers
from koubo_web.clock import SystemClock
from koubo_web.commands.recheck import refuse_old_tables
from koubo_web.commands.starting import app_or_refusal
from koubo_web.requests import SITE
from koubo_web.site import Site

MEGABYTE = 1_000_000
TO_DO = "控え（バックアップ）から files フォルダーの同じ場所に戻してください。"


@click.command(name="verify-files")
@click.option(
    "--clean", is_flag=True, help="どの記録にもない、1日より前のファイルを消す。ほかは消さない。"
)
def verify_files(clean: bool) -> None:
    """預かったファイルをすべて読み、記録と同じか確かめる。"""
    site: Site = app_or_refusal().extensions[SITE]
    refuse_old_tables(site)
    # The times of the files are those of the machine, also where the site shows other ones.
    now = SystemClock().now()
    with UnitOfWork(site.database, now=now) as uow:
        bad = _check(uow.session, site)
        _tidy(uow.session, site, uow, clean=clean)
    if bad:
        raise click.ClickException(f"{bad}件のファイルを読み取れません。{TO_DO}")


def _check(session: Session, site: Site) -> int:
    total = bad = 0
    for one in check_files(session, site.files):
        total += 1
        if not one.is_whole:
            bad += 1
            click.echo(_told(session, one))
    if not bad:
        click.echo(f"{total:,}件のファイルを読みました。すべて記録のとおりです。")
    return bad


def _told(session: Session, one: Checked) -> str:
    file = one.reference
    what = "中身が違う" if one.is_there else "ない"
    place = (
        where_attached(session, file.row_id)
        if file.table == Attachment.__tablename__
        else f"{file.table} {file.row_id}"
    )
    return f"{what}：{place}　「{file.name}」（{file.key[:2]}/{file.key[2:4]}/{file.key}）"


def _tidy(session: Session, site: Site, uow: UnitOfWork, *, clean: bool) -> None:
    found = list(find_leftovers(session, site.files, now=uow.now))
    if not found:
        return
    size = sum(one.size for one in found) / MEGABYTE
    told = f"どの記録にもない、1日より前のファイルが {len(found)}件（{size:.1f}MB）"
    if not clean:
        click.echo(f"{told}あります。「koubo verify-files --clean」で消せます。")
        return
    for one in found:
        site.files.discard(one.name)
    click.echo(f"{told}あったので、消しました。")
