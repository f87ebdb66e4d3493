"""`koubo maintenance`: closes the site for a while, tells people of it ahead, opens it again."""

from datetime import datetime, timedelta

import click

from koubo.calendar import JST, format_moment_short
from koubo_web.commands.starting import settings_or_refusal
from koubo_web.maintenance import (
    Maintenance,
    Mode,
    begin_maintenance,
    end_maintenance,
    read_maintenance,
)

SAID = {
    Mode.COMING: "点検の予定があります。それまではいつもどおりです。",
    Mode.READING: "点検中です。読むことだけができます。",
    Mode.STOPPED: "点検中です。すべてのページを止めています。",
}


class Moment(click.ParamType[datetime]):
    """A moment in Japan: 「18:00」 is the next one, 「2026-11-22 18:00」 that very one."""

    name = "日時"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Give the moment with its zone."""
        if isinstance(value, datetime):
            return value
        try:
            return moment_of(str(value), datetime.now(JST))
        except ValueError:
            self.fail(f"「{value}」は「18:00」か「2026-11-22 18:00」の形で書いてください。")


def moment_of(text: str, now: datetime) -> datetime:
    """Give the moment that an operator wrote; of a time alone, the next one.

    :raises ValueError: for what is no moment
    """
    plain = text.strip()
    if len(plain) > len("18:00"):
        moment = datetime.fromisoformat(plain)
        return moment if moment.tzinfo else moment.replace(tzinfo=JST)
    hour, minute = plain.split(":")
    today = now.astimezone(JST).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


@click.group()
def maintenance() -> None:
    """点検のあいだ、サイトを止める。"""


@maintenance.command()
@click.option("--from", "since", type=Moment(), help="始まり。書かなければ、いますぐ。")
@click.option("--until", type=Moment(), help="終わる予定。画面に出る。")
@click.option("--read-only", "reading", is_flag=True, help="読むことはできるままにする。")
@click.option("--note", default="", help="画面に書き足すこと。")
def on(since: datetime | None, until: datetime | None, reading: bool, note: str) -> None:
    """サイトを止める。--from を書くと、その時まで予定を全ページに出す。"""
    now = datetime.now(JST)
    begin = since or now
    if until is not None and until <= begin:
        raise click.ClickException("--until は、始まりより後の日時にしてください。")
    decided = Maintenance(since=begin, until=until, reading=reading, note=note.strip())
    begin_maintenance(settings_or_refusal().data, decided)
    click.echo(_told(decided, now))
    click.echo(
        "開けるときは koubo maintenance off です。終わる予定を過ぎても、自動では開きません。"
    )


@maintenance.command()
def off() -> None:
    """サイトを開ける。"""
    was_closed = end_maintenance(settings_or_refusal().data)
    click.echo("サイトを開けました。" if was_closed else "サイトは止まっていません。")


@maintenance.command()
def status() -> None:
    """いまの様子を言う。"""
    found, now = read_maintenance(settings_or_refusal().data), datetime.now(JST)
    click.echo(_told(found, now) if found else "点検の予定はありません。サイトは開いています。")


def _told(found: Maintenance, now: datetime) -> str:
    lines = [SAID[found.mode(now)], f"始まり：{format_moment_short(found.since)}"]
    lines.append(f"終わる予定：{format_moment_short(found.until) if found.until else '未定'}")
    if found.note:
        lines.append(f"書き足したこと：{found.note}")
    return "\n".join(lines)
