"""Takes the pictures of the guides anew: `python docs/take_pictures.py`, or of some by their names."""

import shutil
from pathlib import Path

import click

from pictures.camera import a_studio
from pictures.guides import GUIDES
from pictures.stage import a_stage

IMAGES = Path(__file__).parent / "images"
NAMES = [one.name for one in GUIDES]


@click.command()
@click.argument("guides", metavar="[GUIDE]...", nargs=-1, type=click.Choice(NAMES))
@click.option(
    "--images",
    type=click.Path(file_okay=False, path_type=Path),
    default=IMAGES,
    help="The folder that gets a folder for each guide.",
)
def take_pictures(guides: tuple[str, ...], images: Path) -> None:
    """Make the demo's city in a temporary folder, walk through it, and write the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise click.ClickException("Debian's chromium is needed: apt install chromium")
    for guide in GUIDES:
        if guides and guide.name not in guides:
            continue
        folder = images / guide.name
        folder.mkdir(parents=True, exist_ok=True)
        with a_stage(guide.calls) as stage, a_studio(stage, chromium, folder) as studio:
            guide.take(studio)


if __name__ == "__main__":
    take_pictures()
