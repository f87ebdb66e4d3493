"""`koubo routes`: every address with who may open it."""

import click

from koubo_web.access import route_lines
from koubo_web.commands.starting import app_or_refusal


@click.command()
def routes() -> None:
    """開ける人とともに、すべてのページを並べる。"""
    for line in route_lines(app_or_refusal()):
        click.echo(f"{line.path}\t{' '.join(line.methods)}\t{line.endpoint}\t{line.policy}")
