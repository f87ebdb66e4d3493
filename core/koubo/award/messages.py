"""The mails of award: who is told what, when, and in which words; they name no outcome."""

from koubo.applications.messages import ABOUT, filing_mails
from koubo.award.grants.messages import GRANT_MAILS
from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.forms import FilingKind
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

DECISION = Fact("decision", "決定の種類", "採択・不採択の決定")
DOCUMENT_NUMBER = Fact("document_number", "文書番号", "倉市活第123号")
AMOUNT = Fact("amount", "金額", "103,000円")
STOPS_ON = Fact("stops_on", "事業の最後の日", "令和8年9月30日")
STOP_REASON = Fact("reason", "中止・廃止の理由", "会場が使えなくなったため")
CLAIM_KIND = Fact("claim", "請求の種類", "概算払")

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
    *GRANT_MAILS,
    *filing_mails(FilingKind.AMENDMENT, officers_do="内容を確かめてください。"),
    MailKind(
        "amendment_withdrawn",
        Reader.OFFICER,
        "変更の取下げ",
        "団体が、出した変更の申請を取り下げたとき",
        "【受付 $receipt_number】変更の申請が取り下げられました",
        "$organisation が「$project」の変更の申請を取り下げました。\n手続きは要りません。",
        ABOUT,
    ),
    MailKind(
        "amendment_noted",
        Reader.APPLICANT,
        "変更の届出の受理",
        "事務局が、承認のいらない変更や中止の届出を受け取ったとき",
        "【受付 $receipt_number】変更の届出を受け取りました",
        "「$project」の変更の届出を、市が受け取りました。このまま事業を進められます。\n$remark",
        (*ABOUT, Fact("remark", "市からの連絡", "実績報告書にも変更後の内容を書いてください。")),
    ),
    MailKind(
        "stop_filed",
        Reader.OFFICER,
        "中止・廃止の届出",
        "団体が事業の中止・廃止を届け出たとき",
        "【受付 $receipt_number】事業の中止・廃止の届出がありました",
        "$organisation から「$project」を $stops_on で中止・廃止するという届出がありました。\n"
        "理由：$reason\n\n内容を確かめてください。",
        (*ABOUT, STOPS_ON, STOP_REASON),
    ),
    MailKind(
        "stop_recorded",
        Reader.APPLICANT,
        "中止・廃止の記録",
        "団体から聞いた中止・廃止を、事務局が記録したとき",
        "【受付 $receipt_number】事業の中止・廃止を記録しました",
        "「$project」を $stops_on で中止・廃止すると聞き、市が記録しました。\n理由：$reason\n\n"
        "心当たりがないときは、市の担当者に連絡してください。",
        (*ABOUT, STOPS_ON, STOP_REASON),
        must="本人の知らないうちに事業が中止になることを防ぐため",
    ),
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
        (*ABOUT, CLAIM_KIND, AMOUNT),
    ),
    MailKind(
        "claim_withdrawn",
        Reader.OFFICER,
        "交付請求の取下げ",
        "団体が、受理される前の請求を取り下げたとき",
        "【受付 $receipt_number】交付請求が取り下げられました（$claim）",
        "$organisation が「$project」の請求（$amount）を取り下げました。\n支払いの手続きは要りません。",
        (*ABOUT, CLAIM_KIND, AMOUNT),
    ),
    MailKind(
        "claim_sent_back",
        Reader.APPLICANT,
        "交付請求の差戻し",
        "事務局が請求を差し戻したとき",
        "【受付 $receipt_number】請求書を差し戻しました（$claim）",
        "「$project」の請求（$amount）を差し戻しました。\n理由：$reason\n\n"
        "次のページで確かめて、もう一度請求してください。",
        (
            *ABOUT,
            CLAIM_KIND,
            AMOUNT,
            Fact("reason", "差し戻した理由", "口座名義を確かめてください。"),
        ),
        must="差し戻したことが伝わらないと、支払われないまま止まるため",
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
