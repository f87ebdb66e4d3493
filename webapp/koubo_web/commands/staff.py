"""`koubo staff`: the first officer of a new installation is seated at the machine itself."""

from datetime import datetime

import click

from koubo.calendar import JST, day_in_japan, format_date
from koubo.people.actions.staff import give_seat
from koubo.people.rules import SEAT_NAMES, SeatKind
from koubo.people.staff_schemas import read_seat
from koubo.problems import Problems, Refused
from koubo.storage.database import Database
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.commands.starting import settings_or_refusal

KINDS = [one.value for one in (SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.AUDITOR)]


@click.command()
@click.argument("name")
@click.argument("email")
@click.option("--seat", "kind", type=click.Choice(KINDS), default=SeatKind.OFFICER.value)
def staff(name: str, email: str, kind: str) -> None:
    """NAME さん（EMAIL）に、今日からの席を与える。ほかの席は画面の「職員と職」で与える。"""
    settings, now = settings_or_refusal(), datetime.now(JST)
    typed = {
        "name": name,
        "email": email,
        "kind": kind,
        "from_on": day_in_japan(now).isoformat(),
    }
    database = Database(settings.database_url)
    try:
        with UnitOfWork(database, now=now) as uow:
            give_seat(uow, None, seat=read_seat(typed))
    except Problems as found:
        raise click.ClickException("\n".join(one.message for one in found.problems)) from found
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    finally:
        database.close()
    seat = SEAT_NAMES[SeatKind(kind)]
    click.echo(
        f"{name}さんに「{seat}」の席を{format_date(day_in_japan(now))}から与えました。\n"
        f"{settings.base_url}/register を開き、{email} で利用者登録をしてください。"
    )
