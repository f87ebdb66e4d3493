"""Letter templates of a scheme: data with checked placeholders, never code."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Template

from koubo.papers.letters import Seal
from koubo.schemes.figures import Figure


class LetterKind(StrEnum):
    """The official letters of a scheme."""

    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    INELIGIBLE = "ineligible"
    GRANTED = "granted"
    SETTLED = "settled"
    RUNNER_UP = "runner_up"
    GRANT_REFUSED = "grant_refused"
    AMENDED = "amended"
    AMENDMENT_REFUSED = "amendment_refused"
    REVOKED = "revoked"
    RECOMMENDATION = "recommendation"
    """The panel's 答申書 to the mayor; no letter to an applicant."""


ISSUED = tuple(one for one in LetterKind if one is not LetterKind.RECOMMENDATION)
"""The city's letters to applicants."""

NEEDED = (
    LetterKind.SELECTED,
    LetterKind.NOT_SELECTED,
    LetterKind.INELIGIBLE,
    LetterKind.GRANTED,
    LetterKind.SETTLED,
)
"""Those that a scheme with money has to word itself; the others have a standard text."""

PLACEHOLDERS: Mapping[str, str] = {
    "organisation": "団体名",
    "project": "事業の名称",
    "scheme": "制度の名称",
    "course": "コースの名称",
    "law": "要綱の名称",
    "fiscal_year": "事業年度（令和○年度）",
    "receipt_number": "受付番号",
    "filed_on": "提出日",
    "amount": "金額（金○○円）",
    "requested": "申請額（金○○円）",
    "awarded": "交付決定額（金○○円）",
    "paid": "概算払済額（金○○円）",
    "difference": "差引の説明（追加で支払う額・返還する額）",
    "reason": "理由",
    "report_due": "実績報告の期限",
    "before": "変更前の交付決定額（金○○円）",
    "granted_on": "交付決定の日",
    "grant_number": "交付決定の文書番号",
    "repayment": "返還する額（金○○円）",
    "repayment_due": "返還の期限",
    "offered_until": "次点の団体が答える期限",
}
IN_RECOMMENDATION: Mapping[str, str] = {
    "scheme": "制度の名称",
    "law": "要綱の名称",
    "fiscal_year": "事業年度（令和○年度）",
    "call": "募集の名称",
    "stage": "審査の段階の名称",
    "panel": "審査会の名称",
    "concluded_on": "審査会の日",
    "applications": "審査した応募の件数",
    "recommended": "採択すべきとした件数",
    "amount": "答申額の合計（金○○円）",
}
PLACEHOLDERS_OF: Mapping[LetterKind, Mapping[str, str]] = {
    **dict.fromkeys(ISSUED, PLACEHOLDERS),
    LetterKind.RECOMMENDATION: IN_RECOMMENDATION,
}
"""What may be filled into each kind of letter."""


NO_SEAL = Figure(Seal.OMITTED)


@dataclass(frozen=True)
class LetterTemplate:
    """One kind of letter in the city's words; ``$amount`` and the like are filled in."""

    kind: LetterKind
    title: str
    form_number: Figure[str]
    opening: str
    items: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    conditions: tuple[str, ...]
    appeal: bool
    """Whether the letter carries the scheme's 教示."""
    seal: Figure[Seal] = NO_SEAL
    """How the letter is made the city's own."""

    def texts(self) -> tuple[str, ...]:
        """Give every text in which placeholders may stand."""
        return (
            self.title,
            self.opening,
            *(text for _, text in self.items),
            *self.paragraphs,
            *self.conditions,
        )


def unknown_placeholders(text: str, known: Mapping[str, str] = PLACEHOLDERS) -> list[str]:
    """Give what stands in a text as a placeholder but is none."""
    template = Template(text)
    if not template.is_valid():
        return ["$"]
    return [name for name in template.get_identifiers() if name not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put plain strings into a text that was checked when its scheme file was read."""
    return Template(text).substitute(values)
