"""What the history calls the steps of letters: made in one go, issued anew, forms in Word."""

from collections.abc import Mapping

LETTER_VERBS: Mapping[str, str] = {
    "ask_letter_batch": "通知書をまとめて作成しました",
    "cancel_letter_batch": "通知書をまとめて作成するのを中止しました",
    "reissue_notice": "通知書を再発行しました",
    "keep_letter_form": "通知書のWord様式を登録しました",
    "retire_letter_form": "通知書のWord様式を使わないことにしました",
}
