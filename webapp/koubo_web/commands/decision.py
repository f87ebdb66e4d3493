"""`koubo decision`: everything that a decision was computed from in one archive, and back again."""

from pathlib import Path

import click

from koubo.problems import NotFound, Refused
from koubo.proof.bundle import BrokenBundle
from koubo.proof.bundling import decision_bundle
from koubo.proof.replaying import OtherVersion, Replay, replay
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.commands.recheck import refuse_old_tables
from koubo_web.commands.starting import app_or_refusal, house_or_refusal
from koubo_web.requests import SITE
from koubo_web.site import Site

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def decision() -> None:
    """採否の決定を、あとから計算し直せる形で残し、確かめる。"""


@decision.command()
@click.argument("call", metavar="CALL", type=int)
@click.option("--out", type=NEW_FILE, help="書き出すファイル。初めは koubo-decision-CALL.zip。")
def bundle(call: int, out: Path | None) -> None:
    """募集 CALL（番号）の決定の束を作る。"""
    site: Site = app_or_refusal().extensions[SITE]
    refuse_old_tables(site)
    with UnitOfWork(site.database, now=site.clock.now()) as uow:
        try:
            content = decision_bundle(uow.session, site.catalog, call)
        except NotFound as error:
            raise click.ClickException(
                f"募集 {call} はありません。番号を確かめてください。"
            ) from error
        except Refused as refused:
            raise click.ClickException(refused.message) from refused
    path = out or Path(f"koubo-decision-{call}.zip")
    path.write_bytes(content)
    click.echo(f"{path}（{len(content):,}バイト）を作りました。")


@decision.command(name="replay")
@click.argument("file", metavar="BUNDLE", type=FILE)
def replay_file(file: Path) -> None:
    """束 BUNDLE の決定を、データベースなしで計算し直して比べる。"""
    catalog = house_or_refusal().catalog
    try:
        found = replay(catalog, file.read_bytes())
    except (BrokenBundle, OtherVersion) as error:
        raise click.ClickException(str(error)) from error
    _tell(found)
    if not found.agrees:
        raise click.exceptions.Exit(1)


def _tell(found: Replay) -> None:
    click.echo(f"募集「{found.call}」")
    for stage in found.stages:
        told = stage.difference or "計算し直した結果は、記録と一字一句同じです"
        click.echo(
            f"  {stage.stage}（応募 {stage.applications}件、審査票 {stage.sheets}枚）：{told}"
        )
    click.echo(f"  市の決定：{found.outcome or '答申のとおりか、違うところに理由があります'}")
