"""How the pots of a call are told, to officers and to everybody."""

from collections.abc import Sequence

from koubo.money import format_yen
from koubo.schemes.pots import SHARED_POT, CallPot, shared_amount
from koubo.schemes.rules import Scheme


def pot_lines(pots: Sequence[CallPot], scheme: Scheme, budget: int) -> list[str]:
    """Give a line for each pot, and one for what is left for all; none where none are set."""
    if not pots:
        return []
    titles = {one.id: one.title for one in scheme.courses}
    lines = [
        f"{one.title} {format_yen(one.amount)}"
        f"（{'、'.join(titles.get(course, course) for course in one.course_ids)}）"
        for one in pots
    ]
    if rest := shared_amount(budget, pots):
        lines.append(f"{SHARED_POT} {format_yen(rest)}（すべてのコース）")
    return lines
