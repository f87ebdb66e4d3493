"""Letter templates of a scheme: data with checked placeholders, never code."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Template

from koubo.schemes.figures import Figure


class LetterKind(StrEnum):
    """The official letters of the spine."""

    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    INELIGIBLE = "ineligible"
    GRANTED = "granted"
    SETTLED = "settled"
    RECOMMENDATION = "recommendation"
    """The panel's 答申書 to the mayor; no letter to an applicant."""


ISSUED = tuple(one for one in LetterKind if one is not LetterKind.RECOMMENDATION)
"""The city's letters to applicants."""

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

    def texts(self) -> tuple[str, ...]:
        """Give every text in which placeholders may stand."""
        return (
            self.title,
            self.opening,
            *(text for _, text in self.items),
            *self.paragraphs,
            *self.conditions,
        )


def _standard(kind: LetterKind, title: str, ending: str, *, reason: bool) -> LetterTemplate:
    items = (("受付番号", "$receipt_number"), ("名称", "$project"), ("コース", "$course"))
    return LetterTemplate(
        kind=kind,
        title=title,
        form_number=Figure("様式第　号", to_confirm=NOT_WRITTEN),
        opening=f"${{filed_on}}に提出のあった下記の応募について、{ending}決定したので通知します。",
        items=(*items, ("理由", "$reason")) if reason else items,
        paragraphs=(),
        conditions=(),
        appeal=False,
    )


STANDARD_RECOMMENDATION = LetterTemplate(
    kind=LetterKind.RECOMMENDATION,
    title="答申書",
    form_number=Figure("", to_confirm="答申書の様式と文が制度ファイルに書かれていない"),
    opening="${concluded_on}に行った「${call}」の${stage}の結果を、次のとおり答申します。",
    items=(("制度", "$scheme"), ("事業年度", "$fiscal_year"), ("審査した応募", "$applications")),
    paragraphs=(),
    conditions=(),
    appeal=False,
)
"""What a 答申書 says where the scheme file does not word one."""
NOT_WRITTEN = "通知書の文が制度ファイルに書かれていないため、標準の文を使っている"
STANDARD_LETTERS: Mapping[LetterKind, LetterTemplate] = {
    one.kind: one
    for one in (
        _standard(LetterKind.SELECTED, "結果通知書（採択）", "採択することに", reason=False),
        _standard(LetterKind.NOT_SELECTED, "結果通知書（不採択）", "採択しないことに", reason=True),
        _standard(
            LetterKind.INELIGIBLE,
            "要件不適合通知書",
            "応募の要件を満たさないため、対象としないことに",
            reason=True,
        ),
    )
}
"""What a scheme without money says where its file words no letters; with money it has to."""


def unknown_placeholders(text: str, known: Mapping[str, str] = PLACEHOLDERS) -> list[str]:
    """Give what stands in a text as a placeholder but is none."""
    template = Template(text)
    if not template.is_valid():
        return ["$"]
    return [name for name in template.get_identifiers() if name not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put plain strings into a text that was checked when its scheme file was read."""
    return Template(text).substitute(values)
