"""A save over something newer: both texts of what others changed too; the person chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from koubo.applications.drafting import Mark
from koubo.applications.queries.savers import member_names
from koubo.schemes.forms import Section
from koubo.schemes.questions import Question, question_of
from koubo_web.desks.applicant.section_page import Work
from koubo_web.forms.filing_form import Draft
from koubo_web.forms.seen import PAGE, SHOWN, TURN, seen_fields
from koubo_web.forms.showing import raw_text
from koubo_web.requests import unit_of_work

KEEP = "keep-"
MINE, BOTH = "mine", "both"
JOINED = "joined-"
"""What the field is called that carries two texts in one, to be chosen and smoothed out later."""
NOT_CARRIED = frozenset({"csrf_token", "version", "do", PAGE, TURN, SHOWN})
CITY = "市の担当者"


@dataclass(frozen=True)
class BothTexts:
    """One question that two people changed: what is saved, and what came too late.

    :param joined: one text after the other, where that makes sense; else empty
    """

    key: str
    label: str
    saved: str
    mine: str
    who: str
    at: datetime | None
    joined: str = ""


def is_choice(posted: MultiDict[str, str]) -> bool:
    """Say whether the page that showed both texts was sent."""
    return posted.get("do") == "choose"


def chosen(typed: Draft, posted: MultiDict[str, str]) -> Draft:
    """Give what the person wants of their own text; all else is saved already or stays."""
    mine = {name: raw for name, raw in typed.items() if posted.get(f"{KEEP}{name}") == MINE}
    joined = {name: posted.get(f"{JOINED}{name}", "") for name in typed}
    both = {name for name in typed if posted.get(f"{KEEP}{name}") == BOTH and joined[name]}
    return mine | {name: joined[name] for name in both}


def stale_page(work: Work, section: Section, typed: Draft, overtaken: Mapping[str, Mark]) -> str:
    """Show both texts; the person's own travels on in the form until they have chosen."""
    filing = work.filing
    by = {one.person_id for one in overtaken.values()}
    names = member_names(unit_of_work().session, filing.application.organisation_id, by)
    both = [
        BothTexts(
            key=key,
            label=_label(question, key),
            saved=_text(question, key, filing.draft.get(key)),
            mine=_text(question, key, typed.get(key)),
            who=names.get(mark.person_id or 0, CITY if mark.person_id else ""),
            at=mark.at,
            joined=_joined(question, filing.draft.get(key), typed.get(key)),
        )
        for question in work.writable_in(section)
        for key, mark in overtaken.items()
        if question_of(key) == question.id
    ]
    return render_template(
        "applicant/stale.html",
        work=work,
        filing=filing,
        section=section,
        both=both,
        seen=seen_fields(filing, work.writable_in(section)),
        carried=_carried(),
    )


def _label(question: Question, key: str) -> str:
    return question.label if key == question.id else f"{question.label}（公開してよいか）"


def _text(question: Question, key: str, raw: object) -> str:
    return raw_text(question, raw) if key == question.id else str(raw or "")


def _joined(question: Question, saved: object, mine: object) -> str:
    """Give what others wrote and then one's own; whole sentences alone can follow one another."""
    texts = [one.strip() for one in (saved, mine) if isinstance(one, str)]
    return "\n".join(texts) if question.kind == "text" and all(texts) and texts[1:] else ""


def _carried() -> list[tuple[str, str]]:
    """Give all that was sent, to be sent again."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_CARRIED
        and not name.startswith((KEEP, JOINED))
        and not name.endswith("-remove")
    ]
