"""How a command starts: what is wrong is said in one line, and the command ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from koubo.plugins import UnusablePlugins
from koubo.storage.database import UnsafeDatabase
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
