"""`koubo plugins`: what is installed, and what would not load."""

import json
from dataclasses import asdict

import click

from koubo.plugins import House, Installed
from koubo_web.commands.starting import house_or_refusal

LISTED = (("schemes", "制度"), ("words", "ことば"), ("hooks", "フック"))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def plugins(as_json: bool) -> None:
    """プラグインと、その制度・ことば・フック・不具合を並べる。"""
    house = house_or_refusal()
    if as_json:
        click.echo(json.dumps(_document(house), ensure_ascii=False, indent=2))
    else:
        for plugin in house.installed:
            _say(house, plugin)
        for fault in house.all_faults:
            click.echo(f"不具合: {fault.plugin} / {fault.hook}: {fault.text}", err=True)
    if house.all_faults:
        raise click.exceptions.Exit(1)


def _document(house: House) -> dict[str, object]:
    return {
        "plugins": [
            {**asdict(one), "standing": house.standing_of(one.name).name.lower()}
            for one in house.installed
        ],
        "faults": [asdict(one) for one in house.all_faults],
    }


def _say(house: House, plugin: Installed) -> None:
    click.echo(f"{plugin.name} {plugin.version}".rstrip() + f"（{house.standing_of(plugin.name)}）")
    for field, name in LISTED:
        if items := getattr(plugin, field):
            click.echo(f"  {name}: {'、'.join(items)}")
