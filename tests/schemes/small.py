"""A small scheme file that is in order, and ways to break it."""

from pathlib import Path

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")


def small(*changes: tuple[str, str]) -> bytes:
    """Give the small scheme file with each text, which stands in it once, put in another's place."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in small.yaml"
        text = text.replace(old, new)
    return text.encode()
