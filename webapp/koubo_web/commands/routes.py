"""`koubo routes`: every address with who may open it."""

import json

import click

from koubo_web.access import route_lines
from koubo_web.commands.starting import site_to_look_at


@click.command()
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def routes(as_json: bool) -> None:
    """開ける人とともに、すべてのページを並べる。"""
    with site_to_look_at() as app:
        lines = route_lines(app)
    if as_json:
        document = [
            {
                "path": line.path,
                "methods": line.methods,
                "endpoint": line.endpoint,
                "policy": str(line.policy),
            }
            for line in lines
        ]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line.path}\t{' '.join(line.methods)}\t{line.endpoint}\t{line.policy}")
