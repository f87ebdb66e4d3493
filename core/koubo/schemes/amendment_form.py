"""The 変更承認申請書 where a scheme declares none: the 交付申請書 again, with the reason first."""

from collections.abc import Mapping
from dataclasses import replace

from koubo.schemes.forms import FILING_NAMES, FilingKind, Form, Section
from koubo.schemes.questions import Question

CHANGE_REASON = "change_reason"
"""The question that every derived form begins with; a scheme's own form may ask it too."""
REASON = Section(
    id="change",
    title="変更の理由",
    intro="次のページからは、いまの計画がそのまま入っています。変わるところだけを直してください。",
    questions=(
        Question(
            id=CHANGE_REASON,
            kind="text",
            label="変更の理由",
            support="何が、なぜ変わるのかを書いてください。",
            example="会場が使えなくなったため、公民館に変えます。",
            max_length=800,
        ),
    ),
)


def form_of(forms: Mapping[FilingKind, Form], kind: FilingKind) -> Form:
    """Give a scheme's form of a kind; KeyError where it has none, nor one to make it of."""
    if kind is FilingKind.AMENDMENT and kind not in forms:
        return amendment_form(forms[plan_kind(forms)])
    return forms[kind]


def plan_kind(forms: Mapping[FilingKind, Form]) -> FilingKind:
    """Give which document holds the plan that money is granted for."""
    if FilingKind.GRANT_APPLICATION in forms:
        return FilingKind.GRANT_APPLICATION
    return FilingKind.PROPOSAL


def amendment_form(plan: Form) -> Form:
    """Give the form of a change of a plan: the reason, then every question of the plan.

    What was attached to the plan need not be attached again.

    :param plan: the 交付申請書, or the 企画提案書 where that doubles as one
    """
    sections = tuple(
        replace(
            section,
            intro="",
            questions=tuple(
                replace(one, required=False) if one.kind == "files" else one
                for one in section.questions
                if one.id != CHANGE_REASON
            ),
        )
        for section in plan.sections
    )
    taken = {one.id for one in sections}
    first = replace(REASON, id="change_reason") if REASON.id in taken else REASON
    return Form(
        kind=FilingKind.AMENDMENT,
        title=FILING_NAMES[FilingKind.AMENDMENT],
        form_number="",
        sections=(first, *sections),
        prefill=True,
    )
