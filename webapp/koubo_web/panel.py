"""What a plugin may put onto a page of ours: frozen values, plain text only."""

import re
from dataclasses import dataclass
from enum import StrEnum

from koubo.applications.models import Application
from koubo.schemes.rules import CallFacts

INSIDE = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")
"""An address within the site: no scheme, no host, and nothing that a browser takes for one."""


class Page(StrEnum):
    """The pages that have room for panels."""

    CALL = "call"
    """A call, as everybody sees it."""
    OWN_APPLICATION = "own_application"
    """An application, as its own organisation sees it."""
    APPLICATION = "application"
    """An application, as officers see it."""
    REVIEW_BOARD = "review_board"
    """A stage of review, as officers see it."""


@dataclass(frozen=True)
class Subject:
    """What a page is about; what it is not about is empty or None."""

    scheme_id: str
    call_id: int
    call_title: str
    fiscal_year: int
    """事業年度."""
    course_id: str = ""
    stage_id: str = ""
    application_id: int | None = None
    receipt_number: str = ""
    """Empty before the application is filed."""
    project_name: str = ""
    organisation: str = ""
    requested: int | None = None
    """申請額（円）; None before it is known."""

    @classmethod
    def of_call(cls, call: CallFacts, stage_id: str = "") -> "Subject":
        """Give a call, or one stage of its review."""
        return cls(call.scheme_id, call.id, call.title, call.fiscal_year, stage_id=stage_id)

    @classmethod
    def of_application(cls, application: Application) -> "Subject":
        """Give an application; read nothing that is not at hand on its pages."""
        call = application.call
        return cls(
            call.scheme_id,
            call.id,
            call.title,
            call.fiscal_year,
            course_id=application.course_id,
            application_id=application.id,
            receipt_number=application.receipt_number or "",
            project_name=application.project_name,
            organisation=application.organisation.name,
            requested=application.requested,
        )


@dataclass(frozen=True)
class Panel:
    """A small box on a page; markup in its texts is shown as text.

    :param lines: sentences, one below the other
    :param rows: label and value, as in 「団体名　高梁川を守る会」
    :param link: label and address of a page of this site, such as ``/plugins/…``
    """

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    link: tuple[str, str] | None = None

    def texts(self) -> list[str]:
        """Give every text of the panel."""
        linked = self.link or ()
        return [self.title, *self.lines, *(text for row in self.rows for text in row), *linked]

    def plain(self) -> "Panel":
        """Give the panel with texts that no template takes for ready markup."""
        return Panel(
            _plain(self.title),
            tuple(_plain(one) for one in self.lines),
            tuple((_plain(label), _plain(value)) for label, value in self.rows),
            (_plain(self.link[0]), _plain(self.link[1])) if self.link else None,
        )


def is_sound_panel(answer: Panel) -> bool:
    """Say whether a panel can be drawn: titled, of texts, and its link stays within the site."""
    return (
        type(answer.lines) is tuple
        and type(answer.rows) is tuple
        and all(type(row) is tuple and len(row) == 2 for row in answer.rows)
        and (answer.link is None or (type(answer.link) is tuple and len(answer.link) == 2))
        and all(isinstance(text, str) for text in answer.texts())
        and bool(answer.title.strip())
        and (answer.link is None or INSIDE.fullmatch(answer.link[1]) is not None)
    )


def _plain(text: str) -> str:
    """Give the bare text of one that calls itself markup."""
    return str.__str__(text)
