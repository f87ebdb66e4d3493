"""The mail about the city's own people."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

MAILS = (
    MailKind(
        "seat_given",
        Reader.OFFICER,
        "職員の席",
        "職員に席が与えられたとき、引継ぎが記録されたとき。事務局職員と施行担当の全員、本人に届く",
        "$person さんに「$seat」の席が与えられました",
        "$by が、$person さんに「$seat」の席を与えました（$from_on から）。\n"
        "覚えのないときは、すぐに席を終わらせ、システムの管理者に連絡してください。",
        (
            Fact("person", "席を与えられた人", "川辺 実", typed=True),
            Fact("seat", "席", "事務局職員"),
            Fact("from_on", "最初の日", "令和9年4月1日"),
            Fact("by", "記録した人", "倉田 綾子", typed=True),
        ),
        must="知らないうちに職員の権限が増えることを防ぐため",
    ),
    MailKind(
        "seat_ended",
        Reader.OFFICER,
        "職員の席の終わり",
        "職員の席の最後の日が決められたとき。事務局職員と施行担当の全員、本人に届く",
        "$person さんの「$seat」の席が終わります",
        "$by が、$person さんの「$seat」の席を $last_day までとしました。\n"
        "覚えのないときは、すぐにシステムの管理者に連絡してください。",
        (
            Fact("person", "席の人", "川辺 実", typed=True),
            Fact("seat", "席", "事務局職員"),
            Fact("last_day", "最後の日", "令和9年3月31日"),
            Fact("by", "記録した人", "倉田 綾子", typed=True),
        ),
        must="知らないうちに職員の権限がなくなることを防ぐため",
    ),
)
