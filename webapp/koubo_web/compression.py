"""Answers packed with gzip where the browser takes that: texts above a kilobyte, and what is streamed.

A page packed together with what an attacker may write into its address could tell them, by its
length, what else stands in it (BREACH). Two things are against that: every answer gets a header of
a random length, as Django gives it, which drowns the difference of a letter; and the token of a form is
signed anew every second, so that guesses at its signature start afresh before they come far, and
a token without its signature is worth nothing.
"""

import gzip
import io
import secrets
from collections.abc import Callable, Iterable, Iterator

from flask import Flask, Response, request
from werkzeug.wsgi import ClosingIterator

PACKED_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/javascript",
        "application/json",
        "application/problem+json",
        "application/rss+xml",
        "application/xml",
        "image/svg+xml",
        "text/calendar",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/xml",
    }
)
SMALLEST = 1_000
"""Bytes from which on packing is worth the work."""
LEVEL = 4
"""Nearly as small as the best, for half of its work."""
MOST_PADDING = 100
"""Characters of the random name in the header; about half of them on average."""
LEFT_ALONE = frozenset({204, 206, 304})
"""Answers without a body, and parts of one."""


def accepts_gzip() -> bool:
    """Say whether who asks can unpack gzip."""
    return request.accept_encodings.quality("gzip") > 0


def packed(chunks: Iterable[bytes], *, level: int = LEVEL, padded: bool = True) -> Iterator[bytes]:
    """Pack what comes, while it comes.

    :param level: 1 is quick, 9 is small
    :param padded: whether the length shall not tell what is inside
    """
    sink = io.BytesIO()
    name = secrets.token_urlsafe(MOST_PADDING)[: secrets.randbelow(MOST_PADDING)] if padded else ""
    with gzip.GzipFile(name, "wb", compresslevel=level, fileobj=sink, mtime=0) as file:
        for chunk in chunks:
            file.write(chunk)
            if sink.tell():
                yield sink.getvalue()
                sink.seek(0)
                sink.truncate()
    yield sink.getvalue()


def pack(response: Response) -> Response:
    """Pack an answer, if its kind gains by it and the browser takes it."""
    if response.mimetype not in PACKED_TYPES or response.direct_passthrough:
        return response
    if response.status_code in LEFT_ALONE or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not accepts_gzip():
        return response
    if response.is_streamed:
        whole = response.iter_encoded()
        response.response = ClosingIterator(packed(whole), _closing(response.response))
        response.headers.pop("Content-Length", None)
    else:
        content = response.get_data()
        if len(content) < SMALLEST:
            return response
        response.set_data(b"".join(packed([content])))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # the same content, in other bytes
    return response


def _closing(whole: object) -> list[Callable[[], None]]:
    close: Callable[[], None] | None = getattr(whole, "close", None)
    return [close] if close else []


def serve_compressed(app: Flask) -> None:
    """Pack what the pages answer; to be called before whatever else looks at answers."""
    app.after_request(pack)
