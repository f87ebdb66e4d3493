"""The texts of a conclusion's form: what was sent, what was kept, and where two of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from koubo.calendar import day_in_japan
from koubo.money import parse_yen
from koubo.review.conclusions import (
    LINE_PARTS,
    ConclusionLine,
    given_by_course,
    line_field,
    texts_of,
)
from koubo.review.queries.board import Board
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo_web.forms.filing_form import NUL, REPLACED
from koubo_web.requests import now

DAY = "concluded_on"
DAY_BOXES = ("year", "month", "day")
PART_NAMES: Mapping[str, str] = {
    "conclusion": "結論",
    "amount": "答申額",
    "conditions": "付ける条件",
    "remarks": "理由・意見",
    "comment": "講評",
}
ALONE: Mapping[str, str] = {
    f"{DAY}-year": "審査会の日（年）",
    f"{DAY}-month": "審査会の日（月）",
    f"{DAY}-day": "審査会の日（日）",
    "remarks": "審査会全体の意見",
}


@dataclass(frozen=True)
class BothTexts:
    """One field that two officers wrote differently."""

    label: str
    theirs: str
    mine: str


def fields_of(board: Board) -> list[str]:
    """Give the names of all fields of the form."""
    lines = [line_field(part, row.application.id) for row in board.rows for part in LINE_PARTS]
    return [*ALONE, *lines]


def typed_in(board: Board) -> dict[str, str]:
    """Give what was sent for the fields of this form, and nothing else."""
    return {
        name: request.form.get(name, "").replace(NUL, REPLACED).replace("\r\n", "\n")
        for name in fields_of(board)
    }


def day_boxes(typed: Mapping[str, str]) -> dict[str, str]:
    """Give the day of the panel as its three boxes."""
    return {box: typed.get(f"{DAY}-{box}", "") for box in DAY_BOXES}


def proposed_texts(board: Board) -> dict[str, str]:
    """Give the form's texts as the computed selection fills them in."""
    lines = [
        ConclusionLine(one.application_id, one.conclusion, one.amount) for one in board.proposals()
    ]
    return texts_of(day_in_japan(now()), "", lines)


def moved_since(kept: Mapping[str, str], board: Board) -> dict[int, str]:
    """Say, by application, what the computed selection proposed when a draft was kept.

    Only of those for which it proposes something else now.
    """
    current = proposed_texts(board)
    found = {}
    for row in board.rows:
        names = [line_field(part, row.application.id) for part in ("conclusion", "amount")]
        if kept and any(kept.get(name, "") != current[name] for name in names):
            conclusion, amount = (kept.get(name, "") for name in names)
            money = f"　{amount}円" if amount else ""
            found[row.application.id] = (
                f"{_conclusion(conclusion)}{money}" if conclusion else "なし"
            )
    return found


def differing(
    board: Board, theirs: Mapping[str, str], mine: Mapping[str, str]
) -> tuple[BothTexts, ...]:
    """Give every field in which two texts differ, in the order of the form."""
    labels = dict(ALONE)
    for row in board.rows:
        for part in LINE_PARTS:
            name = line_field(part, row.application.id)
            labels[name] = f"「{row.application.project}」の{PART_NAMES[part]}"
    return tuple(
        BothTexts(label, _told(name, theirs.get(name, "")), _told(name, mine.get(name, "")))
        for name, label in labels.items()
        if _same(name, theirs.get(name, "")) != _same(name, mine.get(name, ""))
    )


def recommended_sums(typed: Mapping[str, str], courses: Mapping[int, str]) -> dict[str, int]:
    """Give the sum of what is recommended by course, of the amounts that can be read (円).

    :param courses: the course's id of each application
    """
    lines = []
    for number in courses:
        if typed.get(line_field("conclusion", number)) == Conclusion.RECOMMENDED:
            try:
                amount = parse_yen(typed.get(line_field("amount", number), "") or "0")
            except ValueError:
                continue
            lines.append(ConclusionLine(number, Conclusion.RECOMMENDED, amount))
    return given_by_course(lines, courses)


def _same(name: str, text: str) -> str:
    """Give a text so that two ways of writing the same are equal."""
    plain = text.replace("\r\n", "\n").strip()
    return plain.replace(",", "") if name.startswith("amount-") else plain


def _told(name: str, text: str) -> str:
    told = _conclusion(text) if name.startswith("conclusion-") else text.strip()
    return told or "（空欄）"


def _conclusion(value: str) -> str:
    return CONCLUSION_NAMES[Conclusion(value)] if value in set(Conclusion) else value
