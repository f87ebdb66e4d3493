"""Takes the pictures of the applicant's guide anew: `python docs/take_pictures.py`."""

import shutil
from pathlib import Path

import click

from pictures.camera import a_studio
from pictures.stage import a_stage
from pictures.walks import take_all

FOLDER = Path(__file__).parent / "images" / "applicants"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=FOLDER)
def take_pictures(folder: Path) -> None:
    """Make the demo's city in a temporary folder, walk through it, and write the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise click.ClickException("Debian's chromium is needed: apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with a_stage() as stage, a_studio(stage, chromium, folder) as studio:
        take_all(studio)


if __name__ == "__main__":
    take_pictures()
