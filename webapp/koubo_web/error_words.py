"""What is said when something goes wrong: what happened, what became of it, and what to do."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Words:
    """What one kind of trouble is told in.

    :param heading: what happened, in one line
    :param message: why, and what became of what was sent
    :param remedy: what to do now; "" where the message says it
    """

    heading: str
    message: str
    remedy: str = ""

    def filled(self, limit: int) -> "Words":
        """Give the words with the most megabytes that one request may carry."""
        return replace(self, message=self.message.replace("{limit}", str(limit)))

    @property
    def lines(self) -> list[str]:
        """Give what there is to read, in order."""
        return [line for line in (self.heading, self.message, self.remedy) if line]


UNREADABLE = Words(
    "送られた内容を読み取れませんでした",
    "ブラウザーから届いた内容が正しい形ではありません。何も記録していません。",
    "前のページに戻って、もう一度お試しください。",
)
NO_TABLET = Words(
    "このタブレットでは開けません",
    "審査会の日に配られたカードで開く画面です。カードの時間が終わったか、まだ開いていません。",
    "カードのコードを読み取り直すか、会場の事務局職員に声をかけてください。",
)
EXPIRED = Words(
    "ページの有効期限が切れました",
    "安全のための確認ができなかったため、送られた内容は記録していません。",
    "ページを開き直して、もう一度送信してください。",
)
STALE = Words(
    "ほかの人が先に保存しています",
    "このページを開いたあとに、ほかの人（または別のタブ）が内容を保存しました。"
    "あなたの変更は保存していません。",
    "ページを開き直して、新しい内容を確かめてください。"
    "入力した文字は、下から写し取ることができます。",
)
NOT_NOW = "この操作はいまできません"
PLUGIN_FAULT = Words(
    "いま確認できません。下書きは残っています",
    "制度のきまりを確かめる部分が答えないため、手続きを進めませんでした。",
    "しばらくしてからもう一度お試しください。続くときは、下の番号を事務局にお知らせください。",
)
FAULT = Words(
    "うまくいきませんでした",
    "システムに問題が起きたため、操作は記録していません。",
    "しばらくしてからもう一度お試しください。続くときは、下の番号を事務局にお知らせください。",
)
NO_DATABASE = Words(
    "いま、つながりにくくなっています",
    "記録を置くところが応答しないため、操作は記録していません。先に保存した内容は残っています。",
    "1分ほど待ってから、もう一度お試しください。続くときは、下の番号を事務局にお知らせください。",
)
READING_ONLY = Words(
    "いまは、読むことだけができます",
    "システムの点検のため、保存や提出を止めています。送られた内容は記録していません。",
    "点検が終わってから、もう一度送ってください。締切が近いときは、事務局にお問い合わせください。",
)
STOPPED = Words(
    "ただいま点検中です",
    "システムの点検のため、すべてのページを止めています。保存した下書きと提出したものは残っています。",
    "点検が終わってから開き直してください。締切が近いときは、事務局にお問い合わせください。",
)

BY_CODE: dict[int, Words] = {
    400: UNREADABLE,
    401: Words(
        "ログインが切れました",
        "時間がたったため、ログインが切れています。送られた内容は記録していません。",
        "ログインしてから、もう一度お試しください。",
    ),
    403: Words(
        "このページを開く権限がありません",
        "ログインしている方の役割では、このページを開けません。",
        "役割が変わったはずのときは、事務局の担当者にお問い合わせください。",
    ),
    404: Words(
        "ページが見つかりません",
        "アドレスが違うか、ページがなくなったか、見る権限がありません。",
        "アドレスを確かめるか、次のところからお探しください。",
    ),
    405: Words(
        "この操作はできません",
        "このアドレスでは、その操作を受け付けていません。",
        "前のページに戻って、ボタンから操作してください。",
    ),
    409: Words(
        NOT_NOW,
        "ページを開いたあとに、手続きの段階が変わりました。何も記録していません。",
        "ページを開き直して、いまできることを確かめてください。",
    ),
    410: Words(
        "このページは終わりました",
        "前にはあったページですが、いまは公開していません。",
        "次のところからお探しください。",
    ),
    413: Words(
        "送られた内容が大きすぎます",
        "添付ファイルなどを合わせた大きさが、一度に受け付けられる{limit}MBを超えています。"
        "何も記録していません。",
        "「戻る」を押し、ファイルを小さくするか、何回かに分けて送ってください。",
    ),
    416: Words(
        "ファイルのその部分はありません",
        "途中から受け取ろうとした位置が、ファイルの大きさを超えています。",
        "ファイルを初めから受け取り直してください。",
    ),
    429: Words(
        "操作が続きすぎています",
        "短い時間に同じ操作が何度も続いたため、しばらく受け付けていません。何も記録していません。",
        "少し待ってから、もう一度お試しください。",
    ),
    500: FAULT,
    503: Words(
        "いま、混み合っています",
        "ただいま受け付けられません。送られた内容は記録していません。",
        "少し待ってから、もう一度お試しください。",
    ),
}


def words_for(code: int) -> Words:
    """Give the words of an HTTP code; those of its family where it has none of its own."""
    return BY_CODE.get(code, FAULT if code >= 500 else UNREADABLE)
