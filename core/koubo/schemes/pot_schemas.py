"""What judges pots that come in: each row is a pot, and a wholly blank one is none."""

from collections.abc import Mapping, Sequence

from marshmallow import ValidationError

from koubo.fields import Text, Yen
from koubo.problems import Problem, Problems
from koubo.schemes.pots import CallPot, pot_field

LONGEST_TITLE = 40


def read_pots(rows: Sequence[Mapping[str, str | Sequence[str]]]) -> tuple[CallPot, ...]:
    """Give the pots that were typed: title, amount, course_ids of each row.

    :raises Problems: with everything that cannot be read, by the fields of its row
    """
    found: list[CallPot] = []
    problems: list[Problem] = []
    title_field = Text(max_length=LONGEST_TITLE, required=True, metadata={"label": "枠の名前"})
    amount_field = Yen(minimum=1, required=True, metadata={"label": "枠の金額"})
    for place, row in enumerate(rows):
        title, amount = str(row.get("title", "")), str(row.get("amount", ""))
        course_ids = tuple(row.get("course_ids", ()))
        if not (title.strip() or amount.strip() or course_ids):
            continue
        read: dict[str, object] = {"title": "", "amount": 0}
        for name, field, typed in (("title", title_field, title), ("amount", amount_field, amount)):
            try:
                read[name] = field.deserialize(typed, name, row)
            except ValidationError as wrong:
                messages = wrong.messages if isinstance(wrong.messages, list) else [str(wrong)]
                problems += [Problem(name, one, pot_field(name, place)) for one in messages]
        found.append(CallPot(str(read["title"]), int(str(read["amount"])), course_ids))
    if problems:
        raise Problems(problems)
    return tuple(found)
