"""What differs between a saved text and a typed one, for somebody whose save came too late."""

from collections.abc import Iterable, Mapping
from typing import Any


def differing(
    labels: Iterable[tuple[str, str]], saved: Mapping[str, Any], typed: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Give label, saved text and typed text of each field that differs."""
    return [
        (label, _plain(saved.get(name)), _plain(typed.get(name)))
        for name, label in labels
        if _plain(saved.get(name)) != _plain(typed.get(name))
    ]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "-".join(str(text) for text in value.values() if text)
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return str(value or "")
