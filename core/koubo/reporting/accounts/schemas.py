"""What judges an entry of the account as somebody typed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.award.schemas import load_or_say
from koubo.fields import Date, Text, Yen
from koubo.problems import Problem, Problems
from koubo.reporting.accounts.rules import AccountLine, Side

NAME_LENGTH = 100
WHAT_LENGTH = 400
CHOOSE = "「どの予算から」を一覧の中から選んでください。"
WHOSE = "「領収書の宛名」は、団体の名前か、ほかの名前かを選んでください。"
AHEAD = "「支払った日」は、今日までの日を入力してください。まだ払っていないものは書けません。"


@dataclass(frozen=True, kw_only=True)
class Booking:
    """An entry that was understood (円)."""

    side: Side
    category: str
    line: str
    paid_on: date
    payee: str
    addressee: str
    what: str
    amount: int


class _EntrySchema(Schema):
    class Meta:
        """Leave out what is not declared."""

        unknown = EXCLUDE

    amount = Yen(minimum=1, required=True, metadata={"label": "金額"})
    paid_on = Date(required=True, metadata={"label": "支払った日"})
    payee = Text(
        required=True, single_line=True, max_length=NAME_LENGTH, metadata={"label": "支払先"}
    )
    addressee = Text(
        single_line=True, max_length=NAME_LENGTH, load_default="", metadata={"label": "宛名"}
    )
    what = Text(max_length=WHAT_LENGTH, load_default="", metadata={"label": "内訳"})


def read_booking(raw: Mapping[str, Any], choices: Sequence[AccountLine], *, today: date) -> Booking:
    """Give an entry from the texts of its form; all Problems at once, by field.

    :param choices: the lines that the form offered
    :param today: the last day (JST) on which anything can have been paid
    """
    problems: list[Problem] = []
    typed: dict[str, Any] = {}
    try:
        typed = load_or_say(_EntrySchema(), raw)
    except Problems as found:
        problems += found.problems
    line = next((one for one in choices if choice_value(one) == raw.get("line")), None)
    if line is None:
        problems.append(Problem("line", CHOOSE, "line"))
    if raw.get("whose") == "" and (line is None or line.side is Side.EXPENSE):
        problems.append(Problem("whose", WHOSE, "whose"))
    if typed and typed["paid_on"] > today:
        problems.append(Problem("paid_ahead", AHEAD, "paid_on"))
    if line is None or problems:
        raise Problems(problems)
    return Booking(side=line.side, category=line.category, line=line.line, **typed)


def choice_value(line: AccountLine) -> str:
    """Give the text that stands for a line in a form: the line itself, not its place."""
    return f"{line.side.value}/{line.category}/{line.line}"
