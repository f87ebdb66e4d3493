"""`koubo plugins`: what is installed, and what would not load."""

import click

from koubo_web.commands.starting import app_or_refusal
from koubo_web.requests import SITE
from koubo_web.site import Site


@click.command()
def plugins() -> None:
    """プラグインと、その制度・フック・不具合を並べる。"""
    site: Site = app_or_refusal().extensions[SITE]
    for plugin in site.house.installed:
        click.echo(f"{plugin.name} {plugin.version}".rstrip())
        if plugin.schemes:
            click.echo(f"  制度: {'、'.join(plugin.schemes)}")
        if plugin.hooks:
            click.echo(f"  フック: {'、'.join(plugin.hooks)}")
    for fault in site.house.faults:
        click.echo(f"読み込めません: {fault.plugin} / {fault.hook}: {fault.text}", err=True)
    if site.house.faults:
        raise click.exceptions.Exit(1)
