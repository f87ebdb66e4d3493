"""What single values of a course cannot show: its rules together, its names, its cost categories."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from koubo.schemes.amounts.rule import Funding
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.statements import CityTheme, StaffCheck
from koubo.schemes.eligibility.years import Prerequisite
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.review_checks import repeated
from koubo.schemes.rules import ThemeUse
from koubo.schemes.words import Around, Path

Complaints = Iterator[tuple[Path, Said]]


def course_complaints(data: Mapping[str, Any]) -> Complaints:
    """Judge each course by itself."""
    ids = frozenset(f"{data['id']}.{one['id']}" for one in data["courses"])
    for place, course in enumerate(data["courses"]):
        categories = (*data["costs"].allowed, *course["also_allowed"])
        forms = data.get("forms") if course["ended"] is None else None
        around = Around(data["id"], ids, course["id"], categories, forms)
        for path, said in _rule_complaints(course, around):
            yield ("courses", place, *path), said
        for path, said in _theme_complaints(course):
            yield ("courses", place, *path), said


def _rule_complaints(course: Mapping[str, Any], around: Around) -> Complaints:
    for path, said in Funding(course["funding"]).complaints(around):
        yield ("funding", *path), said
    for number, condition in enumerate(course["eligibility"]):
        for path, said in condition.complaints(around):
            yield ("eligibility", number, *path), said
    checks: set[str] = set()
    for path, condition in _each(course["eligibility"], ("eligibility",)):
        if isinstance(condition, StaffCheck):
            if condition.id in checks:
                yield (*path, "id"), Said("used_twice", name=condition.id)
            checks.add(condition.id)


def _theme_complaints(course: Mapping[str, Any]) -> Complaints:
    """Say where a theme is asked for that nobody can choose, or a track is named that there is not."""
    if course["theme"] is ThemeUse.NONE:
        for path, condition in _each(course["eligibility"], ("eligibility",)):
            if isinstance(condition, CityTheme):
                yield path, Said("theme_not_taken")
    if course["theme"] is not ThemeUse.OPTIONAL:
        for key in ("theme_title", "free_title"):
            if course[key]:
                yield (key,), Said("theme_titles")


def _each(conditions: Iterable[Condition], path: Path) -> Iterator[tuple[Path, Condition]]:
    """Give every condition with its place, those within others too."""
    for number, one in enumerate(conditions):
        yield (*path, number), one
        yield from _each(getattr(one, "of", ()), (*path, number, "of"))


def circular_complaints(data: Mapping[str, Any]) -> Complaints:
    """Say where a course is its own prerequisite, by however many steps."""
    needs = {
        f"{data['id']}.{one['id']}": [
            condition.course
            for condition in one["eligibility"]
            if isinstance(condition, Prerequisite)
        ]
        for one in data["courses"]
    }
    for place, start in enumerate(needs):
        if circle := _circle(needs, start):
            names = " → ".join(circle)
            yield ("courses", place, "eligibility"), Said("prerequisite_circle", names=names)


def _circle(needs: Mapping[str, Sequence[str]], start: str) -> tuple[str, ...]:
    """Give the shortest way from a course back to itself; nothing if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked
        for one in needs.get(way[-1], ()):
            if one == start:
                return (*way, start)
            if one not in seen:
                seen.add(one)
                ways.append((*way, one))
    return ()


def known_as_complaints(data: Mapping[str, Any]) -> Complaints:
    """Say where two courses bear one full id, or a course an older id that another has now."""
    seen = {f"{data['id']}.{one['id']}" for one in data["courses"]}
    for place, course in enumerate(data["courses"]):
        for number, name in enumerate(course["known_as"]):
            if name in seen:
                yield ("courses", place, "known_as", number), Said("used_twice", name=name)
            seen.add(name)


def cost_complaints(data: Mapping[str, Any]) -> Complaints:
    """Say where a cost category stands twice, or among those that count and those that do not."""
    allowed, not_allowed = data["costs"].allowed, data["costs"].not_allowed
    lists: list[tuple[Path, Sequence[str], Sequence[str]]] = [
        (("costs", "allowed"), allowed, ()),
        (("costs", "not_allowed"), not_allowed, ()),
    ]
    for place, course in enumerate(data.get("courses", ())):
        lists.append((("courses", place, "also_allowed"), course["also_allowed"], allowed))
    for path, names, before in lists:
        for number in repeated((*before, *names)):
            if (here := number - len(before)) >= 0:
                yield (*path, here), Said("listed_twice", name=names[here])
        for number, name in enumerate(names):
            if path != ("costs", "not_allowed") and name in not_allowed:
                yield (*path, number), Said("in_both_lists", name=name)
