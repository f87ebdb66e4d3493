"""The consents of those who join an application: where one stands, and what is lacking."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from koubo.calendar import JST
from koubo.problems import Problem
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.forms import Form
from koubo.schemes.questions import PartnerConsent, Question


class ConsentState(StrEnum):
    """What an organisation said."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


CONSENT_NAMES: Mapping[ConsentState, str] = {
    ConsentState.ASKED: "返事待ち",
    ConsentState.AGREED: "同意",
    ConsentState.REFUSED: "同意しない",
}
NOT_ASKED = "まだお願いしていません"


@dataclass(frozen=True)
class ConsentFacts:
    """What one organisation said, and who said it how."""

    group: GroupFacts
    state: ConsentState | None
    """None: nobody has asked it yet."""
    address: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    answered_title: str = ""
    attachment_id: int | None = None

    @property
    def name(self) -> str:
        """Say where it stands."""
        return CONSENT_NAMES[self.state] if self.state else NOT_ASKED

    def as_note(self) -> dict[str, Any]:
        """Give it as a snapshot keeps it."""
        answered_at = self.answered_at.astimezone(JST).isoformat() if self.answered_at else None
        return {
            "name": self.group.name,
            "role": self.group.role,
            "state": self.state.value if self.state else None,
            "answered_at": answered_at,
            "answered_by": self.answered_by,
            "answered_title": self.answered_title,
            "attachment": self.attachment_id,
        }


def consent_question(form: Form) -> Question | None:
    """Give the question whose organisations are asked to agree; None where nobody is."""
    return next((one for one in form.questions() if one.consent is not None), None)


def consent_problems(question: Question, consents: Iterable[ConsentFacts]) -> Iterator[Problem]:
    """Say whose agreement is lacking, where the scheme needs it."""
    if question.consent is not PartnerConsent.REQUIRED:
        return
    for one in consents:
        if one.state is ConsentState.REFUSED:
            yield Problem(
                "consent_refused",
                f"「{one.group.name}」は、この応募への参加に同意しませんでした。"
                "一緒に行う団体から外すか、話し合ってもう一度お願いしてください。",
                question.id,
            )
        elif one.state is not ConsentState.AGREED:
            yield Problem(
                "consent_missing",
                f"「{one.group.name}」の同意がまだありません（{one.name}）。"
                "「一緒に行う団体の同意」のページから、同意をお願いしてください。",
                question.id,
            )
