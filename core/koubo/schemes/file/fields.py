"""Fields that only scheme files have: figures with their source, and words of a vocabulary."""

import re
from collections.abc import Callable, Mapping, Sized
from enum import StrEnum
from fractions import Fraction
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.experimental.context import Context

from koubo.fields import Answer, Text
from koubo.money import parse_number
from koubo.schemes.figures import TO_CONFIRM, Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.reading import UNKNOWN
from koubo.schemes.words import Vocabulary

FIGURE_KEYS = ("value", "source", TO_CONFIRM)


def at_least_one(value: Sized) -> None:
    """Refuse a list with nothing in it."""
    if not value:
        raise ValidationError([Said("at_least_one")])


def one_of(*known: str) -> Callable[[str], None]:
    """Give what refuses every word but these."""

    def judge(value: str) -> None:
        if value not in known:
            raise ValidationError([Said("choose", known=known)])

    return judge


class Figured(fields.Field[Figure[Any]]):
    """A value, or ``{value: …, source: …, 要確認: why it is only assumed}``."""

    def __init__(self, inner: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.inner = inner

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Figure[Any]:
        # what is itself written as several items needs no `value` around them
        bare = isinstance(self.inner, fields.Nested) and "value" not in value
        if bare or not isinstance(value, Mapping):
            return Figure(self.inner.deserialize(value, attr, data))
        unknown = [key for key in value if key not in FIGURE_KEYS]
        if unknown:
            raise ValidationError({key: [UNKNOWN] for key in unknown})
        if "value" not in value:
            raise ValidationError({"value": [Said("no_value")]})
        note = str(value.get(TO_CONFIRM, "")).strip()
        if TO_CONFIRM in value and not note:
            raise ValidationError({TO_CONFIRM: [Said("mark_without_reason")]})
        try:
            inner = self.inner.deserialize(value["value"], attr, data)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        return Figure(inner, str(value.get("source", "")).strip(), note)


class Words(fields.Field[tuple[Any, ...]]):
    """A list of words of a closed vocabulary, each ``{<key>: <word>, …its own items}``."""

    def __init__(self, key: str, **options: Any) -> None:
        super().__init__(**options)
        self.key = key

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValidationError([Said("not_a_list")])
        if not value and self.required:
            raise ValidationError([Said("at_least_one")])
        complaints: dict[int, Any] = {}
        words: list[Any] = []
        for place, one in enumerate(value):
            try:
                words.append(self._word(one))
            except ValidationError as error:
                complaints[place] = error.messages
        if complaints:
            raise ValidationError(complaints)
        return tuple(words)

    def _word(self, one: Any) -> Any:
        if not isinstance(one, Mapping) or self.key not in one:
            raise ValidationError({self.key: [Said("no_word", key=self.key)]})
        vocabulary: Vocabulary = Context.get()
        name = str(one[self.key])
        kind: Any = vocabulary.find(self.key, name)
        if kind is None:
            known = tuple(vocabulary.words[self.key])
            raise ValidationError({self.key: [Said("unknown_word", known=known)]})
        if kind is vocabulary.gone.get(self.key):
            return kind(name)
        schema = Schema.from_dict(dict(kind.asks), name=kind.__name__)(unknown=RAISE)
        loaded = schema.load({key: item for key, item in one.items() if key != self.key})
        return kind(**{key: _as_tuple(item) for key, item in loaded.items()})


class OneWord(fields.Enum[Any]):
    """One word of a closed list."""

    def __init__(self, words: type[StrEnum], **options: Any) -> None:
        super().__init__(words, by_value=True, **options)
        self.known = tuple(one.value for one in words)

    def make_error(self, key: str, **values: Any) -> ValidationError:
        """Complain in our own words, with the list."""
        return ValidationError([Said("choose", known=self.known)])


class Number(Answer[Fraction]):
    """An exact number above 0 that may exceed 1, such as a weight or points."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Fraction:
        return self.read(parse_number, value)


class Name(Text):
    """An id within a scheme file: small ASCII letters, digits and underscores."""

    pattern = re.compile(r"[a-z_][a-z0-9_]*")
    code = "bad_name"
    longest = 40
    """So that columns hold it, alone and as a part of longer names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": self.longest, **options})

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self.pattern.fullmatch(text) is None:
            raise ValidationError([Said(self.code)])
        return text


class FullId(Name):
    """The id of a course among all schemes: ``scheme.course``."""

    pattern = re.compile(r"[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*")
    code = "bad_full_id"
    longest = 2 * Name.longest + 1


class Prefix(Name):
    """What receipt numbers begin with: capital ASCII letters and digits, hyphens between them."""

    pattern = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
    code = "bad_prefix"


class Part(Schema):
    """A part of a scheme file; unknown keys are refused."""

    class Meta:
        """Refuse a key that is not declared."""

        unknown = RAISE


def texts(**options: Any) -> fields.List[Any]:
    """Give a field for a list of texts."""
    return fields.List(Text(), **options)


def frozen(figure: Figure[list[Any]]) -> Figure[tuple[Any, ...]]:
    """Give a figure that is a list, as a tuple."""
    return Figure(tuple(figure.value), figure.source, figure.to_confirm)


def _as_tuple(item: Any) -> Any:
    return tuple(item) if isinstance(item, list) else item
