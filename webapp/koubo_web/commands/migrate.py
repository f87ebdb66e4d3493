"""`koubo migrate`: the database's tables brought up to those of today."""

import click

from koubo.storage.database import Database
from koubo.storage.migrate import BrokenMigration
from koubo_web.commands.starting import refusing, settings_or_refusal
from koubo_web.tables import migrate_all


@click.command()
def migrate() -> None:
    """データベースの表を、いまの版に合わせる。"""
    settings = settings_or_refusal()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with refusing():
        database = Database(settings.database_url)
        try:
            migrate_all(database)
        except BrokenMigration as refused:
            raise click.ClickException(str(refused)) from refused
        finally:
            database.close()
    click.echo("データベースは最新の形になっています。")
