"""The mails about the members of an organisation: who is told what, when, and in which words."""

from koubo.people.mail_kinds import Fact, MailKind
from koubo.storage.outbox import Reader

ORGANISATION = Fact("organisation", "団体の名前", "みずたま防災クラブ", typed=True)
ROLE = Fact("role", "新しい役割", "会計")

OTHER = Fact("other", "統合された団体の名前", "みずたま防災の会", typed=True)

SECURITY = "知らないうちに団体の権限が変わることを防ぐため"

MAILS = (
    MailKind(
        "member_joined",
        Reader.APPLICANT,
        "メンバーの参加",
        "招待された人が団体に加わったとき。ほかのメンバーに届く",
        "「$organisation」に新しいメンバーが加わりました",
        "招待を受けた方が、「$organisation」のメンバーになりました。\n"
        "覚えのない方のときは、メンバーの一覧から外してください。",
        (ORGANISATION,),
        must=SECURITY,
    ),
    MailKind(
        "members_changed",
        Reader.APPLICANT,
        "メンバーや役割の変更",
        "団体のだれかの役割が変わった、抜けた、外れたとき。ほかのメンバーに届く",
        "「$organisation」のメンバーが変わりました",
        "「$organisation」のメンバーか、その役割が変わりました。\n次のページで確かめてください。",
        (ORGANISATION,),
        must=SECURITY,
    ),
    MailKind(
        "role_changed",
        Reader.APPLICANT,
        "本人の役割の変更",
        "団体での役割が変わったとき。本人に届く",
        "「$organisation」でのあなたの役割が変わりました",
        "「$organisation」でのあなたの役割が「$role」になりました。",
        (ORGANISATION, ROLE),
        must=SECURITY,
    ),
    MailKind(
        "member_left",
        Reader.APPLICANT,
        "団体からの脱退",
        "自分で団体から抜けたとき。本人に届く",
        "「$organisation」から抜けました",
        "「$organisation」のメンバーから抜けました。これからは、この団体の応募を見ることができません。\n"
        "覚えがないときは、事務局にお問い合わせください。",
        (ORGANISATION,),
        must=SECURITY,
    ),
    MailKind(
        "member_removed",
        Reader.APPLICANT,
        "団体から外れたこと",
        "ほかのメンバーが団体から外したとき。本人に届く",
        "「$organisation」のメンバーから外れました",
        "「$organisation」のメンバーから外れました。これからは、この団体の応募を見ることができません。\n"
        "心当たりがないときは、団体の代表者か事務局にお問い合わせください。",
        (ORGANISATION,),
        must=SECURITY,
    ),
    MailKind(
        "organisations_merged",
        Reader.APPLICANT,
        "団体の統合",
        "職員が、2つの記録を同じ団体として統合したとき。両方のメンバーに届く",
        "「$organisation」の記録を1つにまとめました",
        "「$other」は「$organisation」と同じ団体として、記録を1つにまとめました。\n"
        "応募、メンバー、名簿、助成歴は「$organisation」にあります。提出した書類の中身は変わりません。\n"
        "心当たりがないときは、事務局にお問い合わせください。",
        (ORGANISATION, OTHER),
        must=SECURITY,
    ),
    MailKind(
        "account_changed",
        Reader.APPLICANT,
        "振込先の口座の届出",
        "団体のだれかが、振込先の口座を届け出たか変えたとき。メンバー全員に届く",
        "「$organisation」の振込先の口座が変わりました",
        "「$organisation」の振込先の口座が、次のとおり届け出られました。\n$account\n\n"
        "これから出す請求書は、この口座に支払われます。提出済みの請求書の口座は変わりません。\n"
        "覚えがないときは、すぐに事務局へ連絡してください。",
        (
            ORGANISATION,
            Fact("account", "口座（番号は下3けた）", "水玉銀行 本店 普通 ****567", typed=True),
        ),
        must=SECURITY,
    ),
    MailKind(
        "representative_changed",
        Reader.OFFICER,
        "団体の代表者の交代",
        "手続き中の応募がある団体が、代表者の交代を記録したとき",
        "「$organisation」の代表者が替わりました",
        "手続き中の応募がある「$organisation」の代表者が替わりました。\n"
        "これから作る通知書には、施行日の代表者の氏名が載ります。",
        (ORGANISATION,),
    ),
)
