"""Which items of a scheme file, outside of rules and steps, may say where they were read."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from koubo.schemes.file.parts import SchemePart
from reference.inputs import carries_a_source
from reference.writing import table

PLACES: Mapping[str, str] = {
    "after_award": "採択から精算まで（after_award）",
    "": "制度",
    "costs": "対象経費（`costs`）",
    "courses": "コース（`courses`）",
    "forms": "質問（`forms` の `questions`）",
    "letters": "通知書（`letters`）",
    "changes": "変更（`changes`）",
    "criteria": "審査項目（`criteria`）",
    "stages": "審査段階（`stages`）",
    "selection": "選定のきまり（`selection`）",
    "evaluations": "評価（`evaluations`）",
    "publication": "結果の公表（`publication`）",
}
"""The parts of a scheme file, by the key they stand under."""


def sources() -> str:
    """List every item that takes a source or waits to be confirmed."""
    found: dict[str, list[str]] = {}
    for place, key in dict.fromkeys(_sources(SchemePart(), "")):
        found.setdefault(place, []).append(f"`{key}`")
    rows = [(PLACES[place], "、".join(keys)) for place, keys in found.items()]
    return table(("書くところ", "出典・要確認を付けられる項目"), rows)


def _sources(part: Schema, place: str) -> Iterator[tuple[str, str]]:
    for name, field in part.fields.items():
        inner: Any = field.inner if isinstance(field, fields.List) else field
        if carries_a_source(field):
            yield place, field.data_key or name
        elif isinstance(inner, fields.Nested):
            yield from _sources(inner.schema, place or name)
