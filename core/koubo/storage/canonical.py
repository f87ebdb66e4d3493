"""One text for one value, so that a digest means the value and not how it was written."""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Give the one JSON text of a value: keys sorted, no spaces, characters as they are.

    :raises TypeError: for what does not come back from a database as it went in: floats, keys
        that are not text, dates, anything that JSON does not know
    """
    _refuse_inexact(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: object, *, salt: str = "") -> str:
    """Give the SHA-256 (hex) of a value's canonical JSON, salted where its content is guessable."""
    return hashlib.sha256((salt + canonical_json(value)).encode()).hexdigest()


def _refuse_inexact(value: object) -> None:
    match value:
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"a key in JSON must be text: {key!r}")
                _refuse_inexact(item)
        case list() | tuple():
            for item in value:
                _refuse_inexact(item)
        case float():
            raise TypeError(f"no floats in JSON; yen are int, rates are text: {value!r}")
