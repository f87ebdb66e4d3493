"""Tones of states, and the words in which history is told to staff."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from koubo.applications.rules import APPLICATION_STEPS, ApplicationState, FilingState
from koubo.calendar import format_date, format_deadline, format_moment
from koubo.money import format_yen
from koubo.people.steps import Step
from koubo.schemes.eligibility.case import ANSWER_NAMES, Answer
from koubo.schemes.queries import CallLine, ThemeLine
from koubo.schemes.rules import CALL_STEPS, PHASE_NAMES, CallState, Phase, ThemeState

Tag = tuple[str, str]
"""Words and tone, as ``state_tag`` takes them."""

APPLICATION_TONES: Mapping[ApplicationState, str] = {
    ApplicationState.FILED: "yellow",
    ApplicationState.IN_CORRECTION: "blue",
    ApplicationState.ACCEPTED: "green",
    ApplicationState.INELIGIBLE: "red",
    ApplicationState.SELECTED: "green",
    ApplicationState.RUNNER_UP: "blue",
    ApplicationState.NOT_SELECTED: "grey",
    ApplicationState.WITHDRAWN: "grey",
}
FILING_TONES: Mapping[FilingState, str] = {
    FilingState.FILED: "yellow",
    FilingState.IN_CORRECTION: "blue",
    FilingState.ACCEPTED: "green",
}
ANSWER_TONES: Mapping[Answer, str] = {
    Answer.MET: "green",
    Answer.NOT_MET: "red",
    Answer.UNKNOWN: "yellow",
}
THEME_TONES: Mapping[ThemeState, str] = {
    ThemeState.OFFERED: "yellow",
    ThemeState.COORDINATED: "blue",
    ThemeState.PUBLISHED: "green",
    ThemeState.TAKEN: "green",
    ThemeState.NOT_TAKEN: "grey",
}
CALL_TONES: Mapping[CallState, str] = {
    CallState.PLANNED: "neutral",
    CallState.DECIDED: "green",
    CallState.FINISHED: "grey",
    CallState.CANCELLED: "grey",
}
PHASE_TONES: Mapping[Phase, str] = {
    Phase.COMING: "neutral",
    Phase.OPEN: "blue",
    Phase.CLOSED: "yellow",
}
PHASE_WORDS: Mapping[Phase, str] = {**PHASE_NAMES, Phase.CLOSED: "審査・決定"}


def application_tag(state: ApplicationState) -> Tag:
    """Give an application's state in words, with its tone."""
    return APPLICATION_STEPS.names[state], APPLICATION_TONES.get(state, "neutral")


def call_tag(state: CallState, phase: Phase) -> Tag:
    """Give where a call is: what the clock says while it runs, else its state."""
    if state is CallState.PUBLISHED:
        return PHASE_WORDS[phase], PHASE_TONES[phase]
    return CALL_STEPS.names[state], CALL_TONES[state]


def line_tag(line: CallLine, now: datetime) -> Tag:
    """Give where a listed call is."""
    return call_tag(line.state, line.phase(now))


def theme_tag(theme: ThemeLine) -> Tag:
    """Give a theme's state in words, with its tone."""
    return theme.state_name, THEME_TONES[theme.state]


def answer_tag(answer: Answer) -> Tag:
    """Give a rule's answer in words, with its tone."""
    return ANSWER_NAMES[answer], ANSWER_TONES[answer]


VERBS: Mapping[str, str] = {
    "start_application": "応募の下書きを始めました",
    "file_proposal": "企画提案書を提出しました",
    "file_grant_application": "交付申請書を提出しました",
    "file_report": "実績報告書を提出しました",
    "record_finding": "要件を確認しました",
    "accept": "応募を受理しました",
    "ask_correction": "補正を依頼しました",
    "find_ineligible": "要件不適合と判断しました",
    "accept_grant_application": "交付申請書を受理しました",
    "accept_report": "実績報告書を受理しました",
    "withdraw": "応募を取り下げました",
    "plan_call": "募集を作りました",
    "change_call": "募集の内容を直しました",
    "take_themes": "載せるテーマを選びました",
    "publish_call": "募集を公開しました",
    "extend_deadline": "締切を延ばしました",
    "cancel_call": "募集を中止しました",
    "record_vote": "予算の議決を記録しました",
    "offer_theme": "テーマを提出しました",
    "change_theme": "テーマの内容を直しました",
    "coordinate_theme": "調整を終えました",
    "decline_theme": "今回は見送りました",
    "publish_theme": "募集に載せて公開しました",
    "cancel_theme": "募集の中止により終わりました",
}
QUIET = frozenset({"save_draft", "attach_file", "remove_file"})
"""Steps of a draft's everyday life, which staff need not read."""


def timeline_of(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Give history as the macro ``timeline`` shows it."""
    return [
        {
            "when": format_moment(one.at),
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
    return f"新しい締切：{after}\n理由：{detail['reason']}"


def _vote(detail: Mapping[str, Any]) -> str:
    day = format_date(date.fromisoformat(detail["voted_on"]))
    return f"議決日 {day}　予算額 {format_yen(detail['budget'])}"


def _publishing(detail: Mapping[str, Any]) -> str:
    proof = detail.get("proof", {})
    told = f"確認例 {proof.get('passed', 0)}件が合格"
    override = detail.get("override", "")
    return f"{told}\n合わない例があるまま公開した理由：{override}" if override else told


def _reason(detail: Mapping[str, Any]) -> str:
    return str(detail.get("reason", ""))


def _receipt(detail: Mapping[str, Any]) -> str:
    return f"受付番号 {detail['receipt_number']}" if detail.get("receipt_number") else ""


TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "record_finding": _finding,
    "ask_correction": _correction,
    "find_ineligible": _reason,
    "withdraw": _reason,
    "file_proposal": _receipt,
    "extend_deadline": _extension,
    "cancel_call": _reason,
    "decline_theme": _reason,
    "record_vote": _vote,
    "publish_call": _publishing,
}
