"""What happened to an application, in the applicant's words; what is not named here is not told."""

from collections.abc import Mapping, Sequence
from typing import Any

from koubo.applications.queries.own import Happened
from koubo.calendar import format_date, format_moment, parse_date

OFFICE = "市の事務局"

WORDS: Mapping[str, str] = {
    "start_application": "応募を始めました",
    "file_proposal": "企画提案書を提出しました",
    "file_grant_application": "交付申請書を提出しました",
    "file_report": "実績報告書を提出しました",
    "ask_correction": "市から、書類を直すように頼まれました",
    "accept": "応募が受理されました。審査に進みます",
    "find_ineligible": "応募の要件を満たさないと判断されました",
    "withdraw": "応募を取り下げました",
    "accept_grant_application": "交付申請書が受理されました",
    "accept_report": "実績報告書が受理されました",
}
BY_MEMBERS = frozenset(
    {"start_application", "file_proposal", "file_grant_application", "file_report", "withdraw"}
)


def timeline_of(happened: Sequence[Happened]) -> list[dict[str, Any]]:
    """Give the steps as the macro ``timeline`` shows them."""
    return [
        {
            "when": format_moment(one.at),
            "title": WORDS[one.verb],
            "who": one.who or ("団体の方" if one.verb in BY_MEMBERS else OFFICE),
            "text": _told(one),
        }
        for one in happened
    ]


def _told(one: Happened) -> str:
    """Give the reason and the day that stand in the step's detail."""
    lines = []
    if due := one.detail.get("due"):
        lines.append(f"期限：{format_date(parse_date(due))}まで")
    if reason := one.detail.get("reason"):
        lines.append(str(reason))
    if (number := one.detail.get("receipt_number")) and one.verb == "file_proposal":
        lines.append(f"受付番号 {number}")
    return "\n".join(lines)
