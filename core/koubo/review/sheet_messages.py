"""The mails about sheets: until when they are asked for, when one comes back, what moved under it."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.review.messages import STAGE
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

REVIEW_DUE_SET = "review_due_set"
REVIEW_DUE_NEAR = "review_due_near"
REVIEW_REOPENED = "review_reopened"
REVIEW_ASKS_BACK = "review_asks_back"
REVIEW_MOVED = "review_moved"

DUE = Fact(
    "due",
    "審査票の提出期限の文",
    "提出の期限は 令和7年12月20日（土）17:00まで です。",
)
OPEN = Fact("open", "まだ提出していない審査票の数", "3")

SHEET_MAILS = (
    MailKind(
        REVIEW_DUE_SET,
        Reader.REVIEWER,
        "審査票の提出期限",
        "事務局が審査票の提出期限を決めたとき、変えたとき（未提出の審査票がある委員へ）",
        "審査票の提出期限について（$call $stage）",
        "「$call」の$stageの審査票について、お知らせします。\n$due\n"
        "書きかけの採点は、そのまま残っています。",
        (CALL, STAGE, DUE),
    ),
    MailKind(
        REVIEW_DUE_NEAR,
        Reader.REVIEWER,
        "審査票の提出期限が近いこと",
        "提出期限の3日前と1日前（未提出の審査票がある委員へ）",
        "【あと$days日】審査票の提出期限が近づいています（$call $stage）",
        "「$call」の$stageで、まだ提出していない審査票が$open件あります。\n$due\n"
        "期限を過ぎると、保存も提出もできなくなります。間に合わないときは、早めに事務局に連絡してください。",
        (CALL, STAGE, DUE, OPEN, Fact("days", "期限の日までの日数", "3")),
    ),
    MailKind(
        REVIEW_REOPENED,
        Reader.REVIEWER,
        "採点のやり直し",
        "事務局が提出済みの審査票を開き直したとき",
        "審査票をもう一度お願いします（$call $stage）",
        "「$call」の$stageで提出された審査票を1件、採点をやり直すためにお戻ししました。\n"
        "理由：$reason\n$due\n"
        "前の採点が入っています。必要なところを直して、もう一度提出してください。前の審査票も記録に残ります。",
        (CALL, STAGE, DUE, Fact("reason", "開き直した理由", "審査会での話し合いを受けて")),
        must="提出し直さないと、その採点が集計に入らないため",
    ),
    MailKind(
        REVIEW_ASKS_BACK,
        Reader.OFFICER,
        "審査票を直したいという申し出",
        "委員が、提出済みの審査票を直したいと申し出たとき",
        "審査票を直したいという申し出（$call $stage）",
        "「$call」の$stageで、$reviewerから、提出済みの審査票を直したいという申し出がありました。\n"
        "理由：$reason\n開き直すかどうかは、下のページで決めてください。",
        (
            CALL,
            STAGE,
            Fact("reviewer", "委員の仮名", "A委員"),
            Fact("reason", "直したい理由", "点を付け間違えたため", typed=True),
        ),
    ),
    MailKind(
        REVIEW_MOVED,
        Reader.REVIEWER,
        "訂正後の提出内容に替えたこと",
        "事務局が、書きかけの審査票を、応募した団体の訂正後の提出内容に替えたとき",
        "応募の内容が訂正されました（$call $stage）",
        "「$call」の$stageで、あなたの審査票が見ている応募の内容が訂正されました。\n"
        "審査票は訂正後の内容に替わりました。書きかけの採点は、そのまま残っています。",
        (CALL, STAGE),
    ),
)
