"""The mails of a presentation day: when a group is to come, and when the panel sits."""

from koubo.applications.messages import ABOUT
from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

PRESENTATION_TIME = "presentation_time"
PRESENTATION_MOVED = "presentation_moved"
PRESENTATION_PANEL = "presentation_panel"

STAGE = Fact("stage", "審査段階の名前", "2次審査")
WHEN = (
    Fact("day", "開催日", "令和9年1月16日"),
    Fact("time", "始まりの時刻", "13:30"),
    Fact("place", "会場", "市民活動センター 2階会議室"),
)
MINUTES = (
    Fact("talk", "発表の分数", "10"),
    Fact("questions", "質疑の分数", "5"),
)
BODY = (
    "日時：$day $time から\n"
    "会場：$place\n"
    "発表 ${talk}分、質疑 ${questions}分です。\n\n"
    "進み具合によって前後することがあります。余裕をもってお越しください。\n"
    "来られなくなったときは、早めに事務局へご連絡ください。"
)
MUST = "来る日時を知らせるもので、届かないと発表の機会が失われるため"

MAILS = (
    MailKind(
        PRESENTATION_TIME,
        Reader.APPLICANT,
        "発表の日時",
        "事務局が公開プレゼンテーションなどの時間割を送ったとき。発表する団体だけに届く",
        "【受付 $receipt_number】発表の日時のお知らせ（$stage）",
        "「$project」の$stageの発表の日時をお知らせします。\n\n" + BODY,
        (*ABOUT, STAGE, *WHEN, *MINUTES),
        must=MUST,
    ),
    MailKind(
        PRESENTATION_MOVED,
        Reader.APPLICANT,
        "発表の日時の変更",
        "お知らせした発表の時刻や会場が変わり、事務局が知らせたとき。変わった団体だけに届く",
        "【受付 $receipt_number】発表の日時が変わりました（$stage）",
        "「$project」の$stageの発表の日時が変わりました。新しい日時は次のとおりです。\n\n" + BODY,
        (*ABOUT, STAGE, *WHEN, *MINUTES),
        must=MUST,
    ),
    MailKind(
        PRESENTATION_PANEL,
        Reader.REVIEWER,
        "発表を聞く日",
        "事務局が公開プレゼンテーションなどの時間割をはじめて送ったとき",
        "発表を聞く日のお知らせ（$call $stage）",
        "「$call」の$stageは、次の日時に行います。\n\n"
        "日時：$day $time から\n会場：$place\n\n"
        "当日、採点用のタブレットを開くカードを会場でお渡しします。",
        (CALL, STAGE, *WHEN),
    ),
)
