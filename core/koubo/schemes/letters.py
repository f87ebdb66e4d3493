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
    RECEIPT = "receipt"
    """The 受付票 of what was handed in."""
    RESULT = "result"
    """審査結果のお知らせ: the result in plain words, beside the letter."""
    RECOMMENDATION = "recommendation"
    """The panel's 答申書 to the mayor; no letter to an applicant."""


LETTER_NAMES: Mapping[LetterKind, str] = {
    LetterKind.SELECTED: "採択の通知",
    LetterKind.NOT_SELECTED: "不採択の通知",
    LetterKind.INELIGIBLE: "応募の要件を満たさないという通知",
    LetterKind.GRANTED: "交付決定の通知",
    LetterKind.SETTLED: "額の確定の通知",
    LetterKind.RUNNER_UP: "次点の通知",
    LetterKind.GRANT_REFUSED: "不交付決定の通知",
    LetterKind.AMENDED: "変更承認の通知",
    LetterKind.AMENDMENT_REFUSED: "変更不承認の通知",
    LetterKind.REVOKED: "取消しと返還命令の通知",
    LetterKind.RECEIPT: "受付票",
    LetterKind.RESULT: "審査結果のお知らせ",
    LetterKind.RECOMMENDATION: "審査会の答申書（市長あて）",
}

NO_NOTICES = (LetterKind.RECEIPT, LetterKind.RESULT, LetterKind.RECOMMENDATION)
"""Papers that are no letter of a decision: without 文書番号 of their own, never sealed."""
ISSUED = tuple(one for one in LetterKind if one not in NO_NOTICES)
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
IN_RECEIPT: Mapping[str, str] = {
    "form": "受け付けた書類の名称",
    "scheme": "制度の名称",
    "course": "コースの名称",
    "call": "募集の名称",
    "fiscal_year": "事業年度（令和○年度）",
    "organisation": "団体名",
    "project": "事業の名称",
    "receipt_number": "受付番号",
    "received_on": "受け付けた日",
}
IN_RESULT: Mapping[str, str] = {
    "scheme": "制度の名称",
    "course": "コースの名称",
    "organisation": "団体名",
    "project": "事業の名称",
    "receipt_number": "受付番号",
    "outcome": "結果（採択・次点・不採択など）",
    "issued_on": "施行日",
}
PLACEHOLDERS_OF: Mapping[LetterKind, Mapping[str, str]] = {
    **dict.fromkeys(ISSUED, PLACEHOLDERS),
    LetterKind.RECEIPT: IN_RECEIPT,
    LetterKind.RESULT: IN_RESULT,
    LetterKind.RECOMMENDATION: IN_RECOMMENDATION,
}
"""What may be filled into each kind of letter."""


NO_SEAL = Figure(
    Seal.OMITTED,
    to_confirm="公印を押すかどうかが制度ファイルに書かれていないため、公印省略としている",
)
"""What holds for a letter whose file says nothing of the seal."""
SEAL_NAMES = {
    Seal.SEALED: "公印を押す",
    Seal.OMITTED: "公印省略",
    Seal.ELECTRONIC: "電子署名",
}


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
