"""Fields that only scheme files have: figures with their source, and words of a vocabulary."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from koubo.fields import Text
from koubo.schemes.figures import TO_CONFIRM, Figure
from koubo.schemes.reading import AS_LIST, UNKNOWN

FIGURE_KEYS = ("value", "source", TO_CONFIRM)


class Figured(fields.Field[Figure[Any]]):
    """A value, or ``{value: …, source: …, 要確認: why it is only assumed}``."""

    def __init__(self, inner: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.inner = inner

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Figure[Any]:
        if not isinstance(value, Mapping):
            return Figure(self.inner.deserialize(value, attr, data))
        unknown = [key for key in value if key not in FIGURE_KEYS]
        if unknown:
            raise ValidationError({key: [UNKNOWN] for key in unknown})
        if "value" not in value:
            raise ValidationError({"value": ["値を書いてください"]})
        note = str(value.get(TO_CONFIRM, "")).strip()
        if TO_CONFIRM in value and not note:
            raise ValidationError({TO_CONFIRM: ["何を根拠に仮置きしたかを書いてください"]})
        try:
            inner = self.inner.deserialize(value["value"], attr, data)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        return Figure(inner, str(value.get("source", "")).strip(), note)


class Words(fields.Field[tuple[Any, ...]]):
    """A list of words of a closed vocabulary, each ``{<key>: <word>, …its own items}``."""

    def __init__(self, key: str, vocabulary: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.key = key
        self.vocabulary = vocabulary

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValidationError(AS_LIST)
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
            raise ValidationError({self.key: [f"「{self.key}: 」でことばを書いてください"]})
        kind = self.vocabulary.get(str(one[self.key]))
        if kind is None:
            known = "、".join(self.vocabulary)
            raise ValidationError({self.key: [f"このことばはありません。使えることば：{known}"]})
        schema = Schema.from_dict(dict(kind.asks), name=kind.__name__)(unknown=RAISE)
        loaded = schema.load({key: item for key, item in one.items() if key != self.key})
        return kind(**{key: _frozen(item) for key, item in loaded.items()})


class Name(Text):
    """An id within a scheme file: small ASCII letters, digits and underscores."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.isascii() or not text.isidentifier() or text != text.lower():
            raise ValidationError("半角の英小文字・数字・下線（_）で書いてください")
        return text


def _frozen(item: Any) -> Any:
    return tuple(item) if isinstance(item, list) else item
