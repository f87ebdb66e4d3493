"""What a change of a granted plan needs, shown where it is about to be handed in."""

from dataclasses import dataclass

from koubo.applications.models import Filing
from koubo.award.amendments.actions.amending import check_change
from koubo.money import Working, format_yen
from koubo.schemes.change_words import CHANGE_NAMES, Need
from koubo.schemes.forms import FilingKind
from koubo_web.desks.amendment_view import NEED_TOLD, SideBySide, side_by_side
from koubo_web.requests import actor, site, unit_of_work


@dataclass(frozen=True)
class AmendmentOnCheck:
    """What the page before handing in says of a change."""

    need: tuple[str, str, str]
    working: Working
    award: str
    compared: SideBySide


def amendment_on_check(filing: Filing) -> AmendmentOnCheck | None:
    """Give what a change needs and comes to; None for other documents and unreadable plans."""
    if filing.kind is not FilingKind.AMENDMENT:
        return None
    found = check_change(unit_of_work(), site().catalog, actor(), filing.id)
    terms = found.terms
    if terms is None or not terms.changes:
        return None
    kind, heading, text = NEED_TOLD[terms.needed.need]
    if terms.needed.need is not Need.NOTHING:
        names = dict.fromkeys(CHANGE_NAMES[one.kind] for one in terms.changes)
        heading = f"{heading}：{'、'.join(names)}"
    return AmendmentOnCheck(
        need=(kind, heading, text),
        working=terms.working,
        award=f"交付決定額 {format_yen(terms.before)} → {format_yen(terms.after)}",
        compared=side_by_side(terms.plan, found.check.asked.form, found.check.reading.answers),
    )
