"""The mails of award: who is told what, when, and in which words; they name no outcome."""

from koubo.applications.messages import ABOUT, filing_mails
from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.forms import FilingKind
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

DECISION = Fact("decision", "決定の種類", "採択・不採択の決定")
DOCUMENT_NUMBER = Fact("document_number", "文書番号", "倉市活第123号")
AMOUNT = Fact("amount", "金額", "103,000円")

MAILS = (
    MailKind(
        "decision_drafted",
        Reader.RELEASER,
        "決定の起案",
        "事務局が決定を起案し、施行を待つとき",
        "【施行待ち】$decision（$document_number）",
        "$call の「$decision」が起案されました。\n内容を確かめて施行してください。",
        (CALL, DECISION, DOCUMENT_NUMBER),
    ),
    MailKind(
        "decision_released",
        Reader.OFFICER,
        "決定の施行",
        "施行担当が決定を施行したとき。起案した人に届く",
        "【施行済み】$decision（$document_number）",
        "$call の「$decision」が施行され、通知書を発行しました。",
        (CALL, DECISION, DOCUMENT_NUMBER),
    ),
    MailKind(
        "notice_issued",
        Reader.APPLICANT,
        "通知書の発行",
        "決定が施行され、市からの通知書が団体に出されたとき",
        "【受付 $receipt_number】市からの通知書をご覧ください",
        "「$project」について、市から通知書（$decision）が届いています。\n"
        "次のページで通知書をご覧ください。",
        (*ABOUT, DECISION),
        must="結果は、すべての団体にかならず知らせるため",
    ),
    *filing_mails(FilingKind.GRANT_APPLICATION, officers_do="内容を確かめてください。"),
    *filing_mails(FilingKind.AMENDMENT, officers_do="内容を確かめてください。"),
    MailKind(
        "award_declined",
        Reader.OFFICER,
        "交付の辞退",
        "団体が交付を辞退したとき",
        "【受付 $receipt_number】交付の辞退がありました",
        "$organisation から「$project」の交付を辞退する届けがありました。",
        ABOUT,
    ),
    MailKind(
        "claim_filed",
        Reader.OFFICER,
        "交付請求",
        "団体が補助金などを請求したとき",
        "【受付 $receipt_number】交付請求書が届きました（$claim）",
        "$organisation から「$project」の請求が届きました。\n請求額は $amount です。",
        (*ABOUT, Fact("claim", "請求の種類", "概算払"), AMOUNT),
    ),
    MailKind(
        "claim_paid",
        Reader.APPLICANT,
        "支払い",
        "事務局が支払いを記録したとき",
        "【受付 $receipt_number】お支払いをしました",
        "「$project」について、$amount を支払いました。",
        (*ABOUT, AMOUNT),
    ),
)
