"""The mails of calls and themes: plain texts, one for each event."""

MAILS: dict[str, tuple[str, str]] = {
    "theme_offered": (
        "【テーマ】$department から「$theme」が提出されました",
        "$department から、$year のテーマ「$theme」が提出されました。内容を確かめて、調整してください。",
    ),
    "theme_changed": (
        "【テーマ】「$theme」の内容が変わりました",
        "$department が、$year のテーマ「$theme」の内容を直しました。",
    ),
    "theme_coordinated": (
        "【テーマ】「$theme」の調整が終わりました",
        "$year のテーマ「$theme」の調整が終わりました。このあとの募集に載せます。",
    ),
    "theme_declined": (
        "【テーマ】「$theme」は今回見送ります",
        "$year のテーマ「$theme」は、今回の募集に載せないことになりました。\n理由は次のページでご覧ください。",
    ),
    "call_published": (
        "【募集】「$call」を公開しました",
        "担当課のテーマを載せた「$call」を公開しました。\n受付は $opens から、締切は $closes です。",
    ),
    "deadline_extended": (
        "【締切の延長】「$call」の締切を延ばしました",
        "「$call」の締切を $closes に延ばしました。\n理由：$reason\n"
        "すべての団体に同じ締切が当てはまります。",
    ),
    "step_extended": (
        "【締切の延長】「$call」の一部の締切を延ばしました",
        "「$call」のうち、「$what」の締切を $closes に延ばしました。\n理由：$reason\n"
        "ほかの締切は変わりません。",
    ),
    "call_corrected": (
        "【訂正】「$call」の内容を訂正しました",
        "「$call」の内容を訂正しました。\n理由：$reason\n"
        "訂正した点は、次のページの「訂正（正誤表）」でご覧ください。"
        "すでに提出した書類は、提出したときのまま残っています。",
    ),
    "call_cancelled": (
        "【募集の中止】「$call」を中止しました",
        "「$call」を中止しました。\n理由：$reason",
    ),
}
