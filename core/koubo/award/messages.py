"""The mails of award: plain texts, one for each event; they name no outcome."""

MAILS: dict[str, tuple[str, str]] = {
    "decision_drafted": (
        "【施行待ち】$decision（$document_number）",
        "$call の「$decision」が起案されました。\n内容を確かめて施行してください。",
    ),
    "decision_released": (
        "【施行済み】$decision（$document_number）",
        "$call の「$decision」が施行され、通知書を発行しました。",
    ),
    "notice_issued": (
        "【受付 $receipt_number】市からの通知書をご覧ください",
        "「$project」について、市から通知書（$decision）が届いています。\n"
        "次のページで通知書をご覧ください。",
    ),
    "grant_application_filed": (
        "【受付 $receipt_number】交付申請書を受け付けました",
        "$organisation の「$project」の交付申請書を受け付けました。",
    ),
    "award_declined": (
        "【受付 $receipt_number】交付の辞退がありました",
        "$organisation から「$project」の交付を辞退する届けがありました。",
    ),
    "claim_filed": (
        "【受付 $receipt_number】交付請求書が届きました（$claim）",
        "$organisation から「$project」の請求が届きました。\n請求額は $amount です。",
    ),
    "claim_paid": (
        "【受付 $receipt_number】お支払いをしました",
        "「$project」について、$amount を支払いました。",
    ),
}
