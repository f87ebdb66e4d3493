"""Schemes with one figure or one text changed: their golden cases have to notice."""

from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from koubo.plugins import House
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove
from koubo.schemes.amounts.rule import Funding
from koubo.schemes.amounts.steps import AmountStep
from koubo.schemes.figures import Figure
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.rules import Course, Scheme


def outcomes(house: House, scheme: Scheme) -> dict[str, str]:
    """Give what came of each golden case of a scheme, installed or changed."""
    results = prove(house.catalog.with_draft(scheme), scheme).results
    return {one.id: one.outcome.value for one in results}


def failures(house: House, scheme: Scheme) -> list[str]:
    """Give the golden cases that do not come out."""
    found = outcomes(house, scheme)
    return [name for name, outcome in found.items() if outcome == CaseOutcome.FAILED]


def with_text(scheme: Scheme, old: str, new: str) -> Scheme:
    """Give the scheme of the file in which one text, which stands in it once, is another."""
    assert scheme.text.count(old) == 1, f"{old!r} stands {scheme.text.count(old)} times"
    return load_scheme(scheme.text.replace(old, new).encode(), cases=scheme.cases)


def with_one_figure_changed(scheme: Scheme) -> Iterator[tuple[str, Scheme]]:
    """Give, for each figure of each amount rule, its name and the scheme with it changed."""
    for place, course in enumerate(scheme.courses):
        for number, step in enumerate(course.funding.steps):
            for name, changed in _changed_steps(step):
                steps = _put(course.funding.steps, number, changed)
                other: Course = replace(course, funding=Funding(steps))
                yield (
                    f"{course.id} {step.word}.{name}",
                    replace(scheme, courses=_put(scheme.courses, place, other)),
                )


def _changed_steps(step: AmountStep) -> Iterator[tuple[str, AmountStep]]:
    for one in fields(step):
        value = getattr(step, one.name)
        if isinstance(value, Figure):
            for changed in _changed(value):
                yield one.name, replace(step, **{one.name: changed})
        elif isinstance(value, tuple) and value and isinstance(value[0], Figure):
            for number, figure in enumerate(value):
                for changed in _changed(figure):
                    rates = _put(value, number, changed)
                    yield f"{one.name}.{number}", replace(step, **{one.name: rates})


def _changed(figure: Figure[Any]) -> Iterator[Figure[Any]]:
    """Lower it by a tenth; a list is emptied, and words, such as a ground, are left alone."""
    value = figure.value
    if isinstance(value, Fraction):
        yield replace(figure, value=value * Fraction(9, 10))
    elif isinstance(value, int):
        yield replace(figure, value=value * 9 // 10 or 2)
    elif isinstance(value, list | tuple):
        yield replace(figure, value=[])


def _put(values: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*values[:place], value, *values[place + 1 :])
