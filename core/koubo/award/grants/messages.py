"""The mails of 交付 beside its letters: deadlines, ends, offers to runners-up, agreements."""

from koubo.applications.messages import ABOUT
from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

REASON = Fact("reason", "理由", "期限までに交付申請書の提出がなかったため", typed=True)
UNTIL = Fact("until", "期限", "令和8年4月30日")
AMOUNT = Fact("amount", "案内する額", "103,000円")

GRANT_MAILS = (
    MailKind(
        "apply_by_changed",
        Reader.APPLICANT,
        "交付申請の期限の変更",
        "事務局が交付申請の期限を変えたとき",
        "【受付 $receipt_number】交付申請の期限が変わりました",
        "「$project」の交付申請の期限が $until に変わりました。\n理由：$reason",
        (*ABOUT, UNTIL, REASON),
    ),
    MailKind(
        "award_lapsed",
        Reader.APPLICANT,
        "交付の失効",
        "交付申請の期限を過ぎ、事務局が失効にしたとき",
        "【受付 $receipt_number】交付の手続きが終わりました（失効）",
        "「$project」は、交付申請の期限までに提出がなかったため、失効になりました。\n理由：$reason",
        (*ABOUT, REASON),
        must="補助金を受けられなくなることを、かならず知らせるため",
    ),
    MailKind(
        "withdrawal_asked",
        Reader.OFFICER,
        "交付申請の取下げの申出",
        "団体が、交付決定の後に交付申請の取下げを申し出たとき",
        "【受付 $receipt_number】交付申請の取下げの申出がありました",
        "$organisation から「$project」の交付申請を取り下げる申出がありました。\n理由：$reason\n"
        "内容を確かめて、取下げを記録してください。",
        (*ABOUT, REASON),
    ),
    MailKind(
        "award_withdrawn",
        Reader.APPLICANT,
        "交付申請の取下げ",
        "事務局が、交付申請の取下げを記録したとき",
        "【受付 $receipt_number】交付申請の取下げを受け付けました",
        "「$project」の交付申請の取下げを受け付けました。交付決定はなかったことになります。\n"
        "理由：$reason",
        (*ABOUT, REASON),
    ),
    MailKind(
        "award_added",
        Reader.APPLICANT,
        "次の交付",
        "事務局が、次の年度か次の段階の交付を加えたとき",
        "【受付 $receipt_number】次の交付申請ができるようになりました（$which）",
        "「$project」の $which の交付申請書を作れるようになりました。\n"
        "前の交付申請書の内容を写した下書きから始められます。",
        (*ABOUT, Fact("which", "どの年度・段階か", "令和9年度　第2段階")),
    ),
    MailKind(
        "runner_up_offered",
        Reader.APPLICANT,
        "次点の団体への案内",
        "事務局が、次点の団体に予算の残りを案内したとき",
        "【受付 $receipt_number】次点の事業についてのご案内（$until まで）",
        "次点になっていた「$project」について、$amount で事業を行えるようになりました。\n"
        "行うかどうかを、$until までに次のページで答えてください。$note",
        (*ABOUT, AMOUNT, UNTIL, Fact("note", "事務局からの言葉", "", typed=True)),
        must="期限までに答えないと、次の団体に順番が移るため",
    ),
    MailKind(
        "offer_taken_back",
        Reader.APPLICANT,
        "次点への案内の取消し",
        "事務局が、次点の団体への案内を取り消したとき",
        "【受付 $receipt_number】次点の事業についての案内を取り消しました",
        "「$project」についての案内を取り消しました。理由は事務局におたずねください。",
        ABOUT,
    ),
    MailKind(
        "offer_accepted",
        Reader.OFFICER,
        "次点の団体の回答（受ける）",
        "次点の団体が、案内を受けると答えたとき",
        "【受付 $receipt_number】次点の団体から回答がありました",
        "$organisation が「$project」の案内に答えました。\n繰上げ採択を起案できます。",
        ABOUT,
    ),
    MailKind(
        "offer_declined",
        Reader.OFFICER,
        "次点の団体の回答（受けない）",
        "次点の団体が、案内を受けないと答えたとき",
        "【受付 $receipt_number】次点の団体から回答がありました",
        "$organisation が「$project」の案内に答えました。\n次の順位の団体に案内できます。",
        ABOUT,
    ),
    MailKind(
        "agreement_signed",
        Reader.APPLICANT,
        "協定書の締結",
        "事務局が、協定書の両方の署名を記録したとき",
        "【受付 $receipt_number】$title を結びました",
        "「$project」の$title に、団体と市の両方が署名しました。次のページで読めます。",
        (*ABOUT, Fact("title", "協定書の名称", "協定書")),
    ),
    MailKind(
        "award_agreed",
        Reader.APPLICANT,
        "協定による交付決定",
        "協定書が通知書に代わる制度で、交付決定が施行されたとき",
        "【受付 $receipt_number】交付が決まりました",
        "「$project」の交付が、市と結んだ協定書に基づいて決まりました。\n"
        "次のページで協定書と金額をご覧ください。",
        ABOUT,
        must="交付の決定を、かならず知らせるため",
    ),
)
