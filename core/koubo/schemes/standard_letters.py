"""What letters say where a scheme file does not word them: plain texts, marked 要確認."""

from collections.abc import Mapping

from koubo.schemes.figures import Figure
from koubo.schemes.letters import LetterKind, LetterTemplate

NOT_WRITTEN = "通知書の文が制度ファイルに書かれていないため、標準の文を使っている"
FORM_NUMBER = Figure("様式第　号", to_confirm=NOT_WRITTEN)
APPLICATION = (("受付番号", "$receipt_number"), ("名称", "$project"), ("コース", "$course"))
AWARD = (("受付番号", "$receipt_number"), ("事業の名称", "$project"), ("事業年度", "$fiscal_year"))
REASON = (("理由", "$reason"),)


def _result(
    kind: LetterKind, title: str, ending: str, items: tuple[tuple[str, str], ...] = ()
) -> LetterTemplate:
    """Give a letter that answers an application to a call."""
    opening = f"${{filed_on}}に提出のあった下記の応募について、{ending}決定したので通知します。"
    return _plain(kind, title, opening, (*APPLICATION, *items))


def _plain(
    kind: LetterKind, title: str, opening: str, items: tuple[tuple[str, str], ...]
) -> LetterTemplate:
    return LetterTemplate(
        kind=kind,
        title=title,
        form_number=FORM_NUMBER,
        opening=opening,
        items=items,
        paragraphs=(),
        conditions=(),
        # What a scheme without 教示 carries is empty, whatever the letter asks for.
        appeal=kind in (LetterKind.GRANT_REFUSED, LetterKind.REVOKED),
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

STANDARD_RECEIPT = LetterTemplate(
    kind=LetterKind.RECEIPT,
    title="${form}　受付票",
    form_number=Figure(""),
    opening="次のとおり、受け付けました。",
    items=(),
    paragraphs=(),
    conditions=(),
    appeal=False,
)
"""What a 受付票 says: it binds nobody, so that a city without a form of its own lacks nothing."""

STANDARD_RESULT = LetterTemplate(
    kind=LetterKind.RESULT,
    title="審査結果のお知らせ",
    form_number=Figure(""),
    opening=(
        "ご応募いただいた事業の審査の結果をお知らせします。\n"
        "この紙は内容を分かりやすくお伝えするもので、正式な通知は通知書でお送りしています。"
    ),
    items=(),
    paragraphs=(),
    conditions=(),
    appeal=False,
)
"""What 審査結果のお知らせ says where the city words none."""

STANDARD_LETTERS: Mapping[LetterKind, LetterTemplate] = {
    one.kind: one
    for one in (
        _result(LetterKind.SELECTED, "結果通知書（採択）", "採択することに"),
        _result(LetterKind.NOT_SELECTED, "結果通知書（不採択）", "採択しないことに", REASON),
        _result(
            LetterKind.INELIGIBLE,
            "要件不適合通知書",
            "応募の要件を満たさないため、対象としないことに",
            REASON,
        ),
        _result(
            LetterKind.RUNNER_UP,
            "結果通知書（次点）",
            "次点とすることに",
            (*REASON, ("内定できる残りの額", "$amount"), ("答える期限", "$offered_until")),
        ),
        _plain(
            LetterKind.GRANT_REFUSED,
            "不交付決定通知書",
            "${filed_on}に申請のあった下記の事業について、${law}に基づき、交付しないことに決定したので通知します。",
            (*AWARD, ("申請額", "$requested"), *REASON),
        ),
        _plain(
            LetterKind.AMENDED,
            "変更承認通知書",
            "${filed_on}に申請のあった下記の事業の変更について、${law}に基づき、承認することに決定したので通知します。",
            (*AWARD, ("変更前の交付決定額", "$before"), ("変更後の交付決定額", "$amount")),
        ),
        _plain(
            LetterKind.AMENDMENT_REFUSED,
            "変更不承認通知書",
            "${filed_on}に申請のあった下記の事業の変更について、承認しないことに決定したので通知します。",
            (*AWARD, ("交付決定額", "$amount"), *REASON),
        ),
        _plain(
            LetterKind.REVOKED,
            "交付決定取消通知書",
            "${granted_on}付け${grant_number}で決定した下記の交付について、${law}に基づき、"
            "次のとおり取り消すことに決定したので通知します。",
            (
                *AWARD,
                ("取消し前の交付決定額", "$before"),
                ("取消し後の交付決定額", "$amount"),
                ("返還する額", "$repayment"),
                ("返還の期限", "$repayment_due"),
                *REASON,
            ),
        ),
    )
}
"""What a scheme without money says where its file words no letters; with money it words most."""
