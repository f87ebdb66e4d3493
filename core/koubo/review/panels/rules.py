"""What a member is on a panel and until when, and who said that there is a conflict."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PanelRole(StrEnum):
    """What a member is on the panel of one stage."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    """Judges only in the place of somebody who is kept out or away."""


PANEL_ROLE_NAMES = {
    PanelRole.CHAIR: "委員長",
    PanelRole.DEPUTY: "副委員長",
    PanelRole.MEMBER: "委員",
    PanelRole.SUBSTITUTE: "補充の委員",
}


class ConflictSource(StrEnum):
    """Who said that a reviewer has a conflict; the reviewer's own word is never overruled."""

    DECLARED = "declared"
    DERIVED = "derived"
    OFFICER = "officer"


CONFLICT_SOURCE_NAMES = {
    ConflictSource.DECLARED: "本人の申告",
    ConflictSource.DERIVED: "登録から自動で判明",
    ConflictSource.OFFICER: "事務局の記録",
}


@dataclass(frozen=True)
class Term:
    """A term of office (任期); both days are in it.

    :param to_on: None while no last day is known
    """

    from_on: date
    to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the term runs on a day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True)
class Place:
    """What the city's list of members says of one (委員名簿).

    :param sphere: whom the member stands for: 学識経験者, 公募市民
    :param most: so many applications in a stage at most; None: any number
    :param from_on: first day of the term; None: the day on which the member is seated
    """

    kana: str = ""
    sphere: str = ""
    affiliation: str = ""
    most: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is seated without having an account; paper needs none."""

    name: str
    email: str
