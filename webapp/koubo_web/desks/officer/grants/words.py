"""How history tells staff of changes after the award."""

from collections.abc import Mapping

AMENDMENT_VERBS: Mapping[str, str] = {
    "change_project_contact": "連絡担当者を変えました",
    "start_amendment": "計画の変更の下書きを始めました",
    "file_amendment": "変更承認申請書を提出しました",
    "withdraw_amendment": "計画の変更を取り下げました",
    "note_amendment": "変更の届出を受け取りました",
    "file_stop": "事業の中止・廃止を届け出ました",
    "record_stop": "団体から聞いた中止・廃止を記録しました",
    "accept_amendment": "変更承認申請書を受理しました",
    "draft_amendment_decision": "変更の承認・不承認を起案しました",
    "release_amendment_decision": "変更の承認・不承認を施行しました",
}
