"""A presentation day of the call under review: two talks, and nobody has come yet."""

from builders import AFTER, City
from koubo.review.days.actions.timetable import make_day
from koubo.review.days.models import PresentationSlot
from koubo.review.days.rules import Minutes
from koubo.review.days.schemas import DayInput

DAY_PAGES = """
    officer.presentation officer.edit_presentation officer.save_presentation
    officer.order_presentations officer.change_slot officer.add_presentation_pause
    officer.add_presentation_talks officer.tell_presentation officer.print_timetable
    officer.presentation_clock officer.presentation_clock_state officer.press_presentation_clock
    officer.presentation_attendance officer.note_presentation_attendance
    officer.mark_presentation_missed officer.presentation_cards officer.make_presentation_cards
    officer.revoke_presentation_card officer.presentation_progress officer.presentation_finish
    officer.note_presentation_remarks officer.note_presentation_signature
    officer.confirm_closing_presentation officer.close_presentation officer.presentation_minutes
"""
TABLET_PAGES = """
    tablet.card tablet.begin tablet.leave tablet.home tablet.save tablet.confirm tablet.hand_in
    tablet.papers tablet.file tablet.marks tablet.here tablet.declare tablet.record_declaration
    tablet.noticed tablet.record_conflict tablet.result tablet.sign
"""
"""Nobody has a card here; test_presentation_tablet opens some."""


def add_day(city: City, call_id: int, applications: list[int]) -> dict[str, int]:
    """Make the day; gives its id and that of its first place by name."""
    with city.uow(AFTER, "officer") as uow:
        day_id = make_day(
            uow,
            city.catalog,
            city.actor("officer", AFTER),
            call_id,
            "documents",
            typed=DayInput(AFTER.date(), AFTER, "会場", Minutes(10, 5, 2), 2),
            application_ids=applications,
        )
        slot = uow.session.query(PresentationSlot).filter_by(day_id=day_id, position=0).one()
        return {"presentation_day": day_id, "presentation_slot": slot.id}
