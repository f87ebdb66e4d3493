"""The mails of applications: who is told what, when, and in which words."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.schemes.messages import CALL
from koubo.storage.outbox import Reader

PROJECT = Fact("project", "事業の名前", "まちなか防災すごろくづくり", typed=True)
ORGANISATION = Fact("organisation", "団体の名前", "みずたま防災クラブ", typed=True)
RECEIPT_NUMBER = Fact("receipt_number", "受付番号", "KU27-1-0012-34")
DOCUMENT = Fact("document", "書類の名前", "企画提案書")

WHAT = Fact("what", "書類の名前", "企画提案書")
CLOSES = Fact("closes", "締切", "令和8年12月8日 17時00分00秒まで（日本時間）")
DAYS_LEFT = Fact("days", "あと何日か", "3")
MISSING = Fact("missing", "まだ足りないもの", "まだ入力や添付が必要なところが4つあります。")

RECEIVED = Fact("received", "受け付けた日時", "令和8年12月5日 14時20分00秒（日本時間）")
FILES = Fact(
    "files", "受け付けたファイルの名前", "受け付けたファイル（1件）\n・規約.pdf", typed=True
)
FILE = Fact("file", "ファイルの名前", "規約.pdf", typed=True)

ABOUT = (CALL, PROJECT, ORGANISATION, RECEIPT_NUMBER)
"""What every mail about an application may name."""


def filing_mails(kind: FilingKind, *, officers_do: str) -> tuple[MailKind, MailKind]:
    """Give the two mails of a filing that came in: the applicant's receipt and the officers' word.

    :param officers_do: what the officers do next, as a sentence
    """
    name = FILING_NAMES[kind]
    receipt = MailKind(
        f"{kind.value}_filed",
        Reader.APPLICANT,
        f"{name}の提出",
        f"団体が{name}を提出したとき（補正の後の提出も）。受付の控えになる",
        "【受付 $receipt_number】${document}を受け付けました",
        "$organisation の${document}「$project」を受け付けました。\n"
        "受付番号は $receipt_number です。\n"
        "受け付けた日時は $received です。\n\n"
        "$files\n\n"
        "提出した内容の控えと受付票は、次のページでご覧ください。",
        (*ABOUT, DOCUMENT, RECEIVED, FILES),
        must="提出した書類の受付の控えになるため",
    )
    word = MailKind(
        f"{kind.value}_filed",
        Reader.OFFICER,
        f"{name}の提出",
        f"団体が{name}を提出したとき（補正の後の提出も）",
        "【受付 $receipt_number】$organisation から${document}が届きました",
        f"$organisation から「$call」に${{document}}「$project」が届きました。\n{officers_do}",
        (*ABOUT, DOCUMENT, RECEIVED, FILES),
    )
    return receipt, word


MAILS = (
    *filing_mails(FilingKind.PARTICIPATION, officers_do="内容を確かめてください。"),
    *filing_mails(FilingKind.PROPOSAL, officers_do="内容と要件を確かめてください。"),
    MailKind(
        "application_withdrawn",
        Reader.APPLICANT,
        "応募の取下げ",
        "団体が応募を取り下げたとき。団体のほかのメンバーにも届く",
        "【受付 $receipt_number】応募を取り下げました",
        "$organisation の「$project」の応募が取り下げられました。\n"
        "覚えがないときは、事務局にお問い合わせください。",
        ABOUT,
        must="取下げは元に戻せず、覚えのない取下げに気づけるようにするため",
    ),
    MailKind(
        "application_withdrawn",
        Reader.OFFICER,
        "応募の取下げ",
        "団体が応募を取り下げたとき",
        "【受付 $receipt_number】応募が取り下げられました",
        "$organisation が「$project」の応募を取り下げました。",
        ABOUT,
    ),
    MailKind(
        "file_infected",
        Reader.APPLICANT,
        "添付ファイルのウイルス",
        "事務局がウイルスの検査をやり直し、提出された添付ファイルからウイルスが見つかったとき",
        "【受付 $receipt_number】添付ファイルからウイルスが見つかりました",
        "「$project」に添付された「$file」からウイルスが見つかり、市では開けなくなりました。\n"
        "お使いのパソコンのウイルスを取り除いてください。\n"
        "差し替えについては、事務局からご連絡します。",
        (*ABOUT, FILE),
        must="お使いのパソコンの危険と、書類の差し替えをお知らせするため",
    ),
    MailKind(
        "file_infected",
        Reader.OFFICER,
        "添付ファイルのウイルス",
        "ウイルスの検査をやり直し、提出された添付ファイルからウイルスが見つかったとき",
        "【受付 $receipt_number】添付ファイルからウイルスが見つかりました",
        "$organisation の「$project」に添付された「$file」からウイルスが見つかりました。\n"
        "このファイルは、だれも開けません。作り直したファイルを、補正で出してもらってください。",
        (*ABOUT, FILE),
    ),
    MailKind(
        "project_contact_changed",
        Reader.OFFICER,
        "連絡担当者の変更",
        "団体が、事業の連絡担当者を変えたとき",
        "【受付 $receipt_number】連絡担当者が変わりました",
        "$organisation が「$project」の連絡担当者を変えました。\n承認はいりません。新しい担当者を確かめてください。",
        ABOUT,
    ),
    MailKind(
        "application_accepted",
        Reader.APPLICANT,
        "応募の受理",
        "事務局が要件を確かめ、応募を受理したとき",
        "【受付 $receipt_number】応募を受理しました",
        "「$project」の応募を受理しました。\n結果は、通知書でお知らせします。",
        ABOUT,
    ),
    MailKind(
        "application_ineligible",
        Reader.APPLICANT,
        "要件に合わないという判断",
        "事務局が、応募の要件を満たさないと判断したとき",
        "【受付 $receipt_number】応募の要件についてのお知らせ",
        "「$project」について、応募の要件を満たさないと判断しました。理由は次のページでご覧ください。",
        ABOUT,
        must="応募の結果の一つで、団体にかならず知らせるため",
    ),
    MailKind(
        "correction_asked",
        Reader.APPLICANT,
        "補正のお願い",
        "事務局が、書類を直すよう頼んだとき",
        "【受付 $receipt_number】書類の直しをお願いします（${due}まで）",
        "「$project」の書類に直していただきたいところがあります。\n"
        "$due までに直して、もう一度提出してください。\n\n"
        "この日を過ぎると、インターネットからは提出できなくなります。"
        "間に合いそうにないときは、この日までに、市の担当者に電話してください。",
        (*ABOUT, Fact("due", "直す期限の日", "令和8年12月22日（火）")),
        must="期限のある頼みで、知らないと団体の不利になるため",
    ),
    MailKind(
        "more_time_given",
        Reader.APPLICANT,
        "この応募だけの期限の延長",
        "事務局が、1つの応募だけ書類の期限を延ばしたとき",
        "${what}の締切を延ばしました：$call",
        "$organisation の応募について、${what}の締切を $closes に延ばしました。\n理由：$reason",
        (*ABOUT, WHAT, CLOSES, Fact("reason", "延ばす理由", "大雨で集まれなかったため")),
        must="新しい期限を知らないと団体の不利になるため",
    ),
    MailKind(
        "deadline_near",
        Reader.APPLICANT,
        "締切が近いことのお知らせ",
        "書きかけの書類や補正の締切の7日前、3日前、1日前",
        "【あと${days}日】${what}の締切が近づいています",
        "$organisation の${what}が、まだ提出されていません。\n"
        "締切は $closes です。\n$missing\n続きは、次のページから書けます。",
        (*ABOUT, WHAT, CLOSES, DAYS_LEFT, MISSING),
    ),
)
