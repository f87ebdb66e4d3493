"""The mails of reporting: plain texts, one for each event."""

MAILS: dict[str, tuple[str, str]] = {
    "report_filed": (
        "【受付 $receipt_number】事業実績報告書を受け付けました",
        "$organisation の「$project」の事業実績報告書を受け付けました。",
    ),
    "repayment_billed": (
        "【受付 $receipt_number】補助金の返還のお願い",
        "「$project」について、返還していただく額は $amount です。\n"
        "市から届く納入通知書（$bill_number）で納めてください。",
    ),
    "award_closed": (
        "【受付 $receipt_number】精算が終わりました",
        "「$project」の精算が終わりました。ご協力ありがとうございました。",
    ),
}
