"""A word of the scheme file: on which river a project is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields

from koubo.api import Condition, EligibilityCase, Finding, Line, Text, Told

RIVERS: Mapping[str, str] = {"見本川": "12km", "支見本川": "3km"}


@dataclass(frozen=True)
class OnRiver(Condition):
    """The project is on one of the city's rivers, as a question of the form asks."""

    word: ClassVar[str] = "on_river"
    title: ClassVar[str] = "川での活動"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {"question": Text(required=True)}
    example: ClassVar[str] = "{rule: on_river, question: river}"
    question: str

    def told(self) -> tuple[Told, ...]:
        """Say which rivers there are."""
        return (Told(f"{'・'.join(RIVERS)}のどれかで活動すること"),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Look for the river among the city's own."""
        river = case.answers.get(self.question)
        return self.answered(
            "市の川で活動する",
            None if river is None else river in RIVERS,
            Line(f"活動する川：{river or '分かりません'}"),
            code="no_such_river",
            message=f"「{river}」は市の川ではありません。市の川を書いてください。",
        )
