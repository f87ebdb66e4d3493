"""Who gets which application: n reviewers each, shared out evenly, drawn by a lot with a seed.

A pure function. Applications and members are called by their receipt number and pseudonym, so that
the same inputs and seed give the same result anywhere, in whatever order they come in.

Every application asks for its reviewers, those of a sphere first. A sheet goes to the member with
the fewest that can be reached, moving earlier ones over where that makes room (a flow along its
cheapest ways): whoever can be served is, and the loads could not be more even.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

BY_LOAD = "担当の少ない委員から順に、くじで選びました"


@dataclass(frozen=True)
class Judge:
    """A member of the panel as the drawing sees them."""

    name: str
    """Pseudonym."""
    sphere: str = ""
    affiliation: str = ""
    most: int | None = None
    """So many applications at most, those they have included; None: any number."""


@dataclass(frozen=True)
class Wanted:
    """An application that wants reviewers."""

    name: str
    """Receipt number."""
    has: frozenset[str] = frozenset()
    """Who has a sheet already; it stays theirs."""
    kept_out: Mapping[str, str] = field(default_factory=dict)
    """Who may not have one, and why."""


@dataclass(frozen=True)
class Terms:
    """What the drawing has to keep to."""

    seed: str
    each: int
    """Reviewers of each application."""
    spheres: Mapping[str, int] = field(default_factory=dict)
    """At least so many of a sphere for each application: one 学識経験者."""
    apart: bool = False
    """Whether two who belong to the same place never judge the same application."""


@dataclass(frozen=True)
class Given:
    """One sheet, and why it is this member's."""

    application: str
    judge: str
    why: str
    because: str = ""
    """The part of it that is not the same for everybody: a rule that asks for their sphere."""


@dataclass(frozen=True)
class Lack:
    """An application that cannot have all its reviewers, and what stands against it."""

    application: str
    why: str


@dataclass(frozen=True)
class Plan:
    """What the drawing came to."""

    given: tuple[Given, ...]
    lacks: tuple[Lack, ...]
    loads: Mapping[str, int]
    """How many applications each member has then, those of before included."""


def assign(judges: Iterable[Judge], wanted: Iterable[Wanted], terms: Terms) -> Plan:
    """Give out the sheets that are still wanted; what cannot be had is told, not left silent."""
    drawing = _Drawing(judges, wanted, terms)
    short: dict[str, list[str]] = {}
    for application in drawing.order():
        for want in drawing.wants(application):
            if not drawing.serve(want):
                short.setdefault(application, []).append(want[1])
    lacks = (Lack(name, _hindrance(drawing, name, short[name])) for name in sorted(short))
    return Plan(tuple(_told(drawing)), tuple(lacks), dict(drawing.loads))


Want = tuple[str, str]
"""An application, and the sphere that it asks for; "" for a place that anybody may take."""
Group = tuple[str, str]
"""An application, and those of whom it may have one only: a member, or all of one place."""
Node = tuple[str, str, str]
"""A step on a way: a place asked for, a group entered or left, a member."""
ASKED, ENTERED, LEFT, JUDGE = "asked", "entered", "left", "judge"


class _Drawing:
    """The flow while it is being made; every choice follows from the seed."""

    def __init__(self, judges: Iterable[Judge], wanted: Iterable[Wanted], terms: Terms) -> None:
        self.terms = terms
        self.judges = {one.name: one for one in sorted(judges, key=lambda one: one.name)}
        self.wanted = {one.name: one for one in wanted}
        self.loads = dict.fromkeys(self.judges, 0)
        for one in self.wanted.values():
            for name in one.has & self.judges.keys():
                self.loads[name] += 1
        self.asked_by: dict[Group, Want] = {}
        self.filled_by: dict[Group, str] = {}
        self.held: dict[str, set[Group]] = {name: set() for name in self.judges}
        self._groups: dict[str, dict[Group, list[str]]] = {}

    def lot(self, *words: str) -> str:
        """Give what the order of something is drawn by."""
        return sha256("\n".join((self.terms.seed, *words)).encode()).hexdigest()

    def order(self) -> list[str]:
        """Give the applications in the order in which they are served."""
        return sorted(self.wanted, key=lambda name: (self.lot(name), name))

    def wants(self, application: str) -> Iterator[Want]:
        """Give the places that an application still asks for, those of a sphere first."""
        has = self.wanted[application].has
        left = max(self.terms.each - len(has), 0)
        for sphere, least in sorted(self.terms.spheres.items()):
            there = sum(self.judges[one].sphere == sphere for one in has & self.judges.keys())
            asked = min(max(least - there, 0), left)
            left -= asked
            yield from [(application, sphere)] * asked
        yield from [(application, "")] * left

    def groups(self, application: str) -> dict[Group, list[str]]:
        """Give who may still judge an application, together those of whom only one may."""
        if application not in self._groups:
            wanted = self.wanted[application]
            has = [self.judges[one] for one in wanted.has & self.judges.keys()]
            shut = {self._group(application, one) for one in has}
            free = [one for one in self.judges if one not in wanted.has | wanted.kept_out.keys()]
            found: dict[Group, list[str]] = {}
            for name in sorted(free, key=lambda one: (self.lot(application, one), one)):
                if (group := self._group(application, self.judges[name])) not in shut:
                    found.setdefault(group, []).append(name)
            self._groups[application] = found
        return self._groups[application]

    def _group(self, application: str, judge: Judge) -> Group:
        shared = self.terms.apart and judge.affiliation
        return application, f"@{judge.affiliation}" if shared else judge.name

    def suits(self, sphere: str, names: Iterable[str]) -> bool:
        """Say whether a group can fill a place of a sphere, whoever of the group is taken."""
        return not sphere or all(self.judges[name].sphere == sphere for name in names)

    def has_room(self, name: str) -> bool:
        """Say whether a member may take one more."""
        most = self.judges[name].most
        return most is None or self.loads[name] < most

    def serve(self, want: Want) -> bool:
        """Fill one place, moving others where that makes room; say whether it could be filled."""
        fewest = min((load for name, load in self.loads.items() if self.has_room(name)), default=0)
        start: Node = (ASKED, *want)
        came: dict[Node, Node] = {start: start}
        waiting, best = deque([start]), ""
        while waiting and not (best and self.loads[best] == fewest):
            here = waiting.popleft()
            ends = here[0] == JUDGE and self.has_room(here[1])
            if ends and not (best and self.loads[best] <= self.loads[here[1]]):
                best = here[1]
            for there in self._ways(here):
                if there not in came:
                    came[there] = here
                    waiting.append(there)
        if best:
            self._take(best, came)
        return bool(best)

    def _ways(self, here: Node) -> Iterator[Node]:
        """Give where a way may go on: to what is free, or back over what was taken before."""
        kind, key = here[0], (here[1], here[2])
        if kind == ASKED:
            for group, names in self.groups(key[0]).items():
                if self.asked_by.get(group) != key and self.suits(key[1], names):
                    yield (ENTERED, *group)
        elif kind == ENTERED:
            asked = self.asked_by.get(key)
            yield (LEFT, *key) if asked is None else (ASKED, *asked)
        elif kind == LEFT:
            for name in self.groups(key[0])[key]:
                if self.filled_by.get(key) != name:
                    yield (JUDGE, name, "")
            if key in self.asked_by:
                yield (ENTERED, *key)
        else:
            yield from ((LEFT, *group) for group in sorted(self.held[key[0]]))

    def _take(self, name: str, came: Mapping[Node, Node]) -> None:
        """Go a way back from its end: free what it undoes, then take what it goes over anew."""
        self.loads[name] += 1
        steps: list[tuple[Node, Node]] = []
        there: Node = (JUDGE, name, "")
        while (here := came[there]) != there:
            steps.append((here, there))
            there = here
        for before, after in steps:
            if (before[0], after[0]) == (ENTERED, ASKED):
                del self.asked_by[before[1], before[2]]
            elif (before[0], after[0]) == (JUDGE, LEFT):
                group = after[1], after[2]
                self.held[before[1]].discard(group)
                del self.filled_by[group]
        for before, after in steps:
            if (before[0], after[0]) == (ASKED, ENTERED):
                self.asked_by[after[1], after[2]] = before[1], before[2]
            elif (before[0], after[0]) == (LEFT, JUDGE):
                group = before[1], before[2]
                self.held[after[1]].add(group)
                self.filled_by[group] = after[1]


def _told(drawing: _Drawing) -> Iterator[Given]:
    """Give the sheets by application and pseudonym, each with the reason for it."""
    for group in sorted(drawing.filled_by, key=lambda one: (one[0], drawing.filled_by[one])):
        name, (_, sphere) = drawing.filled_by[group], drawing.asked_by[group]
        least = drawing.terms.spheres.get(sphere)
        because = f"「{sphere}」を{least}人以上とする決まりから。" if sphere else ""
        load = f"{BY_LOAD}（この委員の担当は全部で{drawing.loads[name]}件）。"
        yield Given(group[0], name, because + load, because)


def _hindrance(drawing: _Drawing, application: str, short: list[str]) -> str:
    """Say what keeps an application from having all its reviewers."""
    wanted, judges = drawing.wanted[application], drawing.judges
    free = [name for names in drawing.groups(application).values() for name in names]
    able = len(drawing.groups(application)) + len(wanted.has)
    told = []
    for sphere in sorted({one for one in short if one}):
        there = [name for name in free if judges[name].sphere == sphere]
        if not there:
            told.append(f"「{sphere}」で、審査に加われる委員がほかにいません。")
        else:
            told.append(f"「{sphere}」の委員の担当が、上限に達しています。")
    if able < drawing.terms.each:
        told.append(
            f"{drawing.terms.each}人必要ですが、審査に加われる委員は{able}人です"
            f"（利害関係などで加われない委員 {len(wanted.kept_out)}人）。"
        )
    elif not told:
        told.append("審査に加われる委員の担当が、上限に達しています。")
    return "".join(told)
