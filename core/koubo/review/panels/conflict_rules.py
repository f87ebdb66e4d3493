"""What is known against a reviewer: the frozen values that the rules get, and the core's own rules.

Two kinds: what the registers say for certain keeps out by itself; a name that is the same is only
a sign (要確認), which the reviewer explains and an officer settles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from koubo.calendar import format_date
from koubo.people.names import kana_key, name_key
from koubo.people.rules import OrganisationFacts
from koubo.problems import Problem
from koubo.schemes.rules import Scheme

KEPT_OUT = "審査に加われません。"
ASK = "同じ方かどうかを確かめてください。"
ASK_OF_BODY = "同じ団体かどうかを確かめてください。"

SAME_NAME, AFFILIATED, LIKE_PARTNER = "same_name_as_", "affiliated_with_", "member_of_like_partner"
"""Codes of signs, or how they begin: what follows is whose paper it was found in."""


class Alike(StrEnum):
    """What a sign found alike, and so what somebody has to make sure of."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OTHER = "other"
    """Something that a city's own rule found."""


def alike(code: str) -> Alike:
    """Say what the sign of a code found alike."""
    if code.startswith(SAME_NAME):
        return Alike.PERSON
    is_of_body = code.startswith(AFFILIATED) or code == LIKE_PARTNER
    return Alike.ORGANISATION if is_of_body else Alike.OTHER


@dataclass(frozen=True)
class LikelyConflict(Problem):
    """A sign of a conflict (要確認): it keeps nobody out by itself, and is never passed over.

    The reviewer reads it when they declare and has to explain it; an officer settles it.
    """


@dataclass(frozen=True)
class LeftOrganisation:
    """An organisation of which somebody was a member until a day."""

    organisation_id: int
    left_on: date


@dataclass(frozen=True)
class NamedPerson:
    """Somebody by name in an organisation's papers, without an account."""

    name: str
    place: str
    """Where the name stands: 名簿（会計）, 代表者."""
    kana: str = ""
    until: date | None = None
    """The day on which it was taken off; None: it stands there now."""


@dataclass(frozen=True)
class PartnerFacts:
    """An organisation that carries the project out together with the applicant."""

    name: str
    organisation_ids: frozenset[int] = frozenset()
    """The registered organisations of that name, and what was merged into them."""
    is_sure: bool = True
    """Whether only one organisation has that name."""
    people: tuple[NamedPerson, ...] = ()


@dataclass(frozen=True)
class Reviewer:
    """A member of the panel, or of the staff, as conflict rules see them.

    :param organisation_ids: of which the person is a member now
    :param department_names: where they sit now, or sat at any time of their term of office
    """

    person_id: int
    name: str
    organisation_ids: frozenset[int]
    department_names: frozenset[str]
    left: tuple[LeftOrganisation, ...] = ()
    kana: str = ""
    affiliation: str = ""


@dataclass(frozen=True)
class ReviewedApplication:
    """An application as conflict rules see it.

    :param partner_department: as the proposal names it, else the theme's own
    :param organisation_ids: the applicant, and what was merged into it
    """

    id: int
    organisation: OrganisationFacts
    course_id: str
    partner_department: str
    theme_department: str = ""
    organisation_ids: frozenset[int] = frozenset()
    people: tuple[NamedPerson, ...] = ()
    """Those on the applicant's roster and its representatives, earlier ones too."""
    partners: tuple[PartnerFacts, ...] = ()


@dataclass(frozen=True)
class Known:
    """All that is known against one reviewer of one application."""

    certain: tuple[Problem, ...] = ()
    likely: tuple[LikelyConflict, ...] = ()

    @property
    def reason(self) -> str:
        """Give why the reviewer is kept out, a line for each; empty where nothing is certain."""
        return "\n".join(one.message for one in self.certain)

    def without(self, codes: Iterable[str]) -> "Known":
        """Leave out what was found to be wrong."""
        gone = frozenset(codes)
        return Known(
            tuple(one for one in self.certain if one.code not in gone),
            tuple(one for one in self.likely if one.code not in gone),
        )


def derived_conflicts(
    scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Iterator[Problem]:
    """Say all that the registers know, the certain first."""
    applicant = application.organisation_ids | {application.organisation.id}
    yield from _membership(reviewer, applicant, "applicant", "応募した団体")
    for partner in application.partners:
        called = f"一緒に行う団体「{partner.name}」"
        if partner.is_sure:
            yield from _membership(reviewer, partner.organisation_ids, "partner", called)
        elif partner.organisation_ids & _ever(reviewer):
            message = f"{called}と同じ名称の団体の構成員として登録されています。{ASK_OF_BODY}"
            yield LikelyConflict(LIKE_PARTNER, message)
    if not scheme.selection.own_department_judges.value:
        yield from _department(application, reviewer)
    yield from _names(reviewer, application.organisation.name, application.people, "applicant")
    for partner in application.partners:
        yield from _names(reviewer, partner.name, partner.people, "partner")


def _ever(reviewer: Reviewer) -> frozenset[int]:
    return reviewer.organisation_ids | {one.organisation_id for one in reviewer.left}


def _membership(
    reviewer: Reviewer, organisation_ids: frozenset[int], whose: str, called: str
) -> Iterator[Problem]:
    if reviewer.organisation_ids & organisation_ids:
        message = f"{called}の構成員として登録されているため、{KEPT_OUT}"
        yield Problem(f"member_of_{whose}", message)
        return
    left = [one.left_on for one in reviewer.left if one.organisation_id in organisation_ids]
    if left:
        until = format_date(max(left))
        message = f"{called}の構成員として{until}まで登録されていたため、{KEPT_OUT}"
        yield Problem(f"former_member_of_{whose}", message)


def _department(application: ReviewedApplication, reviewer: Reviewer) -> Iterator[Problem]:
    taking_part = {application.partner_department, application.theme_department} - {""}
    for name in sorted(taking_part & reviewer.department_names):
        message = f"この事業に関わる市の担当課「{name}」の職員のため、{KEPT_OUT}"
        yield Problem("own_department", message)


def _names(
    reviewer: Reviewer, organisation: str, people: Iterable[NamedPerson], whose: str
) -> Iterator[LikelyConflict]:
    for one in people:
        if is_same_name(reviewer, one):
            when = f"{format_date(one.until)}まで" if one.until else ""
            message = f"「{organisation}」の{one.place}に、{when}同じ氏名の方がいます。{ASK}"
            yield LikelyConflict(f"{SAME_NAME}{whose}", message)
            break
    if reviewer.affiliation and name_key(reviewer.affiliation) == name_key(organisation) != "":
        message = f"委員の所属が「{organisation}」と同じ名称です。{ASK_OF_BODY}"
        yield LikelyConflict(f"{AFFILIATED}{whose}", message)


def is_same_name(reviewer: Reviewer, named: NamedPerson) -> bool:
    """Say whether the names are written alike, and, where both are known, read alike."""
    key = kana_key(reviewer.name)
    if not key or key != kana_key(named.name):
        return False
    return not reviewer.kana or not named.kana or kana_key(reviewer.kana) == kana_key(named.kana)
