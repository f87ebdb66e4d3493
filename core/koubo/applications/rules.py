"""States of an application and of a filing, and the frozen values their hooks get."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from koubo.schemes.budget import Budget
from koubo.schemes.forms import FilingKind, Form
from koubo.states import Steps


class ApplicationState(StrEnum):
    """Where an application is; what follows a selection is its awards' business."""

    DRAFT = "draft"
    FILED = "filed"
    IN_CORRECTION = "in_correction"
    ACCEPTED = "accepted"
    INELIGIBLE = "ineligible"
    SELECTED = "selected"
    RUNNER_UP = "runner_up"
    NOT_SELECTED = "not_selected"
    WITHDRAWN = "withdrawn"


APPLICATION_STEPS = Steps(
    "application",
    "応募",
    {
        ApplicationState.DRAFT: "下書き",
        ApplicationState.FILED: "提出済み",
        ApplicationState.IN_CORRECTION: "補正中",
        ApplicationState.ACCEPTED: "受理",
        ApplicationState.INELIGIBLE: "要件不適合",
        ApplicationState.SELECTED: "採択",
        ApplicationState.RUNNER_UP: "次点",
        ApplicationState.NOT_SELECTED: "不採択",
        ApplicationState.WITHDRAWN: "取下げ",
    },
    {
        ApplicationState.DRAFT: frozenset({ApplicationState.FILED, ApplicationState.WITHDRAWN}),
        ApplicationState.FILED: frozenset(
            {
                ApplicationState.IN_CORRECTION,
                ApplicationState.ACCEPTED,
                ApplicationState.INELIGIBLE,
                ApplicationState.WITHDRAWN,
            }
        ),
        ApplicationState.IN_CORRECTION: frozenset(
            {
                ApplicationState.FILED,
                ApplicationState.INELIGIBLE,
                ApplicationState.WITHDRAWN,
            }
        ),
        ApplicationState.ACCEPTED: frozenset(
            {
                ApplicationState.SELECTED,
                ApplicationState.RUNNER_UP,
                ApplicationState.NOT_SELECTED,
                ApplicationState.WITHDRAWN,
            }
        ),
        ApplicationState.RUNNER_UP: frozenset(
            {
                ApplicationState.SELECTED,
                ApplicationState.NOT_SELECTED,
                ApplicationState.WITHDRAWN,
            }
        ),
    },
)


class FilingState(StrEnum):
    """Where one document is."""

    DRAFT = "draft"
    FILED = "filed"
    IN_CORRECTION = "in_correction"
    ACCEPTED = "accepted"


FILING_STEPS = Steps(
    "filing",
    "提出物",
    {
        FilingState.DRAFT: "下書き",
        FilingState.FILED: "提出済み",
        FilingState.IN_CORRECTION: "補正中",
        FilingState.ACCEPTED: "受理",
    },
    {
        FilingState.DRAFT: frozenset({FilingState.FILED}),
        FilingState.FILED: frozenset({FilingState.IN_CORRECTION, FilingState.ACCEPTED}),
        FilingState.IN_CORRECTION: frozenset({FilingState.FILED}),
    },
)


class Channel(StrEnum):
    """How what a snapshot holds came in."""

    WEB = "web"
    PAPER = "paper"
    OFFICE = "office"
    """An officer mended it with the applicant's consent (職権訂正)."""


CHANNEL_NAMES = {
    Channel.WEB: "ウェブで提出",
    Channel.PAPER: "紙で提出",
    Channel.OFFICE: "職権で訂正",
}


class CorrectionState(StrEnum):
    """Where a request for correction is."""

    ASKED = "asked"
    ANSWERED = "answered"


CORRECTION_STEPS = Steps(
    "correction",
    "補正の依頼",
    {CorrectionState.ASKED: "依頼中", CorrectionState.ANSWERED: "補正済み"},
    {CorrectionState.ASKED: frozenset({CorrectionState.ANSWERED})},
)


def budget_of(form: Form, answers: Mapping[str, Any]) -> Budget:
    """Give the budget among the answers; an empty one where the form has none."""
    question = form.of_kind("budget")
    found = answers.get(question.id) if question else None
    return found if isinstance(found, Budget) else Budget()


@dataclass(frozen=True)
class FilingCase:
    """A filing as its rules see it: typed answers, no database and no clock."""

    kind: FilingKind
    form: Form
    answers: Mapping[str, Any]
    filed_at: datetime
    fiscal_year: int
    """事業年度 of the call, in which the project takes place."""
    adopted: int | None = None
    """内定額 (円) that a 交付申請書 has to stay within; None where nothing bounds it."""

    @property
    def budget(self) -> Budget:
        """Give the form's budget; an empty one where it was not filled in."""
        return budget_of(self.form, self.answers)
