"""What browsers send, with nothing in it that a database cannot hold.

A NUL character and a number beyond 64 bits are no faults of ours: the one is replaced so that the
text around it is kept, the other names no record.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter

NUL = "\0"
REPLACED = "\ufffd"
DIGITS = 18
"""Every number of so many digits fits into 64 bits."""


def row_number(text: str) -> int:
    """Give the number of a record; ValueError for what names none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise ValueError(text)
    return int(text)


class RowNumber(IntegerConverter):
    """The number of a record in an address; any other address leads nowhere."""

    regex = f"[0-9]{{1,{DIGITS}}}"


class Sent(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address; a number that is asked for is a record's."""

    def __init__(self, mapping: Any = ()) -> None:
        fields = MultiDict(mapping).items(multi=True)
        super().__init__([(_storable(name), _storable(value)) for name, value in fields])

    def get(  # type: ignore[override]
        self, key: str, default: Any = None, type: Callable[[Any], Any] | None = None
    ) -> Any:
        """Give the first value of a field, converted; the default where that fails."""
        return super().get(key, default, _converter(type))

    def getlist(self, key: str, type: Callable[[Any], Any] | None = None) -> list[Any]:
        """Give all values of a field, converted; those where that fails are left out."""
        return super().getlist(key, _converter(type))


def _storable(value: Any) -> Any:
    return value.replace(NUL, REPLACED) if isinstance(value, str) else value


def _converter(wanted: Callable[[Any], Any] | None) -> Any:
    return row_number if wanted is int else wanted


class BoundedForms(FormDataParser):
    """Reads forms of any kind within the same bounds: so many fields, so much text.

    Werkzeug bounds the parts of uploads only; a million fields of a plain form would be read.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Give what was sent; RequestEntityTooLarge beyond the bounds."""
        if mimetype == "application/x-www-form-urlencoded":
            stream = BytesIO(self._bounded(stream))
        return super().parse(stream, mimetype, content_length, options)

    def _bounded(self, stream: IO[bytes]) -> bytes:
        most = self.max_form_memory_size
        body = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(body) > most:
            raise RequestEntityTooLarge
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return body


class Incoming(Request):
    """A request as every page of ours reads it."""

    parameter_storage_class = Sent
    form_data_parser_class = BoundedForms


def read_safely(app: Flask) -> None:
    """Let the app read requests so; before any of its routes stands."""
    app.request_class = Incoming
    app.url_map.converters["int"] = RowNumber
