"""What judges a past award that an officer writes down by hand."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from koubo.calendar import parse_fiscal_year
from koubo.fields import Answer, Text, Yen
from koubo.problems import Problem, Problems


class FiscalYear(Answer[int]):
    """A 年度: 令和5年度, R5, 2023."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        return self.read(parse_fiscal_year, value)


class PastAwardSchema(Schema):
    """One year's award, and why it is written down or changed."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    course_id = Text(
        required=True,
        metadata={"label": "コース"},
        error_messages={"required": "「コース」を選んでください。"},
    )
    fiscal_year = FiscalYear(required=True, metadata={"label": "事業年度"})
    amount = Yen(allow_none=True, load_default=None, metadata={"label": "交付した額"})
    reason = Text(required=True, max_length=400, metadata={"label": "記録する理由"})


def read_past_award(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give course, year, amount (円) and reason from raw text; Problems by field."""
    try:
        typed: dict[str, Any] = PastAwardSchema().load(dict(raw))
    except ValidationError as error:
        found = error.messages_dict
        raise Problems(
            Problem("answer", str(message), field=name)
            for name in PastAwardSchema().fields
            for message in found.get(name, ())
        ) from None
    return typed
