"""The mails of calls and themes: who is told what, when, and in which words."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

CALL = Fact("call", "募集の名前", "令和9年度事業 市民企画提案事業")
REASON = Fact("reason", "理由", "大雨で庁舎を閉めたため")
CLOSES = Fact("closes", "締切の日時", "令和8年12月8日（火）17時00分00秒")
THEME = Fact("theme", "テーマの名前", "水辺の環境学習")
DEPARTMENT = Fact("department", "担当課の名前", "環境政策課")
YEAR = Fact("year", "事業年度", "令和9年度")

DEADLINES = "締切はすべての団体に同じ条件で知らせるため"

MAILS = (
    MailKind(
        "theme_offered",
        Reader.OFFICER,
        "テーマの提出",
        "担当課がテーマを提出したとき",
        "【テーマ】$department から「$theme」が提出されました",
        "$department から、$year のテーマ「$theme」が提出されました。内容を確かめて、調整してください。",
        (THEME, DEPARTMENT, YEAR),
    ),
    MailKind(
        "theme_changed",
        Reader.OFFICER,
        "テーマの変更",
        "担当課が、提出したテーマを直したとき",
        "【テーマ】「$theme」の内容が変わりました",
        "$department が、$year のテーマ「$theme」の内容を直しました。",
        (THEME, DEPARTMENT, YEAR),
    ),
    MailKind(
        "theme_coordinated",
        Reader.DEPARTMENT,
        "テーマの調整",
        "事務局がテーマの調整を終えたとき",
        "【テーマ】「$theme」の調整が終わりました",
        "$year のテーマ「$theme」の調整が終わりました。このあとの募集に載せます。",
        (THEME, DEPARTMENT, YEAR),
    ),
    MailKind(
        "theme_declined",
        Reader.DEPARTMENT,
        "テーマの見送り",
        "事務局がテーマを今回は見送ったとき",
        "【テーマ】「$theme」は今回見送ります",
        "$year のテーマ「$theme」は、今回の募集に載せないことになりました。\n"
        "理由は次のページでご覧ください。",
        (THEME, DEPARTMENT, YEAR),
    ),
    MailKind(
        "call_published",
        Reader.DEPARTMENT,
        "募集の公開",
        "担当課のテーマを載せた募集が公開されたとき",
        "【募集】「$call」を公開しました",
        "担当課のテーマを載せた「$call」を公開しました。\n受付は $opens から、締切は $closes です。",
        (CALL, Fact("opens", "受付開始の日時", "令和8年10月1日 9時00分"), CLOSES),
    ),
    MailKind(
        "deadline_extended",
        Reader.APPLICANT,
        "募集の締切の延長",
        "事務局が募集の締切を延ばしたとき。応募を始めた団体に届く",
        "【締切の延長】「$call」の締切を延ばしました",
        "「$call」の締切を $closes に延ばしました。\n理由：$reason\n"
        "すべての団体に同じ締切が当てはまります。",
        (CALL, CLOSES, REASON, Fact("what", "延ばした締切の名前", "すべてのコース")),
        must=DEADLINES,
    ),
    MailKind(
        "step_extended",
        Reader.APPLICANT,
        "一部の締切の延長",
        "事務局がコースや型ごとの締切を延ばしたとき。関係する団体に届く",
        "【締切の延長】「$call」の一部の締切を延ばしました",
        "「$call」のうち、「$what」の締切を $closes に延ばしました。\n理由：$reason\n"
        "ほかの締切は変わりません。",
        (CALL, CLOSES, REASON, Fact("what", "延ばした締切の名前", "行政提案コース")),
        must=DEADLINES,
    ),
    MailKind(
        "call_corrected",
        Reader.APPLICANT,
        "募集の訂正（正誤表）",
        "事務局が公開中の募集を訂正したとき。応募を始めた団体に届く",
        "【訂正】「$call」の内容を訂正しました",
        "「$call」の内容を訂正しました。\n理由：$reason\n"
        "訂正した点は、次のページの「訂正（正誤表）」でご覧ください。"
        "すでに提出した書類は、提出したときのまま残っています。",
        (CALL, REASON),
        must="訂正を知らずに応募すると、団体の不利になるため",
    ),
    MailKind(
        "call_cancelled",
        Reader.APPLICANT,
        "募集の中止",
        "事務局が募集を中止したとき。応募を始めた団体に届く",
        "【募集の中止】「$call」を中止しました",
        "「$call」を中止しました。\n理由：$reason",
        (CALL, REASON),
        must="中止は、応募した団体にかならず知らせるため",
    ),
)
