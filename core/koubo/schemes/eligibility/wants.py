"""What a condition wants to know of who applies, so that it can be asked before anybody applies."""

from dataclasses import dataclass
from enum import StrEnum


class Wanted(StrEnum):
    """A fact about an applicant that the applicant itself can tell."""

    MEMBERS = "members"
    RESIDENTS = "residents"
    MEMBER_AGES = "member_ages"
    ESTABLISHED_ON = "established_on"
    IN_CITY = "in_city"
    PAST_AWARDS = "past_awards"
    THEME = "theme"
    GROUPS = "groups"
    GATE = "gate"
    ANSWER = "answer"


@dataclass(frozen=True)
class Want:
    """One fact that a condition looks at."""

    fact: Wanted
    id: str = ""
    """The course of a past award, the gate, or the question of the proposal."""
    words: str = ""
    """Who is counted, or which city, in the scheme's own words."""
