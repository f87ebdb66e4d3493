"""Fields for what a form asks about people and groups: ages, and who joins with which role."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields

from koubo.fields import Answer, Text, Whole
from koubo.schemes.eligibility.case import GroupFacts

SEPARATORS = re.compile(r"[、，,・\s]+")
MOST_AGE = 120
MOST_GROUPS = 50
CHOOSE_ROLE = "役割を一覧の中から選んでください。"


class Ages(Answer[tuple[int, ...]]):
    """Ages in one line, in the order typed."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> tuple[int, ...]:
        texts = [one.removesuffix("歳") for one in SEPARATORS.split(self.text_of(value)) if one]
        if not texts:
            raise self.make_error("required")
        age = Whole(minimum=0, maximum=MOST_AGE)
        try:
            return tuple(age.deserialize(one) for one in texts)
        except ValidationError:
            raise ValidationError(
                "「18、24、39」のように、全員の年齢を読点で区切って入力してください。"
            ) from None


class GroupsField(fields.Field[tuple[GroupFacts, ...]]):
    """``[{name, role}]``; wholly blank lines are left out, complaints are keyed by line and cell."""

    def __init__(self, roles: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.roles = tuple(roles)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[GroupFacts, ...]:
        if not isinstance(value, list) or len(value) > MOST_GROUPS:
            raise ValidationError(f"{MOST_GROUPS}行までにしてください。")
        complaints: dict[int, Any] = {}
        groups: list[GroupFacts] = []
        for place, row in enumerate(value):
            if not isinstance(row, Mapping) or not any(str(one).strip() for one in row.values()):
                continue
            try:
                groups.append(self._group(row))
            except ValidationError as error:
                complaints[place] = error.messages
        if complaints:
            raise ValidationError(complaints)
        return tuple(groups)

    def _group(self, row: Mapping[str, Any]) -> GroupFacts:
        try:
            name = Text(single_line=True, max_length=100, required=True).deserialize(
                row.get("name")
            )
        except ValidationError as error:
            raise ValidationError({"name": error.messages}) from error
        role = str(row.get("role") or "")
        if self.roles and role not in self.roles:
            raise ValidationError({"role": [CHOOSE_ROLE]})
        return GroupFacts(name, role if self.roles else "")
