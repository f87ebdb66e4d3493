"""`koubo plugins`: what is installed, and what would not load."""

import json
from dataclasses import asdict

import click

from koubo_web.commands.starting import house_or_refusal


@click.command()
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def plugins(as_json: bool) -> None:
    """プラグインと、その制度・フック・不具合を並べる。"""
    house = house_or_refusal()
    if as_json:
        document = {
            "plugins": [asdict(one) for one in house.installed],
            "faults": [asdict(one) for one in house.faults],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for plugin in house.installed:
            click.echo(f"{plugin.name} {plugin.version}".rstrip())
            if plugin.schemes:
                click.echo(f"  制度: {'、'.join(plugin.schemes)}")
            if plugin.hooks:
                click.echo(f"  フック: {'、'.join(plugin.hooks)}")
        for fault in house.faults:
            click.echo(f"読み込めません: {fault.plugin} / {fault.hook}: {fault.text}", err=True)
    if house.faults:
        raise click.exceptions.Exit(1)
