"""The mails of reporting: who is told what, when, and in which words."""

from koubo.applications.messages import ABOUT, filing_mails
from koubo.award.messages import AMOUNT
from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.forms import FilingKind
from koubo.storage.outbox import Reader

MAILS = (
    *filing_mails(FilingKind.INTERIM_REPORT, officers_do="内容を確かめてください。"),
    *filing_mails(FilingKind.REPORT, officers_do="内容を確かめてください。"),
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
        "award_closed",
        Reader.APPLICANT,
        "精算の終わり",
        "事務局が精算を終えたとき",
        "【受付 $receipt_number】精算が終わりました",
        "「$project」の精算が終わりました。ご協力ありがとうございました。",
        ABOUT,
    ),
)
