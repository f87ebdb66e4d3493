"""Who typed what over what: a draft is merged question by question, so that nobody loses a text.

A page of a form sends every question on it, those that nobody touched among them. What it showed
when it was drawn therefore travels along (``Page``): only what differs from that was typed on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from koubo.applications.models import Filing
from koubo.calendar import day_in_japan
from koubo.problems import Stale
from koubo.storage.canonical import digest_of

FORMER = ":former"
"""The key of a draft under which texts stand whose question the form does not ask: no question's id
has a colon. They are a list of ``{"label", "text"}``, in the order of their form."""
FINGERPRINT = 12
"""In characters; two texts of one question are not to be mistaken for each other."""


@dataclass(frozen=True)
class Page:
    """A page that was drawn, and what it showed then.

    :param id: names the very page, so that it never stands in its own way
    :param turn: counts what it sends: what was sent before and comes after changes nothing
    :param shown: a fingerprint of each question's text; a question that is not among them was not
        on the page
    """

    id: str = ""
    turn: int = 0
    shown: Mapping[str, str] = field(default_factory=dict)


NO_PAGE = Page()
"""Whoever writes without a page, such as a program."""
COPIED = Page("copied")
"""What was taken over from an earlier application was typed on no page."""


@dataclass(frozen=True)
class Mark:
    """The last change of one question: in which version, by whom, when, on which page."""

    version: int
    person_id: int | None = None
    at: datetime | None = None
    page: str = ""
    turn: int = 0

    @classmethod
    def of(cls, kept: Any) -> "Mark":
        """Give the mark as `Filing.marks` keeps it; what has none stands since the beginning."""
        if not isinstance(kept, Mapping):
            return cls(1)
        at = kept.get("at")
        return cls(
            int(kept["version"]),
            kept.get("by"),
            datetime.fromisoformat(at) if at else None,
            str(kept.get("page") or ""),
            int(kept.get("turn") or 0),
        )

    def kept(self) -> dict[str, Any]:
        """Give the mark for `Filing.marks`."""
        at = self.at.isoformat() if self.at else None
        return {
            "version": self.version,
            "by": self.person_id,
            "at": at,
            "page": self.page,
            "turn": self.turn,
        }


class Overtaken(Stale):
    """Raised after a save of which a part is kept back: somebody else changed the same questions.

    All else that was typed is saved.

    :ivar fields: the last change of each question that was kept back
    """

    def __init__(self, fields: Mapping[str, Mark]) -> None:
        super().__init__()
        self.fields = fields


@dataclass(frozen=True)
class Merge:
    """What a save would change, and what it must not overwrite."""

    changes: Mapping[str, Any]
    overtaken: Mapping[str, Mark]


def merge(filing: Filing, typed: Mapping[str, Any], version: int, page: Page) -> Merge:
    """Lay what was typed over a draft, question by question; nothing is changed yet.

    :param version: the filing's version when the page was drawn
    """
    changes: dict[str, Any] = {}
    overtaken: dict[str, Mark] = {}
    for key, raw in typed.items():
        was = fingerprint(filing.draft.get(key))
        now = fingerprint(raw)
        mark = Mark.of(filing.marks.get(key))
        own = bool(page.id) and mark.page == page.id
        untouched = page.turn < mark.turn if own else now == page.shown.get(key)
        newer = not mark.version <= version <= filing.version
        if now == was or untouched:
            continue
        if newer and not own and was != page.shown.get(key):
            overtaken[key] = mark
        else:
            changes[key] = raw
    return Merge(changes, overtaken)


def change(
    filing: Filing,
    changes: Mapping[str, Any],
    *,
    person_id: int,
    at: datetime,
    page: Page = NO_PAGE,
) -> None:
    """Write answers into a draft whose row is locked, and mark who did so in which version."""
    mark = Mark(filing.version + 1, person_id, at, page.id, page.turn).kept()
    filing.draft = {**filing.draft, **changes}
    filing.marks = {**filing.marks, **dict.fromkeys(changes, mark)}
    filing.saved_at = at
    filing.saved_by = person_id
    name = filing.draft.get("project_name")
    # Once something came in, staff see the name: a draft no longer changes it.
    if name and filing.application.receipt_number is None:
        filing.application.project_name = str(name).strip()[:200]


def is_untouched(filing: Filing) -> bool:
    """Say whether nobody has written or put anything into a draft, be it filled by copying."""
    pages = {Mark.of(one).page for one in filing.marks.values()}
    return pages == {COPIED.id} or filing.version == 1


def wrote_on(filing: Filing, person_id: int, day: date) -> bool:
    """Say whether a person's text of that day (JST) stands in a draft."""
    marks = (Mark.of(one) for one in filing.marks.values())
    return any(
        one.person_id == person_id and one.at is not None and day_in_japan(one.at) == day
        for one in marks
    )


def fingerprints(draft: Mapping[str, Any], ids: Iterable[str]) -> dict[str, str]:
    """Give what a page of these questions shows, for `Page.shown`."""
    return {key: fingerprint(draft.get(key)) for key in ids}


def fingerprint(raw: Any) -> str:
    """Give the same short text for what reads the same: blank is blank, however it is kept."""
    return digest_of(_plain(raw))[:FINGERPRINT]


def _plain(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        cells = {str(key): _plain(value) for key, value in raw.items()}
        return {key: value for key, value in cells.items() if value} or ""
    if isinstance(raw, list | tuple):
        rows = [_plain(one) for one in raw]
        while rows and not rows[-1]:
            rows.pop()
        return rows or ""
    return "" if raw is None else str(raw).replace("\r\n", "\n").replace("\r", "\n")
