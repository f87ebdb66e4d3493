"""Departments' opinions on an application, as every desk that may read them shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from koubo.applications.opinion_rules import opinion_answers, opinion_form
from koubo.applications.queries.opinions import OpinionLine
from koubo.calendar import day_in_japan
from koubo.schemes.forms import Form
from koubo.schemes.rules import Scheme
from koubo_web.requests import now


@dataclass(frozen=True)
class OpinionsShown:
    """What the macro ``opinions_list`` is given."""

    found: Sequence[OpinionLine]
    form: Form
    answers_of: Callable[[OpinionLine], Mapping[str, Any]]
    today: date


def opinions_shown(scheme: Scheme, found: Sequence[OpinionLine]) -> OpinionsShown:
    """Give opinions with the questions that they answer."""
    return OpinionsShown(
        found,
        opinion_form(scheme),
        lambda line: opinion_answers(scheme, line.answers),
        day_in_japan(now()),
    )
