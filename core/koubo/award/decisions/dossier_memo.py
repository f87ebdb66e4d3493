"""伺い文: the paper that asks for the 決裁 of a decision, filled from the record."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from koubo.award.decisions.dossier import Dossier
from koubo.award.decisions.dossier_sheets import AMOUNT_NAMES
from koubo.award.rules import OUTCOME_NAMES, DecisionKind
from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.papers.memos import Memo, MemoPart, MemoTable

ASKED = {
    DecisionKind.SELECTION: "採択・不採択を次のとおり決定し、応募した団体に通知してよろしいか伺います。",
    DecisionKind.GRANT: "補助金等の交付を次のとおり決定し、申請した団体に通知してよろしいか伺います。",
    DecisionKind.SETTLEMENT: "補助金等の額を次のとおり確定し、団体に通知してよろしいか伺います。",
    DecisionKind.AMENDMENT: (
        "変更承認申請について次のとおり決定し、団体に通知してよろしいか伺います。"
    ),
    DecisionKind.REVOCATION: "交付決定を次のとおり取り消し、団体に通知してよろしいか伺います。",
}
BLANK = ""
NOT_VOTED = "まだ記録されていません（予算は予定の額です）"
KEPT_BACK = (
    "審査結果は、起案一式をダウンロードした職員が担当から外れている応募があるため、"
    "入れていません。別の職員がダウンロードして添えてください。"
)
TAKES_MONEY = (DecisionKind.SELECTION, DecisionKind.GRANT)


def memo_of(dossier: Dossier, enclosed: Sequence[str]) -> Memo:
    """Give the 伺い文.

    :param enclosed: the names of the files that go with it, in the order of the 決裁
    """
    return Memo(
        title=f"{dossier.title}について（伺い）",
        made_at=dossier.drafted_at,
        author=dossier.drafter,
        facts=tuple(_head(dossier)),
        opening=(f"「{dossier.call}」（{dossier.fiscal_year}）について、{ASKED[dossier.kind]}",),
        parts=tuple(
            replace(one, heading=f"{number}　{one.heading}")
            for number, one in enumerate(_parts(dossier, enclosed), start=1)
        ),
    )


def _head(dossier: Dossier) -> Iterator[tuple[str, str]]:
    kessai = dossier.kessai
    yield "起案日", format_date(dossier.drafted_on)
    yield "起案者", dossier.drafter
    yield "決裁番号", kessai.number if kessai else BLANK
    yield "決裁日", format_date(kessai.on) if kessai else BLANK
    yield "決裁者の職", kessai.post if kessai else BLANK
    yield "文書番号", kessai.document_number if kessai else BLANK
    yield "施行日", format_date(kessai.issued_on) if kessai else BLANK


def _parts(dossier: Dossier, enclosed: Sequence[str]) -> Iterator[MemoPart]:
    law = dossier.scheme.law
    rules = [("制度", dossier.scheme.title), ("根拠", law.value or "（制度に書かれていません）")]
    if law.to_confirm:
        rules.append(("要確認", law.to_confirm))
    yield MemoPart("根拠", facts=tuple(rules))
    yield MemoPart("決定の内容", table=_outcomes(dossier))
    if dossier.kind in TAKES_MONEY and dossier.scheme.gives_money:
        yield MemoPart("予算", facts=tuple(_budget(dossier)))
    if dossier.kind is DecisionKind.SELECTION:
        yield _panel(dossier)
    count = len(dossier.lines)
    branches = "（文書番号に -1 から順に枝番を付けます）" if count > 1 else ""
    yield MemoPart("通知", (f"通知書 {count}通{branches}。案は「{enclosed[-1]}」のとおりです。",))
    if reasons := _to_confirm(dossier):
        yield MemoPart("要確認", reasons)
    yield MemoPart("添付書類", tuple(enclosed))


def _outcomes(dossier: Dossier) -> MemoTable:
    counted: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for one in dossier.lines:
        counted[OUTCOME_NAMES[one.line.outcome]] += 1
        sums[OUTCOME_NAMES[one.line.outcome]] += one.line.amount
    rows = [(name, f"{counted[name]}件", format_yen(sums[name])) for name in counted]
    rows.append(("合計", f"{len(dossier.lines)}件", format_yen(dossier.total)))
    name = AMOUNT_NAMES[dossier.kind]
    return MemoTable((("決定", False), ("件数", True), (name, True)), tuple(rows), (4, 2, 4))


def _budget(dossier: Dossier) -> Iterator[tuple[str, str]]:
    money = dossier.money
    voted = format_date(money.voted_on) if money.voted_on else NOT_VOTED
    yield "募集の予算", format_yen(money.budget)
    yield "議決日", voted
    if dossier.kind is DecisionKind.SELECTION:
        yield "この決定の内定額", format_yen(dossier.total)
        yield "残り", format_yen(money.budget - dossier.total)
        return
    yield "この決定の交付決定額", format_yen(dossier.total)
    if money.granted is not None:
        yield "ほかに交付決定した額", format_yen(money.granted - _already(dossier))
        yield "残り", format_yen(money.budget - money.granted - dossier.total + _already(dossier))


def _already(dossier: Dossier) -> int:
    """Give what of this decision is in the sum of the granted already: all, once it is out."""
    released = all(not one.letter.draft for one in dossier.lines)
    return dossier.total if released else 0


def _panel(dossier: Dossier) -> MemoPart:
    departs = [
        (one.line.receipt_number, one.line.organisation, one.line.departs)
        for one in dossier.lines
        if one.line.departs
    ]
    days = dict.fromkeys((one.stage, one.concluded_on) for one in dossier.reviewed)
    texts = [f"{stage}：{format_date(day)}に審査会の結論が出ています。" for stage, day in days]
    if dossier.kept_back:
        texts.append(KEPT_BACK)
    if not departs:
        return MemoPart("審査会の答申", (*texts, "答申と異なる決定はありません。"))
    columns = (("受付番号", False), ("団体", False), ("答申と違える理由", False))
    return MemoPart(
        "4　審査会の答申",
        (*texts, f"答申と異なる決定が{len(departs)}件あります。"),
        table=MemoTable(columns, tuple(departs), (3, 4, 8)),
    )


def _to_confirm(dossier: Dossier) -> tuple[str, ...]:
    reasons = [reason for one in dossier.lines for reason in one.letter.to_confirm]
    return tuple(f"・{one}" for one in dict.fromkeys(reasons))
