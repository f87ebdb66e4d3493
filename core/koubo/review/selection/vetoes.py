"""Vetoes: whom a majority's low marks throw out, whatever the total."""

from collections.abc import Iterator

from koubo.money import Line
from koubo.review.selection.tally import Item, Tally
from koubo.review.selection.values import CellState
from koubo.schemes.review_words import Veto


def vetoed_by(one: Tally) -> str:
    """Give the title of the first criterion that throws the application out; empty if none does."""
    for veto, item in _vetoes(one):
        low, judges = _low(veto, item)
        if low > veto.more_than * judges:
            return item.criterion.title
    return ""


def veto_lines(one: Tally) -> Iterator[Line]:
    """Tell every veto, whether it throws the application out or not."""
    note = one.rule.vetoes.to_confirm
    for veto, item in _vetoes(one):
        low, judges = _low(veto, item)
        thrown_out = low > veto.more_than * judges
        told = "合計点にかかわらず不採択" if thrown_out else "あてはまらない"
        text = (
            f"{item.criterion.title}が{veto.at_most}点以下の委員 {judges}人中{low}人"
            f"（{veto.more_than} を超えると不採択）→ {told}"
        )
        yield Line(text, note)


def _vetoes(one: Tally) -> Iterator[tuple[Veto, Item]]:
    """Give the vetoes on criteria of the stage; one that is written twice stands once."""
    for veto in dict.fromkeys(one.rule.vetoes.value):
        for item in one.items:
            if item.criterion.id == veto.criterion:
                yield veto, item


def _low(veto: Veto, item: Item) -> tuple[int, int]:
    """Give how many gave so few points, of how many.

    Who abstained or marked nothing sat there and counts, who found it not applicable does not;
    what such a cell counts as in the total makes nobody a reviewer who gave few points.
    """
    judges = sum(cell.state is not CellState.NOT_APPLICABLE for cell in item.cells)
    low = sum(cell.points is not None and cell.points <= veto.at_most for cell in item.cells)
    return low, judges
