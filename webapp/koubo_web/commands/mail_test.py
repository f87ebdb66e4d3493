"""`koubo mail-test`: one mail to try the settings with, and what went wrong in plain words."""

from datetime import datetime
from secrets import token_hex

import click

from koubo.calendar import JST
from koubo.people.sending import Letter, NotTaken, Undeliverable
from koubo_web.commands.starting import settings_or_refusal
from koubo_web.smtp import mail_domain, send_by_smtp


@click.command("mail-test")
@click.argument("address")
def mail_test(address: str) -> None:
    """ADDRESS に試しのメールを1通送り、送れないときは原因を言う。"""
    settings = settings_or_refusal()
    if not settings.smtp_host:
        raise click.ClickException(
            "メールサーバーが設定されていません。KOUBO_SMTP_HOST と KOUBO_MAIL_FROM を"
            "設定してください。"
        )
    letter = Letter(
        message_id=f"<{token_hex(16)}@{mail_domain(settings)}>",
        address=address,
        subject=f"【{settings.site_name or '公募'}】メールの試験",
        body=(
            "このメールが読めれば、メールサーバーの設定は正しくできています。\n\n"
            f"送ったところ：{settings.base_url}\n"
        ),
    )
    try:
        send_by_smtp(settings, letter, datetime.now(JST))
    except (NotTaken, Undeliverable) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{settings.smtp_host}:{settings.smtp_port}（{settings.smtp_security.value}）に渡しました。"
        f"{address} に届いたか確かめてください。届かないときは、迷惑メールの扱いと、"
        "KOUBO_MAIL_FROM のドメインの送信元の設定（SPF など）を確かめてください。"
    )
