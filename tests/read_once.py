"""What every test's site would read anew, though it is the same each time: read once in a process."""

from collections.abc import Callable
from functools import cache, lru_cache

import yaml

from koubo.schemes.file.loading import read_scheme
from koubo.schemes.rules import Scheme
from koubo.schemes.words import Vocabulary, Word
from koubo_web.static_files import StaticFiles, read_static

KEPT_TEXTS, KEPT_NODES = 64, 16

Words = tuple[tuple[str, str, type[Word]], ...]


def schemes_read_once() -> Callable[[bytes, Vocabulary], Scheme]:
    """Give what a catalog reads a release's text with.

    Each test's city has a catalog of its own, which keeps what it read; between tests nothing but
    the frozen value is shared. A text that is refused is read each time.
    """

    @lru_cache(maxsize=KEPT_TEXTS)
    def read(content: bytes, words: Words, gone: Words) -> Scheme:
        return read_scheme(content, found[words, gone])

    found: dict[tuple[Words, Words], Vocabulary] = {}

    def read_text(content: bytes, vocabulary: Vocabulary) -> Scheme:
        words = tuple(
            (key, name, kind)
            for key, known in vocabulary.words.items()
            for name, kind in known.items()
        )
        gone = tuple((key, "", kind) for key, kind in vocabulary.gone.items())
        found.setdefault((words, gone), vocabulary)
        return read(content, words, gone)

    return read_text


def static_read_once() -> Callable[[], StaticFiles]:
    """Give what an app reads its static files with: reading and packing them takes 10 ms."""
    return cache(read_static)


def yaml_composed_once() -> Callable[..., yaml.Node | None]:
    """Give what YAML's nodes are made with: the cities' files take a tenth of a second each."""
    return lru_cache(maxsize=KEPT_NODES)(yaml.compose)
