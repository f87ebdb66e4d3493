"""What mails are called on the officer's pages, and in which order the map shows them."""

from collections.abc import Iterable, Mapping

from koubo.people.mail_kinds import READER_NAMES, MailKind
from koubo.people.mail_map import Key, MailPlan
from koubo.storage.outbox import MailState, Reader
from koubo_web.desks.officer.state_words import Tag

MAIL_TONES: Mapping[MailState, str] = {
    MailState.QUEUED: "blue",
    MailState.HELD: "yellow",
    MailState.SENT: "green",
    MailState.FAILED: "red",
    MailState.TO_POST: "yellow",
    MailState.POSTED: "green",
}
UNMAPPED: Mapping[str, str] = {"login": "ログイン・登録", "invitation": "メンバーへの招待"}
"""Mails that tell no event: their links open an account, so that staff neither read nor edit them."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("募集とテーマ", ("theme_", "call_", "deadline_extended", "step_")),
    ("団体とメンバー", ("member", "role_", "organisation", "representative_", "consent_")),
    (
        "応募と書類",
        ("participation_", "proposal_", "application_", "correction_", "more_time_", "filing_",
         "deadline_near", "file_", "paper_", "opinion_", "consortium_"),
    ),
    ("審査", ("review_",)),
    ("決定と通知", ("decision_", "notice_")),
    ("交付と精算", ("grant_", "award_", "claim_", "interim_", "report_", "repayment_")),
)  # fmt: skip
OTHERS = "そのほか"


def grouped(plans: Iterable[MailPlan]) -> list[tuple[str, list[MailPlan]]]:
    """Give the mails under the headings of the map, in the order of a grant's life."""
    shown: dict[str, list[MailPlan]] = {title: [] for title, _ in GROUPS}
    shown[OTHERS] = []
    for plan in plans:
        shown[_group(plan.kind)].append(plan)
    return [(title, found) for title, found in shown.items() if found]


def _group(kind: MailKind) -> str:
    for title, beginnings in GROUPS:
        if kind.event.startswith(beginnings):
            return title
    return OTHERS


def key_text(key: Key) -> str:
    """Give a mail's name as its address bears it."""
    return f"{key[0]}.{key[1].value}"


def key_of(text: str) -> Key | None:
    """Give the mail that an address names; None for what can be none."""
    event, _, reader = text.rpartition(".")
    return (event, Reader(reader)) if event and reader in set(Reader) else None


def names_of(kinds: Mapping[Key, MailKind]) -> dict[str, str]:
    """Give what each kind of mail is called, by its event."""
    return {**UNMAPPED, **{key[0]: kind.name for key, kind in kinds.items()}}


def switch_tag(plan: MailPlan) -> Tag:
    """Say whether a mail goes out."""
    if plan.kind.must:
        return "必ず送ります", "green"
    return ("送ります", "green") if plan.is_on else ("送りません", "grey")


def changed_words(plan: MailPlan, *, in_scheme: bool) -> str:
    """Say whose words a mail has."""
    if plan.unusable:
        return "保存した文面が今の版では使えないため、もとの文面で送っています"
    if not plan.said_at:
        return "もとのまま"
    if plan.said_at == "scheme":
        return "この制度で変更"
    return "すべての制度で変更" if in_scheme else "変更あり"


def reader_name(reader: Reader | None) -> str:
    """Give what a reader is called; "" for nobody in particular."""
    return READER_NAMES[reader] if reader is not None else ""
