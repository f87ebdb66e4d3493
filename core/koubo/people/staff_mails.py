"""The mail about the city's own people."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

MAILS = (
    MailKind(
        "seat_given",
        Reader.OFFICER,
        "職員の席",
        "職員に席が与えられたとき、引継ぎが記録されたとき。事務局職員の全員に届く",
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
)
