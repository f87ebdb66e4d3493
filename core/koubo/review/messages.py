"""The mails of review: who is told what, when, and in which words."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

REVIEW_ASSIGNED = "review_assigned"
REVIEW_RECUSED = "review_recused"
REVIEW_SHEETS_IN = "review_sheets_in"

STAGE = Fact("stage", "審査段階の名前", "1次審査")

MAILS = (
    MailKind(
        REVIEW_ASSIGNED,
        Reader.REVIEWER,
        "審査の始まり",
        "事務局が審査段階を始め、委員に審査票が割り当てられたとき",
        "審査のお願い（$call $stage）",
        "「$call」の$stageをお願いします。\n"
        "はじめに、応募した団体との利害関係の有無を申告してください。\n"
        "申告が済むと、応募の内容を読み、採点できるようになります。",
        (CALL, STAGE),
        must="利害関係の申告を頼むもので、届かないと審査が始まらないため",
    ),
    MailKind(
        REVIEW_RECUSED,
        Reader.OFFICER,
        "利害関係の申告",
        "委員が利害関係を申告し、審査から外れたとき",
        "利害関係の申告（$call $stage）",
        "「$call」の$stageで、$reviewerから利害関係の申告がありました（$count件）。\n"
        "申告のあった応募は、この委員からは見えなくなっています。",
        (
            CALL,
            STAGE,
            Fact("reviewer", "委員の仮名", "A委員"),
            Fact("count", "申告のあった応募の数", "1"),
        ),
    ),
    MailKind(
        REVIEW_SHEETS_IN,
        Reader.OFFICER,
        "審査票がそろったこと",
        "審査段階の審査票がすべて提出されたとき",
        "審査票がそろいました（$call $stage）",
        "「$call」の$stageの審査票がすべてそろいました。\n集計を確認してください。",
        (CALL, STAGE),
    ),
)
