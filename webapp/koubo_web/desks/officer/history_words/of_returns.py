"""What the history calls the steps of refused costs, revocations and money that comes back."""

from collections.abc import Mapping

RETURN_VERBS: Mapping[str, str] = {
    "refuse_costs": "対象外の経費を記録しました",
    "draft_revocation_decision": "交付決定の取消しを起案しました",
    "release_revocation_decision": "交付決定の取消しを施行しました",
    "ask_repayment": "返還を求めました",
    "bill_repayment": "納入通知を記録しました",
    "receive_repayment": "返還を確かめました",
    "waive_interest": "加算金・延滞金を免除しました",
}
