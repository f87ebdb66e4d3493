"""The mails of reporting: who is told what, when, and in which words."""

from koubo.applications.messages import ABOUT, DAYS_LEFT, DOCUMENT, filing_mails
from koubo.award.messages import AMOUNT
from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.forms import FilingKind
from koubo.storage.outbox import Reader

DUE = Fact("due", "報告の期限", "令和9年4月30日")

MAILS = (
    *filing_mails(FilingKind.INTERIM_REPORT, officers_do="内容を確かめてください。"),
    *filing_mails(FilingKind.REPORT, officers_do="内容を確かめてください。"),
    MailKind(
        "interim_asked",
        Reader.APPLICANT,
        "中間報告のお願い",
        "事務局が中間報告の期限を決めたとき",
        "【受付 $receipt_number】中間報告書を $due までにお出しください",
        "「$project」の中間報告書を、$due までに提出してください。\n"
        "交付のページから書き始められます。",
        (*ABOUT, DUE),
    ),
    MailKind(
        "report_near",
        Reader.APPLICANT,
        "報告の期限が近いことのお知らせ",
        "まだ書き始めていない中間報告書・実績報告書の期限の7日前、3日前、1日前",
        "【あと${days}日】${document}の期限が近づいています",
        "「$project」の${document}は、まだ書き始められていません。\n"
        "期限は $due です。次のページから書き始められます。",
        (*ABOUT, DOCUMENT, DUE, DAYS_LEFT),
    ),
    MailKind(
        "report_overdue",
        Reader.APPLICANT,
        "報告の期限が過ぎたことのお知らせ",
        "中間報告書・実績報告書が期限までに提出されなかったとき（1回）",
        "【受付 $receipt_number】${document}の期限が過ぎています",
        "「$project」の${document}が、期限（$due）までに届いていません。\n"
        "期限を過ぎても提出できます。できるだけ早くお出しください。\n"
        "お困りのときは、市の担当者にご連絡ください。",
        (*ABOUT, DOCUMENT, DUE),
        must="報告がないと補助金の額が確定できず、団体の不利になるため",
    ),
    MailKind(
        "repayment_billed",
        Reader.APPLICANT,
        "返還のお願い",
        "事務局が返還の納入通知を記録したとき",
        "【受付 $receipt_number】補助金の返還のお願い",
        "「$project」について、返還していただく額は $amount です。\n"
        "市から届く納入通知書（$bill_number）で納めてください。",
        (*ABOUT, AMOUNT, Fact("bill_number", "納入通知書の番号", "第45号")),
        must="期限までに納めていただくお金の知らせのため",
    ),
    MailKind(
        "evaluation_handed_in",
        Reader.OFFICER,
        "事業の評価の提出",
        "団体や担当課などが事業の評価を提出したとき",
        "【受付 $receipt_number】評価（$side）が提出されました",
        "「$project」の評価（$side）が提出されました。\n"
        "すべての側の評価がそろうと、合同の評価を書けます。",
        (*ABOUT, Fact("side", "評価を書いた側", "団体")),
    ),
    MailKind(
        "award_closed",
        Reader.APPLICANT,
        "精算の終わり",
        "事務局が精算を終えたとき",
        "【受付 $receipt_number】精算が終わりました",
        "「$project」の精算が終わりました。ご協力ありがとうございました。",
        ABOUT,
    ),
)
