"""The panel of one stage as officers read it: sheets of who is away, signs, lifts, and counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from koubo.problems import NotFound
from koubo.review.panels.conflict_rules import Alike
from koubo.review.panels.queries.panel import Member
from koubo.review.panels.rules import CONFLICT_SOURCE_NAMES, ConflictSource, PanelRole
from koubo.review.rules import OPEN_STATES, ReviewState
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts

AWAY = (ReviewState.RECUSED, ReviewState.ABSENT, ReviewState.REPLACED)


@dataclass(frozen=True)
class PanelSheet:
    """One sheet of the stage, with the application that it is for."""

    review_id: int
    member_id: int
    reviewer: str
    name: str
    state: ReviewState
    application_id: int
    project: str
    organisation: str
    conflict: str
    source: ConflictSource | None
    stands_in: str
    """Who judges in this one's place, by pseudonym; empty: nobody."""

    @property
    def source_name(self) -> str:
        """Say who said that there is a conflict."""
        return CONFLICT_SOURCE_NAMES[self.source] if self.source else ""

    @property
    def may_be_taken_over(self) -> bool:
        """Say whether somebody else may judge in this one's place."""
        return self.state is not ReviewState.HANDED_IN and not self.stands_in


@dataclass(frozen=True)
class Sign:
    """A sign (要確認) that waits for an officer."""

    id: int
    reviewer: str
    name: str
    application_id: int
    project: str
    message: str
    explained: str
    alike: Alike
    """What it found alike."""


@dataclass(frozen=True)
class AskedLift:
    """A recusal that an officer wants to be lifted."""

    id: int
    reviewer: str
    project: str
    reason: str
    asked_by: str
    is_own: bool
    """Whether the officer who looks asked for it: another one has to agree."""


@dataclass(frozen=True)
class StagePanel:
    """The panel of one stage."""

    call: CallFacts
    stage: Stage
    members: tuple[Member, ...]
    sheets: tuple[PanelSheet, ...]
    """Those that were asked for: of who is away, of one member, or one alone."""
    tally: Mapping[int, Mapping[ReviewState, int]]
    """By member: how many sheets are in which state."""
    signs: tuple[Sign, ...]
    lifts: tuple[AskedLift, ...]
    wants_substitutes: bool
    """Whether the scheme wants somebody in the place of everybody who is kept out."""
    is_open: bool
    """Whether sheets can be given out and changed: a published call, no conclusion yet."""
    on: date

    def counts(self, member: Member) -> Mapping[ReviewState, int]:
        """Give how many of a member's sheets are in which state."""
        return self.tally.get(member.id, Counter())

    def in_force(self, member: Member) -> bool:
        """Say whether the member's term runs today."""
        return member.term.holds(self.on)

    def has_ended_open(self, member: Member) -> bool:
        """Say whether sheets are open that nobody can hand in any more."""
        counts = self.counts(member)
        return not self.in_force(member) and any(counts[one] for one in OPEN_STATES)

    def has_replaceable(self, member: Member) -> bool:
        """Say whether somebody else may take over sheets of a member."""
        counts = self.counts(member)
        return sum(counts.values()) > counts[ReviewState.HANDED_IN]

    def replaceable(self, member_id: int) -> tuple[PanelSheet, ...]:
        """Give a member's sheets that somebody else may take over."""
        return tuple(
            one for one in self.sheets if one.member_id == member_id and one.may_be_taken_over
        )

    @property
    def away(self) -> tuple[PanelSheet, ...]:
        """Give the sheets of who is kept out, absent or gone, by application."""
        return tuple(one for one in self.sheets if one.state in AWAY)

    @property
    def wanting(self) -> tuple[PanelSheet, ...]:
        """Give those for which the scheme still wants a substitute."""
        if not self.wants_substitutes:
            return ()
        recused = (one for one in self.sheets if one.state is ReviewState.RECUSED)
        return tuple(one for one in recused if not one.stands_in)

    def substitutes(self, member_id: int) -> tuple[Member, ...]:
        """Give who may judge in a member's place, substitutes first."""
        able = [
            one
            for one in self.members
            if one.id != member_id and self.stage.id in one.roles and self.in_force(one)
        ]
        role = self.stage.id
        return tuple(sorted(able, key=lambda one: one.roles[role] is not PanelRole.SUBSTITUTE))

    def member(self, member_id: int) -> Member:
        """Give a member of the call's panels; NotFound for any other."""
        for one in self.members:
            if one.id == member_id:
                return one
        raise NotFound

    def sheet(self, review_id: int) -> PanelSheet:
        """Give a sheet of the stage; NotFound for any other."""
        for one in self.sheets:
            if one.review_id == review_id:
                return one
        raise NotFound
