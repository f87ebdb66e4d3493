"""Where each printed field of a scheme's papers comes from, and what has no counterpart.

A field of a letter comes from what the applicant wrote into a form, from a record of the city, or
from the scheme file; one that was meant to come from a form which does not ask it is unmapped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Template

from koubo.schemes.amendment_form import form_of
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import ISSUED, LETTER_NAMES, LetterKind, LetterTemplate
from koubo.schemes.questions import Question
from koubo.schemes.rules import Scheme
from koubo.schemes.standard_letters import (
    STANDARD_LETTERS,
    STANDARD_RECEIPT,
    STANDARD_RECOMMENDATION,
    STANDARD_RESULT,
)


class Origin(StrEnum):
    """Where the text of a printed field stands."""

    FORM = "form"
    RECORD = "record"
    SCHEME = "scheme"
    FIXED = "fixed"


ORIGIN_NAMES: Mapping[Origin, str] = {
    Origin.FORM: "書類の項目",
    Origin.RECORD: "市の記録",
    Origin.SCHEME: "制度ファイル",
    Origin.FIXED: "決まった文",
}
QUESTIONS: Mapping[str, str] = {"project": "project_name", "requested": "budget"}
"""Placeholders that come from an answer: the id of its question, or the kind that it is of."""
RECORDS: Mapping[str, str] = {
    "organisation": "団体の情報の名称（書類を提出した日のもの）",
    "course": "応募のコース",
    "fiscal_year": "募集の事業年度（交付のあとは、その交付の年度）",
    "receipt_number": "応募の受付番号",
    "filed_on": "書類を受け付けた日",
    "amount": "決定した金額",
    "awarded": "交付決定額",
    "paid": "支払った額から返還された額を引いた額",
    "difference": "確定した額と支払った額の差",
    "reason": "決定の理由",
    "report_due": "事業年度の終わりと、制度ファイルの日数",
    "before": "変更・取消しの前の交付決定額",
    "granted_on": "交付決定通知書の日付",
    "grant_number": "交付決定通知書の文書番号",
    "repayment": "返還する額",
    "repayment_due": "返還の期限",
    "offered_until": "次点の団体が答える期限",
    "form": "受け付けた書類の名称",
    "received_on": "書類を受け付けた日",
    "outcome": "決定の結果",
    "issued_on": "施行日",
    "call": "募集の名称",
    "stage": "審査の段階",
    "panel": "審査会の名称",
    "concluded_on": "審査会の日",
    "applications": "審査した応募の件数",
    "recommended": "採択すべきとした件数",
}
"""Placeholders that come from what the city recorded."""
WORDED: Mapping[str, str] = {"scheme": "title（制度の名称）", "law": "law（要綱の名称）"}
"""Placeholders that come from the scheme file itself."""
ANSWERS: Mapping[LetterKind, FilingKind] = {
    LetterKind.GRANTED: FilingKind.GRANT_APPLICATION,
    LetterKind.GRANT_REFUSED: FilingKind.GRANT_APPLICATION,
    LetterKind.REVOKED: FilingKind.GRANT_APPLICATION,
    LetterKind.AMENDED: FilingKind.AMENDMENT,
    LetterKind.AMENDMENT_REFUSED: FilingKind.AMENDMENT,
    LetterKind.SETTLED: FilingKind.REPORT,
}
"""Which document a letter answers; the others answer the 企画提案書."""
ALWAYS = (
    ("文書番号", Origin.RECORD, "決裁のあとに記録した文書番号と枝番"),
    ("日付", Origin.RECORD, "施行日"),
    ("宛先の所在地・団体名", Origin.RECORD, "団体の情報（書類を提出した日のもの）"),
    ("宛先の代表者", Origin.RECORD, "団体の代表者（施行日の人）"),
    ("差出人", Origin.RECORD, "通知書に名前の載る職（施行日の人）"),
    ("公印", Origin.SCHEME, "seal"),
    ("条件（決定ごと）", Origin.RECORD, "決定に付けた条件"),
    ("問合せ先", Origin.SCHEME, "contact"),
)
"""What each letter bears at its own place, whatever its text says."""
LISTED: Mapping[LetterKind, tuple[tuple[str, str], ...]] = {
    LetterKind.RECEIPT: (
        ("受付番号", "receipt_number"),
        ("事業の名称", "project"),
        ("募集", "call"),
        ("コース", "course"),
        ("申請額", "requested"),
    ),
    LetterKind.RESULT: (
        ("受付番号", "receipt_number"),
        ("事業の名称", "project"),
        ("コース", "course"),
        ("結果", "outcome"),
        ("申請額", "requested"),
        ("内定額", "amount"),
    ),
}
"""What other papers list by themselves: the place, and the placeholder that says the same."""
OF_MONEY = ("requested", "amount")
"""Placeholders that a scheme without money has nothing to say of."""


@dataclass(frozen=True)
class TracedField:
    """One printed field with where it comes from."""

    place: str
    """Where on the paper: 表題, 本文, or the label below 記."""
    placeholder: str
    """Empty for what stands at its own place, and for a fixed text."""
    origin: Origin
    source: str
    lacking: str = ""
    """Why it has no form field although it should; empty where nothing is lacking."""


@dataclass(frozen=True)
class TracedPaper:
    """One paper of a scheme with all its printed fields."""

    kind: LetterKind
    title: str
    form_number: str
    is_standard: bool
    """Whether the file words none, so that our standard text is printed."""
    fields: tuple[TracedField, ...]


@dataclass(frozen=True)
class TracedQuestion:
    """One field of a form, with the papers of the city that print it."""

    label: str
    papers: tuple[str, ...]
    """Empty where it stands on its own printed form alone."""


@dataclass(frozen=True)
class TracedForm:
    """One form with all its fields."""

    title: str
    form_number: str
    questions: tuple[TracedQuestion, ...]


def traced_papers(scheme: Scheme) -> tuple[TracedPaper, ...]:
    """Give every paper that a scheme may issue; those about money only where it gives any."""
    return tuple(_paper(scheme, kind) for kind in LetterKind if _is_issued(scheme, kind))


def traced_forms(scheme: Scheme) -> tuple[TracedForm, ...]:
    """Give every form of a scheme with the papers that print what it asks."""
    printed: dict[tuple[FilingKind, str], dict[str, None]] = {}
    for paper in traced_papers(scheme):
        for one in paper.fields:
            if found := _question_of(scheme, paper.kind, one.placeholder):
                form, question = found
                printed.setdefault((form.kind, question.id), {})[paper.title] = None
    return tuple(
        TracedForm(
            form.title,
            form.form_number,
            tuple(
                TracedQuestion(
                    one.label,
                    (
                        *printed.get((form.kind, one.id), {}),
                        *((LETTER_NAMES[LetterKind.RECEIPT],) if one.kind == "files" else ()),
                    ),
                )
                for one in form.questions()
            ),
        )
        for form in scheme.forms.values()
    )


def _is_issued(scheme: Scheme, kind: LetterKind) -> bool:
    if kind in scheme.letters or kind not in ANSWERS:
        return True
    return scheme.gives_money


def _template(scheme: Scheme, kind: LetterKind) -> LetterTemplate | None:
    standard = {
        **STANDARD_LETTERS,
        LetterKind.RECEIPT: STANDARD_RECEIPT,
        LetterKind.RESULT: STANDARD_RESULT,
        LetterKind.RECOMMENDATION: STANDARD_RECOMMENDATION,
    }
    return scheme.letters.get(kind) or standard.get(kind)


def _paper(scheme: Scheme, kind: LetterKind) -> TracedPaper:
    template = _template(scheme, kind)
    if template is None:  # a scheme that has ended words no letter of money any more
        return TracedPaper(kind, LETTER_NAMES[kind], "", is_standard=True, fields=())
    always = (TracedField(place, "", origin, text) for place, origin, text in ALWAYS)
    listed = (
        _field(scheme, kind, place, name)
        for place, name in LISTED.get(kind, ())
        if scheme.gives_money or name not in OF_MONEY
    )
    return TracedPaper(
        kind,
        Template(template.title).safe_substitute(form="").strip("　"),
        template.form_number.value,
        is_standard=kind not in scheme.letters,
        fields=(*(always if kind in ISSUED else ()), *_fields(scheme, template), *listed),
    )


def _fields(scheme: Scheme, template: LetterTemplate) -> Iterator[TracedField]:
    places = [
        ("表題", template.title),
        ("本文", template.opening),
        *(("本文（続き）", text) for text in template.paragraphs),
        *template.items,
        *(("条件", text) for text in template.conditions),
    ]
    seen: set[tuple[str, str]] = set()
    for place, text in places:
        names = Template(text).get_identifiers() or [""]
        for name in names:
            if (place, name) not in seen:
                seen.add((place, name))
                yield _field(scheme, template.kind, place, name)
    if template.appeal:
        yield TracedField("教示", "", Origin.SCHEME, "appeal")


def _field(scheme: Scheme, kind: LetterKind, place: str, name: str) -> TracedField:
    if not name:
        return TracedField(place, "", Origin.FIXED, "通知書の文")
    if name in WORDED:
        return TracedField(place, name, Origin.SCHEME, WORDED[name])
    if name not in QUESTIONS:
        return TracedField(place, name, Origin.RECORD, RECORDS[name])
    if found := _question_of(scheme, kind, name):
        form, question = found
        return TracedField(place, name, Origin.FORM, f"{form.title}「{question.label}」")
    lacking = "この欄がどの書類にもありません"
    return TracedField(place, name, Origin.FORM, "―", lacking)


def _question_of(
    scheme: Scheme, kind: LetterKind, placeholder: str
) -> tuple[Form, Question] | None:
    """Give the form field of a placeholder: of the document that is answered, else the 企画提案書."""
    wanted = QUESTIONS.get(placeholder)
    if wanted is None:
        return None
    for filing in (ANSWERS.get(kind, FilingKind.PROPOSAL), FilingKind.PROPOSAL):
        if form := _form(scheme, filing):
            for one in form.questions():
                if wanted in (one.id, one.kind):
                    return form, one
    return None


def _form(scheme: Scheme, kind: FilingKind) -> Form | None:
    try:
        return form_of(scheme.forms, kind)
    except KeyError:
        return None
