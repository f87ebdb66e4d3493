"""What a page of a draft showed when it was drawn: it travels in the page's own form.

No question's id has a colon, so these fields are never mistaken for an answer.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from koubo.applications.drafting import Page, fingerprints
from koubo.applications.models import Filing
from koubo.schemes.question_kinds import UNTYPED
from koubo.schemes.questions import Question

PAGE = ":page"
TURN = ":turn"
SHOWN = ":shown"
PAGE_ID = re.compile(r"[0-9a-f]{1,32}")
"""As we draw it: no browser names itself as what writes without a page, such as a copy."""
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
PAIR = re.compile(r"([^:\s]{1,100}):([0-9a-f]{1,64})")


def seen_fields(filing: Filing, questions: Iterable[Question]) -> dict[str, str]:
    """Give the hidden fields of a page that shows these questions of a draft as it stands."""
    return {
        "version": str(filing.version),
        PAGE: secrets.token_hex(8),
        TURN: "0",
        SHOWN: shown_text(fingerprints(filing.draft, keys_of(questions))),
    }


def keys_of(questions: Iterable[Question]) -> list[str]:
    """Give the keys under which a draft keeps what a page of these questions sends."""
    keys = []
    for one in questions:
        keys += [] if one.kind in UNTYPED else [one.id]
        keys += [one.consent_key] if one.asks_consent else []
    return keys


def page_of(posted: MultiDict[str, str]) -> Page:
    """Give the page that was sent; one without these fields has shown nothing."""
    turn = posted.get(TURN, "")
    return Page(
        id=page_id if PAGE_ID.fullmatch(page_id := posted.get(PAGE, "")) else "",
        turn=int(turn) if NUMBER.fullmatch(turn) else 0,
        shown=dict(PAIR.findall(posted.get(SHOWN, ""))),
    )


def typed_on(page: Page, typed: Mapping[str, Any], posted: MultiDict[str, str]) -> dict[str, Any]:
    """Give of what was read what stood on the page: a question that it lacked is not blank.

    What the page asked and the form asks no more comes as it was typed, for `former`.
    """
    if not page.shown:
        return dict(typed)
    gone = {key: text for key in page.shown.keys() - typed.keys() if (text := _sent(posted, key))}
    return gone | {key: raw for key, raw in typed.items() if key in page.shown}


def _sent(posted: MultiDict[str, str], key: str) -> str:
    """Give the texts that were sent for a question, box by box."""
    boxes = (name for name in posted if name == key or name.startswith(f"{key}-"))
    return "　".join(text for box in boxes for text in posted.getlist(box) if text.strip())


def shown_text(shown: Mapping[str, str]) -> str:
    """Give fingerprints as the form's hidden field carries them."""
    return " ".join(f"{key}:{mark}" for key, mark in shown.items())
