"""The words in which the history of a presentation day is told to staff."""

from collections.abc import Callable, Mapping
from typing import Any

PRESENTATION_VERBS: Mapping[str, str] = {
    "make_presentation_day": "発表の日を作りました",
    "change_presentation_day": "発表の日時・会場・分数を変えました",
    "order_presentations": "発表の順番を決めました",
    "change_timetable": "時間割を変えました",
    "mark_presenter_away": "発表に来ない団体を記録しました",
    "tell_presentation_times": "発表の日時を団体に知らせました",
    "press_presentation_clock": "発表の時計を操作しました",
    "note_attendance": "委員の出席を記録しました",
    "make_tablet_cards": "採点用タブレットのカードを作りました",
    "revoke_tablet_cards": "採点用タブレットのカードを使えなくしました",
    "open_tablet_card": "カードでタブレットを開きました",
    "note_presentation_remarks": "議事録の意見・特記事項を書きました",
    "sign_presentation_result": "審査の結果に署名しました",
    "close_presentation_day": "発表の日を閉じました",
}


def _ordered(detail: Mapping[str, Any]) -> str:
    how = f"抽選（種 {detail['seed']}）" if detail["seed"] else "受付番号の順"
    return f"{how}：{'、'.join(detail['order'])}"


def _told(detail: Mapping[str, Any]) -> str:
    return f"{detail['groups']}団体{'' if detail['first'] else '（時刻の変わった団体だけ）'}"


def _signed(detail: Mapping[str, Any]) -> str:
    how = "紙に署名したことを記録" if detail["on_paper"] else "タブレットで署名"
    return f"{how}\n照合番号（SHA-256）{detail['digest']}"


PRESENTATION_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "order_presentations": _ordered,
    "tell_presentation_times": _told,
    "sign_presentation_result": _signed,
    "make_tablet_cards": lambda detail: "、".join(detail["members"]),
}
