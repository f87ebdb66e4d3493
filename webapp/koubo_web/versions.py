"""The version that a form carries, so that a save over something newer is noticed."""

from werkzeug.datastructures import MultiDict

UNKNOWN = -1
"""Matches no version: a form without one counts as stale, never as the newest."""


def version_of(posted: MultiDict[str, str]) -> int:
    """Give the version that the posted form was drawn with."""
    text = posted.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else UNKNOWN
