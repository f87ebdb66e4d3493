"""Two scheme files that are in order, a small one and one that uses every word; ways to break them."""

from pathlib import Path

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")
EVERY_WORD = Path(__file__).with_name("every_word.yaml").read_text(encoding="utf-8")


def small(*changes: tuple[str, str]) -> bytes:
    """Give the small scheme file with each text, which stands in it once, put in another's place."""
    return changed(SMALL, *changes).encode()


def every_word(*changes: tuple[str, str]) -> bytes:
    """Give the file with every word, changed in the same way."""
    return changed(EVERY_WORD, *changes).encode()


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Give a text with each old part, which stands in it once, put in another's place."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text
