"""審査結果のお知らせ: the result in plain words, beside the official letter."""

from collections.abc import Iterator

from koubo.award.results.queries.own_result import OwnResult
from koubo.award.results.words import HOW_DECIDED
from koubo.award.rules import OUTCOME_NAMES
from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.schemes.letters import fill

UNSURE = "（市が確認中の決まりです）"


def result_paper(result: OwnResult) -> Statement:
    """Give the result as a paper; it says what the page says, and nothing else.

    Number, title and opening are those of the city's own form, where its scheme file words one.
    """
    template, values = result.template, _values(result)
    facts = [
        ("受付番号", result.receipt_number),
        ("事業の名称", result.project),
        ("コース", result.course),
        ("結果", OUTCOME_NAMES[result.outcome]),
    ]
    if result.requested is not None:
        facts.append(("申請額", format_yen(result.requested)))
    if result.adopted is not None:
        facts.append(("内定額", format_yen(result.adopted)))
    facts += [(label, fill(text, values)) for label, text in template.items]
    opening = (template.opening, *template.paragraphs)
    return Statement(
        title=fill(template.title, values),
        form_number=template.form_number.value,
        dated=result.issued_on,
        addressee=(f"{result.organisation}　様",),
        sender=(result.city, result.office),
        opening="\n".join(fill(text, values) for text in opening),
        facts=tuple(facts),
        parts=tuple(_parts(result)),
        contact=result.contact,
    )


def _values(result: OwnResult) -> dict[str, str]:
    """Give what the placeholders of `IN_RESULT` stand for."""
    return {
        "scheme": result.scheme,
        "course": result.course,
        "organisation": result.organisation,
        "project": result.project,
        "receipt_number": result.receipt_number,
        "outcome": OUTCOME_NAMES[result.outcome],
        "issued_on": format_date(result.issued_on),
    }


def _parts(result: OwnResult) -> list[StatementPart]:
    parts = [StatementPart("この結果の意味", result.meaning)]
    if result.judged_by:
        parts.append(StatementPart("どのように決まったか", tuple(_how(result))))
    if result.working.lines:
        lines = tuple(
            f"{one.text}{UNSURE if one.to_confirm else ''}" for one in result.working.lines
        )
        parts.append(StatementPart("内定額の計算", lines))
    if result.reason:
        parts.append(StatementPart("理由", (result.reason,)))
    if told := offer_told(result):
        parts.append(StatementPart("次点について", told))
    if result.conditions:
        parts.append(StatementPart("条件", tuple(f"・{one}" for one in result.conditions)))
    if result.comment:
        parts.append(StatementPart("審査会からの講評", (result.comment,)))
    if result.marks:
        parts.append(StatementPart("採点", facts=result.marks))
    if result.item_means:
        rows = tuple((one.title, one.told) for one in result.item_means)
        table = StatementTable((("審査項目", False), ("委員の平均", True)), rows)
        parts.append(StatementPart("審査項目ごとの平均点", table=table))
    parts += _sheets(result)
    if result.appeal:
        parts.append(StatementPart("教示", (result.appeal.strip(),)))
    return parts


def _how(result: OwnResult) -> Iterator[str]:
    yield HOW_DECIDED
    for one in result.judged_by:
        yield f"{one.stage}：{'、'.join(one.criteria)}"


def _sheets(result: OwnResult) -> list[StatementPart]:
    if not result.sheets:
        return []
    titles = list(dict.fromkeys(one.title for sheet in result.sheets for one in sheet.marks))
    rows = []
    for sheet in result.sheets:
        told = {one.title: one.told for one in sheet.marks}
        rows.append((sheet.reviewer, *(told.get(title, "―") for title in titles)))
    columns = (("審査委員", False), *((title, True) for title in titles))
    return [StatementPart("審査委員ごとの点", table=StatementTable(columns, tuple(rows)))]


def offer_told(result: OwnResult) -> tuple[str, ...]:
    """Say to a runner-up until when what is left is held ready, and how much; empty for others."""
    if result.offered_until is None:
        return ()
    amount = f"（{format_yen(result.offered)}）" if result.offered else ""
    return (
        f"予算の残り{amount}で事業を行うかどうかのお返事を、{format_date(result.offered_until)}まで"
        "お待ちします。お返事は、下の問合せ先へお願いします。",
    )
