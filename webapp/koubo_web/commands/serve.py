"""`koubo serve`: the site, in one process."""

import gc
import logging
from typing import Any

import click
import waitress

from koubo_web.commands.recheck import recheck_site, refuse_old_tables
from koubo_web.commands.starting import app_or_refusal, most_bytes
from koubo_web.mailing import MailRound
from koubo_web.requests import SITE
from koubo_web.settings import Settings
from koubo_web.site import Site
from koubo_web.working import WorkRound

GARBAGE_AFTER = 20_000
"""So many new objects are let be before unused ones are looked for; one page makes thousands."""


def proxy_options(settings: Settings) -> dict[str, Any]:
    """Give what the server takes from the proxy that the settings name: whom it speaks for."""
    if not settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for"},
    }


@click.command()
def serve() -> None:
    """サイトを動かす。"""
    app = app_or_refusal()
    site: Site = app.extensions[SITE]
    refuse_old_tables(site)
    recheck_site(site)
    settings = site.settings
    # A browser asks for several files at once; that a few of them wait their turn is no warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    click.echo(f"{settings.base_url} で動いています（終わるときは Ctrl+C）")
    # What stands now stands until the end: no search for garbage need walk through it again.
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    mails = MailRound(site)
    mails.start()
    work = WorkRound(site)
    work.start()
    try:
        waitress.serve(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            max_request_body_size=most_bytes(app),
            ident=None,
            **proxy_options(settings),
        )
    finally:
        mails.stop()
        work.stop()
