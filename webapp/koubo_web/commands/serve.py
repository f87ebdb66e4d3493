"""`koubo serve`: the site, in one process."""

from typing import Any

import click

from koubo_web.commands.recheck import recheck_site, refuse_old_tables
from koubo_web.commands.running import run_site
from koubo_web.commands.starting import app_or_refusal
from koubo_web.requests import SITE
from koubo_web.settings import Settings
from koubo_web.site import Site


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
    click.echo(f"{settings.base_url} で動いています（終わるときは Ctrl+C）")
    run_site(app, site, host=settings.host, port=settings.port, **proxy_options(settings))
