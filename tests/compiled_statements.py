"""Statements compiled once in a process: each test's engine would compile all that it says anew."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

KEPT = 3_000


def compile_once() -> Callable[..., Engine]:
    """Give what a database makes its engine with.

    An engine keeps what it compiled, by the dialect and the statement. One dialect serves all
    engines of its kind here, as it serves all connections of one elsewhere.
    """
    compiled: LRUCache[Any, Any] = LRUCache(KEPT)
    dialects: dict[str, Dialect] = {}

    def create(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, execution_options={"compiled_cache": compiled}, **options)
        engine.dialect = dialects.setdefault(url.drivername, engine.dialect)
        return engine

    return create
