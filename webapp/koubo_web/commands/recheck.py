"""`koubo recheck`: what running calls recorded, computed again with the versions of today."""

from collections.abc import Sequence

import click

from koubo.lifecycle.rechecking import Rechecked, recheck_calls
from koubo_web.commands.starting import app_or_refusal
from koubo_web.requests import SITE
from koubo_web.site import Site
from koubo_web.tables import are_current

TABLES_ARE_OLD = (
    "データベースの表が古いか、まだありません。「koubo migrate」を実行してから始めてください。"
)


@click.command()
def recheck() -> None:
    """版が変わったときに、進行中の募集の計算をやり直して比べる。"""
    site: Site = app_or_refusal().extensions[SITE]
    refuse_old_tables(site)
    if not recheck_site(site):
        click.echo("版が変わった進行中の募集はありません。")


def refuse_old_tables(site: Site) -> None:
    """End the command with what to do where the database is not of today."""
    if not are_current(site.database):
        raise click.ClickException(TABLES_ARE_OLD)


def recheck_site(site: Site) -> Sequence[Rechecked]:
    """Compute running calls again where versions changed, and say what came of each."""
    made = recheck_calls(site.database, site.catalog, now=site.clock.now())
    for one in made:
        if one.differences:
            told = f"{one.differences}件の結果が変わるため、職員が決めるまで手続きを止めました"
        else:
            told = "結果は変わりません"
        click.echo(f"募集「{one.call}」：版が変わりました。{told}。")
    return made
