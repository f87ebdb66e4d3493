"""How a command starts: what is wrong is said in one line, and the command ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask

from koubo.plugins import House, UnusablePlugins, load
from koubo.storage.database import UnsafeDatabase
from koubo_web import hookspecs
from koubo_web.access import NoPolicy
from koubo_web.app import create_app
from koubo_web.settings import Settings, UnsafeSettings, read_settings


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what keeps the site from starting into a message and a bad exit code."""
    try:
        yield
    except (UnsafeSettings, UnsafeDatabase, UnusablePlugins, NoPolicy) as refused:
        raise click.ClickException(str(refused)) from refused


def settings_or_refusal() -> Settings:
    """Give the settings of the environment, or end the command with one line."""
    with refusing():
        return read_settings(os.environ)


def app_or_refusal() -> Flask:
    """Give the site, or end the command with what keeps it from starting."""
    settings = settings_or_refusal()
    with refusing():
        return create_app(settings)


def most_bytes(app: Flask) -> int:
    """Give how much of one request the server takes in before it hangs up.

    Twice what the site takes: whoever sends a little too much is told so in words, by the site.
    What is taken in stands in temporary files, on disk, not in memory.
    """
    return 2 * int(app.config["MAX_CONTENT_LENGTH"])


def house_or_refusal(*, with_folder: bool = True) -> House:
    """Give the plugins and the scheme folder; no other setting is needed to look at them.

    :param with_folder: whether to read KOUBO_SCHEMES too; one file is looked at without its
        neighbours
    """
    folder = os.environ.get("KOUBO_SCHEMES", "") if with_folder else ""
    with refusing():
        return load(folder=Path(folder) if folder else None, hookspecs=(hookspecs,))


@contextmanager
def site_to_look_at() -> Iterator[Flask]:
    """Give the site as it stands in the demo, on an empty folder that is thrown away."""
    with TemporaryDirectory() as data, refusing():
        yield create_app(
            read_settings({"KOUBO_DEMO": "yes", "KOUBO_DATA": data}), house=house_or_refusal()
        )
