"""What the history calls the steps of an account, a report and its checks."""

from collections.abc import Mapping

REPORT_VERBS: Mapping[str, str] = {
    "book_expense": "会計に支出を記入しました",
    "change_expense": "会計の支出を直しました",
    "remove_expense": "会計の支出を消しました",
    "copy_account": "会計から実績報告書へ写しました",
    "start_interim_report": "中間報告書の下書きを作りました",
    "file_interim_report": "中間報告書を提出しました",
    "accept_interim_report": "中間報告書を受理しました",
    "set_interim_due": "中間報告の期限を決めました",
    "check_substance": "報告書の事業の内容を確認しました",
    "check_accounts": "報告書の収支と領収書を確認しました",
}
