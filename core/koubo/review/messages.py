"""What people are told about review; placeholders are facts of the event."""

from collections.abc import Mapping

REVIEW_ASSIGNED = "review_assigned"
REVIEW_RECUSED = "review_recused"
REVIEW_SHEETS_IN = "review_sheets_in"

# kind: (subject, body)
MESSAGES: Mapping[str, tuple[str, str]] = {
    REVIEW_ASSIGNED: (
        "審査のお願い（$call $stage）",
        "「$call」の$stageをお願いします。\n"
        "はじめに、応募した団体との利害関係の有無を申告してください。\n"
        "申告が済むと、応募の内容を読み、採点できるようになります。",
    ),
    REVIEW_RECUSED: (
        "利害関係の申告（$call $stage）",
        "「$call」の$stageで、$reviewerから利害関係の申告がありました（$count件）。\n"
        "申告のあった応募は、この委員からは見えなくなっています。",
    ),
    REVIEW_SHEETS_IN: (
        "審査票がそろいました（$call $stage）",
        "「$call」の$stageの審査票がすべてそろいました。\n集計を確認してください。",
    ),
}
