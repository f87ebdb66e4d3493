"""The history of a case in words, oldest first, as its file prints it."""

from sqlalchemy.orm import Session

from koubo.lifecycle.case_history import history_of
from koubo_web.desks.officer.history_words.words import timeline_of


def history_of_case(session: Session, application_id: int) -> list[tuple[str, str]]:
    """Give when and what was done about an application, in words."""
    told = []
    for one in reversed(timeline_of(history_of(session, application_id))):
        who = f"（{one['who']}）" if one["who"] else ""
        text = f"\n{one['text']}" if one["text"] else ""
        told.append((one["when"], f"{one['title']}{who}{text}"))
    return told
