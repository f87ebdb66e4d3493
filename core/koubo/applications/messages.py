"""The mails of applications: plain texts, one for each event and reader."""

MAILS: dict[str, tuple[str, str]] = {
    "proposal_filed": (
        "【受付 $receipt_number】${document}を受け付けました",
        "$organisation の${document}「$project」を受け付けました。\n受付番号は $receipt_number です。",
    ),
    "application_withdrawn": (
        "【受付 $receipt_number】応募が取り下げられました",
        "$organisation の「$project」の応募が取り下げられました。",
    ),
    "application_accepted": (
        "【受付 $receipt_number】応募を受理しました",
        "「$project」の応募を受理しました。\n結果は、通知書でお知らせします。",
    ),
    "application_ineligible": (
        "【受付 $receipt_number】応募の要件についてのお知らせ",
        "「$project」について、応募の要件を満たさないと判断しました。理由は次のページでご覧ください。",
    ),
    "correction_asked": (
        "【受付 $receipt_number】書類の直しをお願いします（${due}まで）",
        "「$project」の書類に直していただきたいところがあります。\n$due までに直して、もう一度提出してください。",
    ),
}
