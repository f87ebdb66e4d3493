"""Reads the sample city from its files: who lives there, which calls there are, what is filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class AccountData:
    """Somebody who can sign in to the demo; ``role`` is what the command prints."""

    key: str
    name: str
    email: str
    role: str
    seat: str = ""
    department: str = ""


@dataclass(frozen=True)
class OrganisationData:
    """A group; ``months`` is how long ago it was founded."""

    name: str
    kana: str
    kind: str
    address: str
    title: str
    representative: str
    members: int
    months: int


@dataclass(frozen=True)
class ThemeData:
    """A department's theme, and the call that it is meant for."""

    department: str
    call: str
    state: str
    title: str
    issue: str
    wish: str
    city_part: str


@dataclass(frozen=True)
class PastAwardData:
    """A year's award from before Koubo (円)."""

    organisation: str
    course: str
    years_ago: int
    amount: int


@dataclass(frozen=True)
class ApplicationData:
    """One application; ``story`` says how far it gets."""

    call: str
    organisation: str
    course: str
    project: str
    theme: str = ""
    story: str = ""
    reason: str = ""
    fields: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()
    second: tuple[int, ...] = ()
    verdict: str = ""
    """What the panel tells the group in the end (講評)."""
    actual: int = 0
    """What was spent in the end, in per cent of what was planned."""

    @property
    def key(self) -> str:
        """Give the name under which the application is remembered."""
        return f"{self.call}/{self.organisation}"


@dataclass(frozen=True)
class CallData:
    """A call with its applications in the order in which they come in (円)."""

    key: str
    budget: int
    briefing: str
    applications: tuple[ApplicationData, ...]


@dataclass(frozen=True)
class DeclaringData:
    """A call of another scheme that begins with a 参加表明; what each organisation declares (円)."""

    scheme: str
    course: str
    budget: int
    briefing: str
    declarations: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class CounterData:
    """What the office does by hand in an open call: an application is named by its key."""

    call: str
    paper_course: str
    paper_organisation: Mapping[str, str]
    """What the paper says of an organisation that has no account."""
    paper: Mapping[str, str]
    """What it says of the project; the rest is missing."""
    opinion_of: str
    """The department that is asked."""
    opinion_on: str
    opinion_note: str
    call_about: str
    call_with: str
    call_text: str


@dataclass(frozen=True)
class Project:
    """What an application says (円)."""

    name: str
    issue: str
    plan: str
    effect: str
    expenses: tuple[tuple[str, str, int], ...]
    fee: tuple[str, int] | None = None
    donation: tuple[str, int] | None = None
    wish: str = ""
    partner: str = ""
    joint: str = ""
    role: str = ""
    done: str = ""
    result: str = ""


@dataclass(frozen=True)
class Kessai:
    """How the city writes its numbers; ``$number`` is filled in."""

    post: str
    decision: str
    document: str


@dataclass(frozen=True)
class World:
    """The whole sample city."""

    scheme: str
    mayor: Mapping[str, str]
    departments: Mapping[str, str]
    accounts: tuple[AccountData, ...]
    panel: tuple[str, ...]
    former_panel: Mapping[str, str]
    former_calls: tuple[str, ...]
    department_people: Mapping[str, str]
    organisations: Mapping[str, OrganisationData]
    members: Mapping[str, Mapping[str, str]]
    ledger: tuple[PastAwardData, ...]
    themes: Mapping[str, ThemeData]
    calls: Mapping[str, CallData]
    declaring: DeclaringData
    counter: CounterData
    projects: Mapping[str, Project]
    reasons: Mapping[str, str]
    comments: tuple[str, ...]
    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    kessai: Kessai

    @property
    def applications(self) -> tuple[ApplicationData, ...]:
        """Give every application of every call."""
        return tuple(one for call in self.calls.values() for one in call.applications)

    def representative_of(self, organisation: str) -> str:
        """Give the key of the person who files for an organisation."""
        return self.members.get(organisation, {}).get("representative", organisation)

    def panel_of(self, call: str) -> tuple[str, ...]:
        """Give the keys of those who sit on a call's panel; the first one chairs."""
        return tuple(self.former_panel) if call in self.former_calls else self.panel

    def treasurer_of(self, organisation: str) -> str:
        """Give the key of the person who sees to an organisation's money."""
        own = self.members.get(organisation, {})
        return own.get("treasurer", self.representative_of(organisation))


def read_world() -> World:
    """Give the sample city as its files describe it."""
    raw = _load("world.yaml")
    return World(
        scheme=raw["scheme"],
        mayor=raw["mayor"],
        departments=raw["departments"],
        accounts=tuple(AccountData(**one) for one in raw["accounts"]),
        panel=tuple(raw["panel"]),
        former_panel=raw["former_panel"],
        former_calls=tuple(raw["former_calls"]),
        department_people=raw["department_people"],
        organisations={
            key: OrganisationData(**values) for key, values in raw["organisations"].items()
        },
        members=raw["members"],
        ledger=tuple(PastAwardData(**one) for one in raw["ledger"]),
        themes={key: ThemeData(**values) for key, values in raw["themes"].items()},
        calls={key: _call(key, values) for key, values in raw["calls"].items()},
        declaring=DeclaringData(**raw["declaring"]),
        counter=CounterData(**raw["counter"]),
        projects={key: _project(values) for key, values in _load("projects.yaml").items()},
        reasons=raw["reasons"],
        comments=tuple(raw["comments"]),
        surnames=tuple(raw["surnames"]),
        given_names=tuple(raw["given_names"]),
        kessai=Kessai(**raw["kessai"]),
    )


def _load(name: str) -> Any:
    return yaml.safe_load((files("koubo_web.sample") / name).read_text(encoding="utf-8"))


def _call(key: str, values: Mapping[str, Any]) -> CallData:
    applications = tuple(
        ApplicationData(call=key, **{name: _frozen(value) for name, value in one.items()})
        for one in values["applications"]
    )
    return CallData(key, values["budget"], values["briefing"], applications)


def _project(values: Mapping[str, Any]) -> Project:
    return Project(**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
