"""The words in which history is told to staff."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from koubo.calendar import format_date, format_deadline, format_moment_short
from koubo.money import format_yen
from koubo.people.history import Step
from koubo.schemes.eligibility.case import ANSWER_NAMES, Answer
from koubo_web.desks.officer.grants.grant_words import GRANT_VERBS
from koubo_web.desks.officer.grants.words import AMENDMENT_VERBS
from koubo_web.desks.officer.history_words.of_letters import LETTER_VERBS
from koubo_web.desks.officer.history_words.of_members import MEMBER_VERBS
from koubo_web.desks.officer.history_words.of_office import OFFICE_TELLERS, OFFICE_VERBS
from koubo_web.desks.officer.history_words.of_organisations import (
    ORGANISATION_TELLERS,
    ORGANISATION_VERBS,
)
from koubo_web.desks.officer.history_words.of_panels import PANEL_TELLERS, PANEL_VERBS
from koubo_web.desks.officer.history_words.of_paper import PAPER_TELLERS, PAPER_VERBS
from koubo_web.desks.officer.history_words.of_presentations import (
    PRESENTATION_TELLERS,
    PRESENTATION_VERBS,
)
from koubo_web.desks.officer.history_words.of_reports import REPORT_VERBS
from koubo_web.desks.officer.history_words.of_returns import RETURN_VERBS

VERBS: Mapping[str, str] = {
    **ORGANISATION_VERBS,
    **OFFICE_VERBS,
    **MEMBER_VERBS,
    **PANEL_VERBS,
    **PAPER_VERBS,
    **PRESENTATION_VERBS,
    **REPORT_VERBS,
    **LETTER_VERBS,
    **AMENDMENT_VERBS,
    **GRANT_VERBS,
    **RETURN_VERBS,
    "start_application": "応募の下書きを始めました",
    "begin_proposal": "企画提案書を書き始めました",
    "ask_consent": "一緒に行う団体に同意をお願いしました",
    "answer_consent": "一緒に行う団体が同意の答えを出しました",
    "record_paper_consent": "一緒に行う団体の同意を書類で記録しました",
    "file_participation": "参加表明書を提出しました",
    "file_proposal": "企画提案書を提出しました",
    "file_grant_application": "交付申請書を提出しました",
    "file_report": "実績報告書を提出しました",
    "record_finding": "要件を確認しました",
    "accept": "応募を受理しました",
    "ask_correction": "補正を依頼しました",
    "find_ineligible": "要件不適合と判断しました",
    "accept_participation": "参加表明書を受理しました",
    "accept_grant_application": "交付申請書を受理しました",
    "accept_report": "実績報告書を受理しました",
    "withdraw": "応募を取り下げました",
    "discard_draft": "下書きを捨てました",
    "scan_file": "添付ファイルのウイルスを検査しました",
    "plan_call": "募集を作りました",
    "change_call": "募集の内容を直しました",
    "take_themes": "載せるテーマを選びました",
    "publish_call": "募集を公開しました",
    "extend_deadline": "締切を延ばしました",
    "give_more_time": "この応募だけ、締切を延ばしました",
    "cancel_call": "募集を中止しました",
    "correct_call": "募集を訂正しました（正誤表）",
    "recheck_call": "システムかプラグインの版が変わり、計算をやり直しました",
    "decide_recheck": "新しい版の計算の結果で進めることを決めました",
    "start_scheme_file": "制度ファイルの作業用の写しを作りました",
    "save_scheme_file": "制度ファイルを保存しました",
    "confirm_mark": "要確認の値を確認しました",
    "discard_scheme_file": "制度ファイルの作業用の写しを片付けました",
    "publish_release": "制度の版を公開しました",
    "withdraw_release": "制度の版を取り下げました",
    "record_vote": "予算の議決を記録しました",
    "finish_call": "募集を終えました",
    "offer_theme": "テーマを提出しました",
    "change_theme": "テーマの内容を直しました",
    "coordinate_theme": "調整を終えました",
    "decline_theme": "今回は見送りました",
    "publish_theme": "募集に載せて公開しました",
    "cancel_theme": "募集の中止により終わりました",
    "start_stage": "審査を始めました",
    "declare_no_conflict": "利害関係がないことを申告しました",
    "declare_conflict": "利害関係を申告し、審査から外れました",
    "hand_in_sheet": "審査票を提出しました",
    "reopen_sheet": "審査票を開き直しました",
    "ask_to_reopen_sheet": "提出した審査票を直したいと申し出ました",
    "set_review_due": "審査票の提出期限を決めました",
    "move_sheets_to_newest": "書きかけの審査票を訂正後の内容に替えました",
    "keep_file_from_reviewers": "ファイルを委員に見せないようにしました",
    "show_file_to_reviewers": "ファイルを委員に見せることにしました",
    "mark_absent": "審査委員の欠席を記録しました",
    "tally": "集計しました",
    "draw_lot": "同点の応募の順番を抽選しました",
    "set_pots": "予算の枠を決めました",
    "conclude_stage": "審査会の結論を記録しました",
    "save_conclusion_draft": "審査会の結論を途中まで保存しました",
    "withdraw_recommendation": "記録した審査会の結論を取り下げました",
    "draft_selection_decision": "採択・不採択の決定を起案しました",
    "draft_grant_decision": "交付決定を起案しました",
    "draft_settlement_decision": "額の確定を起案しました",
    "drop_decision": "起案を取りやめました",
    "record_kessai": "決裁を記録しました",
    "release_selection_decision": "採択・不採択の決定を施行しました",
    "release_grant_decision": "交付決定を施行しました",
    "release_settlement_decision": "額の確定を施行しました",
    "issue_notice": "通知書を発行しました",
    "start_grant_application": "交付申請書の下書きを始めました",
    "start_report": "実績報告書の下書きを始めました",
    "decline_award": "交付を辞退しました",
    "file_claim": "補助金を請求しました",
    "withdraw_claim": "請求を取り下げました",
    "send_back_claim": "請求を差し戻しました",
    "save_budget_code": "予算科目を保存しました",
    "record_account": "振込先の口座を届け出ました",
    "read_account": "振込先の口座を見ました",
    "pay_claim": "支払いを記録しました",
    "accept_claim": "請求を受理しました",
    "order_payment": "支出命令を記録しました",
    "close_award": "精算を終えました",
    "retry_mail": "メールを送り直しました",
    "send_mail_again": "メールをもう一度送りました",
    "read_mail": "メールの本文を開きました",
    "print_mail": "郵送用に印刷しました",
    "post_mail": "郵送したことを記録しました",
    "save_mail_text": "メールの文面を保存しました",
    "reset_mail_text": "メールをもとの文面に戻しました",
    "switch_mail": "メールを送るかどうかを変えました",
    "hold_mails": "メールの送信を保留しました",
    "release_mails": "保留したメールを送りました",
}
QUIET = frozenset(
    {
        "save_draft",
        "copy_answers",
        "attach_file",
        "remove_file",
        "save_sheet",
        "save_conclusion_draft",
    }
)
"""Steps of a draft's everyday life, which staff need not read."""


def timeline_of(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Give history as the macro ``timeline`` shows it."""
    return [
        {
            "when": format_moment_short(one.at),
            "title": VERBS.get(one.verb, f"記録：{one.verb}"),
            "who": one.who,
            "text": _told(one),
        }
        for one in steps
        if one.verb not in QUIET
    ]


def _told(step: Step) -> str:
    tell = TELLERS.get(step.verb)
    return tell(step.detail) if tell and step.detail else ""


def _finding(detail: Mapping[str, Any]) -> str:
    answer = ANSWER_NAMES[Answer(detail["answer"])]
    note = detail.get("note", "")
    return f"{answer}。{note}" if note else answer


def _correction(detail: Mapping[str, Any]) -> str:
    due = format_date(date.fromisoformat(detail["due"]))
    return f"{detail['reason']}\n期限：{due}"


def _extension(detail: Mapping[str, Any]) -> str:
    after = format_deadline(datetime.fromisoformat(detail["after"]))
    name = f"「{detail['name']}」の" if detail.get("name") else ""
    return f"{name}新しい締切：{after}\n理由：{detail['reason']}"


def _vote(detail: Mapping[str, Any]) -> str:
    day = format_date(date.fromisoformat(detail["voted_on"]))
    return f"議決日 {day}　予算額 {format_yen(detail['budget'])}"


def _publishing(detail: Mapping[str, Any]) -> str:
    proof = detail.get("proof", {})
    told = f"確認例 {proof.get('passed', 0)}件が合格"
    override = detail.get("override", "")
    return f"{told}\n合わない例があるまま公開した理由：{override}" if override else told


def _correction_of_call(detail: Mapping[str, Any]) -> str:
    touched = len(detail["touched"])
    changes = "\n".join(detail["changes"])
    return f"理由：{detail['reason']}\n{changes}\n結果が変わる応募：{touched}件"


def _recheck(detail: Mapping[str, Any]) -> str:
    count = detail["differences"]
    return f"{count}件の結果が変わるため、手続きを止めました" if count else "結果は変わりません"


def _confirmation(detail: Mapping[str, Any]) -> str:
    return f"{detail['label']}：{detail['value']}　根拠：{detail['source']}"


def _release(detail: Mapping[str, Any]) -> str:
    return f"第{detail['number']}版　{detail['note']}"


def _reason(detail: Mapping[str, Any]) -> str:
    return str(detail.get("reason", ""))


def _scan(detail: Mapping[str, Any]) -> str:
    found = detail["found"]
    told = f"ウイルスあり：{found}" if found else "ウイルスは見つかりませんでした"
    return f"{detail['name']}　{told}（{detail['scanned_by']}）"


def _mail_text(detail: Mapping[str, Any]) -> str:
    return f"件名：{detail['after'] or '（もとの文面）'}\n{detail['body']}"


def _receipt(detail: Mapping[str, Any]) -> str:
    return f"受付番号 {detail['receipt_number']}" if detail.get("receipt_number") else ""


TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **ORGANISATION_TELLERS,
    **OFFICE_TELLERS,
    **PRESENTATION_TELLERS,
    **PANEL_TELLERS,
    **PAPER_TELLERS,
    "record_finding": _finding,
    "ask_correction": _correction,
    "find_ineligible": _reason,
    "withdraw": _reason,
    "scan_file": _scan,
    "file_participation": _receipt,
    "file_proposal": _receipt,
    "extend_deadline": _extension,
    "give_more_time": _extension,
    "cancel_call": _reason,
    "decline_theme": _reason,
    "record_vote": _vote,
    "publish_call": _publishing,
    "correct_call": _correction_of_call,
    "recheck_call": _recheck,
    "decide_recheck": _reason,
    "confirm_mark": _confirmation,
    "publish_release": _release,
    "withdraw_release": _reason,
    "withdraw_recommendation": _reason,
    "save_mail_text": _mail_text,
    "switch_mail": _reason,
    "hold_mails": _reason,
}
