"""The mails about the office's own work on applications: paper, its corrections, opinions."""

from koubo.applications.messages import ABOUT, DOCUMENT, RECEIVED
from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

DEPARTMENT = Fact("department", "担当課の名前", "環境政策課")
OPINION_DUE = Fact("due", "意見の期限の日", "令和8年12月22日")

OFFICE_MAILS = (
    MailKind(
        "paper_recorded",
        Reader.APPLICANT,
        "紙の提出の記録",
        "事務局が、紙で届いた書類を受付に記録したとき。アカウントのある構成員に届く",
        "【受付 $receipt_number】紙の${document}を受け付けました",
        "$organisation の${document}「$project」が紙で届き、受付に記録しました。\n"
        "受付番号は $receipt_number です。\n"
        "受け付けた日時は $received です。\n\n"
        "記録した内容は、次のページでご覧ください。"
        "紙と違うところがあれば、事務局にご連絡ください。",
        (*ABOUT, DOCUMENT, RECEIVED),
        must="提出した書類の受付の控えになるため",
    ),
    MailKind(
        "filing_mended",
        Reader.APPLICANT,
        "職権による訂正",
        "事務局が、団体の同意を得て、提出された書類を直したとき",
        "【受付 $receipt_number】${document}を訂正しました",
        "「$project」の${document}の次の項目を、ご連絡のうえ市で訂正しました。\n"
        "訂正した項目：$fields\n"
        "同意をいただいた方：$consented_by（$how）\n"
        "理由：$reason\n\n"
        "訂正の前と後の内容は、次のページでご覧ください。\n"
        "同意していない、または内容が違うときは、すぐに次のところへご連絡ください。元に戻せます。\n"
        "$contact",
        (
            *ABOUT,
            DOCUMENT,
            Fact("fields", "訂正した項目", "収支予算書、期待する成果"),
            Fact("consented_by", "同意した人", "水玉 花子"),
            Fact("how", "同意の方法", "電話"),
            Fact("reason", "訂正の理由", "費目の名前の書き間違いのため"),
            Fact("contact", "制度の問い合わせ先", "市民活動推進課\n電話 086-426-3111"),
        ),
        must="提出した書類が変わったことを、団体が確かめられるようにするため",
    ),
    MailKind(
        "opinion_asked",
        Reader.DEPARTMENT,
        "担当課の意見の依頼",
        "事務局が、担当課に応募への意見を頼んだとき",
        "【${due}まで】応募への意見をお願いします：$project",
        "「$call」に届いた「$project」（$organisation）について、$department の意見をお願いします。\n"
        "期限は $due です。\n"
        "次のページで応募の内容を読み、意見を書けます。",
        (*ABOUT, DEPARTMENT, OPINION_DUE),
    ),
)
