"""The panel's 答申書 to the mayor: the list with amounts, conditions and remarks; nobody is named."""

from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.review.queries.recommendation import Recorded, RecordedLine
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.schemes.letters import LetterKind, fill
from koubo.schemes.rules import CallFacts, Scheme
from koubo.schemes.standard_letters import STANDARD_RECOMMENDATION

NO_PANEL = "審査する会の名前が制度ファイルに書かれていない"
PANEL = "審査会"
SIGNED_BY = "委員長　　　　　　　　　　"
"""The chair signs with their own hand: no paper of ours names a reviewer."""


def recommendation_paper(scheme: Scheme, call: CallFacts, recorded: Recorded) -> Statement:
    """Give the 答申書 of a recorded recommendation, in the words of the scheme file."""
    template = scheme.letters.get(LetterKind.RECOMMENDATION) or STANDARD_RECOMMENDATION
    panel = recorded.stage.panel
    named = panel.value if panel is not None else PANEL
    passed = [one for one in recorded.lines if one.conclusion is Conclusion.RECOMMENDED]
    values = {
        "scheme": scheme.title,
        "law": scheme.law.value,
        "fiscal_year": format_fiscal_year(call.fiscal_year),
        "call": call.title,
        "stage": recorded.stage.title,
        "panel": named,
        "concluded_on": format_date(recorded.concluded_on),
        "applications": f"{len(recorded.lines)}件",
        "recommended": f"{len(passed)}件",
        "amount": f"金{format_yen(recorded.recommended)}",
    }
    reasons = [template.form_number.to_confirm, panel.to_confirm if panel else NO_PANEL]
    if any("$law" in text or "${law}" in text for text in template.texts()):
        reasons.append(scheme.law.to_confirm)
    with_money = recorded.stage.allocates
    return Statement(
        title=fill(template.title, values),
        form_number=template.form_number.value,
        dated=recorded.concluded_on,
        addressee=(f"{scheme.city}長　様",),
        sender=(named, SIGNED_BY),
        opening=fill(template.opening, values),
        facts=tuple((label, fill(text, values)) for label, text in template.items),
        parts=(
            StatementPart(
                "審査の結果",
                tuple(fill(text, values) for text in template.paragraphs),
                facts=_sums(recorded, len(passed), with_money=with_money),
                table=_table(recorded, with_money=with_money),
            ),
            *_said(recorded),
            *([StatementPart("審査会の意見", (recorded.remarks,))] if recorded.remarks else []),
        ),
        contact=scheme.contact,
        to_confirm=tuple(dict.fromkeys(one for one in reasons if one)),
    )


def _sums(recorded: Recorded, passed: int, *, with_money: bool) -> tuple[tuple[str, str], ...]:
    sums = [("採択すべきもの", f"{passed}件")]
    if with_money:
        told = f"{format_yen(recorded.recommended)}（予算 {format_yen(recorded.budget)}）"
        sums.append(("答申額の合計", told))
    return tuple(sums)


def _table(recorded: Recorded, *, with_money: bool) -> StatementTable:
    columns = [("順位", True), ("事業", False), ("団体", False), ("結論", False)]
    widths = [7, 26, 20, 15]
    if with_money:
        columns += [("申請額", True), ("答申額", True)]
        widths += [14, 14]
    rows = tuple(_row(one, with_money=with_money) for one in recorded.lines)
    return StatementTable(tuple(columns), rows, tuple(widths))


def _row(line: RecordedLine, *, with_money: bool) -> tuple[str, ...]:
    rank = f"{line.rank}" if line.rank is not None else "―"
    row = (rank, line.project, line.organisation, CONCLUSION_NAMES[line.conclusion])
    if not with_money:
        return row
    amount = format_yen(line.amount) if line.amount else "―"
    return (*row, format_yen(line.requested), amount)


def _said(recorded: Recorded) -> list[StatementPart]:
    """Give conditions and remarks of each application that has any."""
    found = []
    for line in recorded.lines:
        facts = [
            (label, text)
            for label, text in (
                ("付ける条件", line.conditions),
                ("理由・意見", line.remarks),
                ("講評", line.comment),
            )
            if text
        ]
        if facts:
            found.append(
                StatementPart(f"{line.project}（{line.organisation}）", facts=tuple(facts))
            )
    return found
