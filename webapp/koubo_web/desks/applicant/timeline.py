"""What happened to an application, in the applicant's words; what is not named here is not told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from koubo.calendar import format_date, format_deadline, format_moment_short, parse_date
from koubo.people.history import Step

OFFICE = "市の事務局"

WORDS: Mapping[str, str] = {
    "start_application": "応募を始めました",
    "file_participation": "参加表明書を提出しました",
    "file_proposal": "企画提案書を提出しました",
    "record_paper": "紙で届いた書類を、市が受付に記録しました",
    "mend_filing": "市が、団体の同意を得て書類を訂正しました",
    "file_grant_application": "交付申請書を提出しました",
    "file_amendment": "変更承認申請書を提出しました",
    "file_report": "実績報告書を提出しました",
    "ask_correction": "市から、書類を直すように頼まれました",
    "accept": "応募が受理されました。審査に進みます",
    "find_ineligible": "応募の要件を満たさないと判断されました",
    "give_more_time": "この応募だけ、締切が延ばされました",
    "withdraw": "応募を取り下げました",
    "move_application": "市が、団体の2つの記録を1つにまとめました",
    "discard_draft": "下書きを捨てました",
    "accept_participation": "参加表明書が受理されました",
    "accept_grant_application": "交付申請書が受理されました",
    "accept_report": "実績報告書が受理されました",
}
BY_MEMBERS = frozenset(
    {
        "start_application",
        "file_participation",
        "file_proposal",
        "file_grant_application",
        "file_amendment",
        "file_report",
        "withdraw",
        "discard_draft",
    }
)


NUMBERED = frozenset({"file_participation", "file_proposal", "record_paper"})
"""What is told with the receipt number; the documents after them bear the same."""


def timeline_of(happened: Sequence[Step]) -> list[dict[str, Any]]:
    """Give the steps as the macro ``timeline`` shows them."""
    return [
        {
            "when": format_moment_short(one.at),
            "title": WORDS[one.verb],
            "who": one.who or ("団体の方" if one.verb in BY_MEMBERS else OFFICE),
            "text": _told(one),
        }
        for one in happened
    ]


def _told(one: Step) -> str:
    """Give the reason and the day that stand in the step's detail."""
    lines = []
    if after := one.detail.get("after"):
        closes = format_deadline(datetime.fromisoformat(after))
        lines.append(f"{one.detail.get('name', '')}の新しい締切：{closes}")
    if due := one.detail.get("due"):
        lines.append(f"期限：{format_date(parse_date(due))}まで")
    if labels := one.detail.get("labels"):
        lines.append(f"訂正した項目：{labels}")
    if consent := one.detail.get("consent"):
        lines.append(f"同意した方：{consent['consented_by']}（{consent['how']}）")
        lines.append(f"理由：{consent['reason']}")
    if reason := one.detail.get("reason"):
        lines.append(str(reason))
    if (number := one.detail.get("receipt_number")) and one.verb in NUMBERED:
        lines.append(f"受付番号 {number}")
    return "\n".join(lines)
