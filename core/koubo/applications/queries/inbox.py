"""The officers' inbox: what waits for whom, counted by call; and what a search looks at."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing, StaffFindingRow
from koubo.applications.policy import REVIEWED_STATES, visible_to_staff
from koubo.applications.rules import ApplicationState, CorrectionState
from koubo.people.models import Organisation
from koubo.people.names import name_key, search_words
from koubo.people.rules import Actor
from koubo.schemes.forms import FilingKind


class Waits(StrEnum):
    """What an application waits for; each has exactly one, so that the counts add up."""

    NEW = "new"
    CHECKING = "checking"
    ASKED = "asked"
    OVERDUE = "overdue"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    DECLARED = "declared"


WAITS_NAMES: Mapping[Waits, str] = {
    Waits.NEW: "新しく届いた",
    Waits.CHECKING: "確認中",
    Waits.ASKED: "補正の返事待ち",
    Waits.OVERDUE: "補正の期限切れ",
    Waits.RETURNED: "補正が届いた",
    Waits.ACCEPTED: "受理済み",
    Waits.INELIGIBLE: "要件不適合",
    Waits.WITHDRAWN: "取下げ",
    Waits.DECLARED: "参加表明のみ",
}
WAITS_MEANINGS: Mapping[Waits, str] = {
    Waits.NEW: "まだだれも要件を確かめていません",
    Waits.CHECKING: "職員が一部の要件を確かめました",
    Waits.ASKED: "団体の補正を待っています",
    Waits.OVERDUE: "補正の期限を過ぎても届いていません",
    Waits.RETURNED: "補正が届き、まだ確かめていません",
    Waits.ACCEPTED: "受理しました（審査と採否の決定の後も含みます）",
    Waits.INELIGIBLE: "要件不適合と判断しました",
    Waits.WITHDRAWN: "団体が取り下げました",
    Waits.DECLARED: "参加表明書だけが届いています",
}


def waiting_for(today: date) -> ColumnElement[str]:
    """Give what an application waits for, as SQL; for what came in only."""
    answered = _of_corrections(func.max(Correction.answered_at))
    due = _of_corrections(func.max(Correction.due_on), Correction.state == CorrectionState.ASKED)
    looked = (
        select(func.max(StaffFindingRow.found_at))
        .where(StaffFindingRow.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    state = Application.state
    filed = state == ApplicationState.FILED
    in_correction = state == ApplicationState.IN_CORRECTION
    return case(
        (state.in_(REVIEWED_STATES), Waits.ACCEPTED.value),
        (state == ApplicationState.INELIGIBLE, Waits.INELIGIBLE.value),
        (state == ApplicationState.WITHDRAWN, Waits.WITHDRAWN.value),
        (state == ApplicationState.DRAFT, Waits.DECLARED.value),
        (and_(in_correction, due < today), Waits.OVERDUE.value),
        (in_correction, Waits.ASKED.value),
        (
            and_(filed, answered.is_not(None), or_(looked.is_(None), looked < answered)),
            Waits.RETURNED.value,
        ),
        (looked.is_not(None), Waits.CHECKING.value),
        else_=Waits.NEW.value,
    )


def _of_corrections(what: ColumnElement[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Give something of the requests about an application's proposal."""
    return (
        select(what)
        .select_from(Correction)
        .join(Filing, Filing.id == Correction.filing_id)
        .where(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL, *where)
        .correlate(Application)
        .scalar_subquery()
    )


def inbox_counts(
    session: Session, actor: Actor, call_ids: Collection[int], today: date
) -> dict[int, dict[Waits, int]]:
    """Count what came in for calls, by what it waits for; one statement."""
    found = (
        select(Application.call_id, waiting_for(today).label("waits"))
        .where(
            Application.call_id.in_(call_ids),
            Application.receipt_number.is_not(None),
            visible_to_staff(actor),
        )
        .subquery()
    )
    rows = session.execute(
        select(found.c.call_id, found.c.waits, func.count()).group_by(
            found.c.call_id, found.c.waits
        )
    )
    counts: dict[int, dict[Waits, int]] = {one: {} for one in call_ids}
    for call_id, waits, count in rows:
        counts[call_id][Waits(waits)] = count
    return counts


def bears(text: str) -> ColumnElement[bool]:
    """Give the clause that an application, joined with its organisation, bears every word of a text.

    全角 and 半角, capitals, カタカナ and ひらがな are the same, ㈱ is 株式会社; each word may be a part
    of the number or of a name, and of an organisation's name without regard to its legal form.
    """
    words = search_words(text)
    return and_(*(_bears_word(one) for one in words)) if words else false()


def _bears_word(word: str) -> ColumnElement[bool]:
    found = [
        Application.search_key.contains(word, autoescape=True),
        Organisation.search_key.contains(word, autoescape=True),
    ]
    bare = name_key(word)
    if bare and bare != word:
        found.append(Organisation.name_key.contains(bare, autoescape=True))
    return or_(*found)
