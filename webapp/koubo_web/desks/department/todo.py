"""What a department has to do: offer themes for the coming year, and see who answers."""

from collections.abc import Sequence

from flask import url_for

from koubo.applications.queries.opinions import OpinionLine, opinions_waiting
from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year, next_midnight
from koubo.people.rules import Actor, SeatKind
from koubo.schemes.catalog import Catalog
from koubo.schemes.queries import themes_for
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import DeskHome, Todo

SHOWN = 10
"""So many opinions that are asked for are named, the most pressing."""


def sits(who: Actor) -> bool:
    """Say whether a person sits in a department."""
    return who.sits_as(SeatKind.DEPARTMENT)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the opinions that are asked for, and the theme of the coming year that is not offered."""
    return [*opinions_todo(opinions_waiting(work.session, who)), *theme_todo(work, who)]


def opinions_todo(waiting: Sequence[OpinionLine]) -> list[Todo]:
    """Name what was asked of the department and not answered yet.

    :param waiting: what waits, the nearest day first
    """
    return [
        Todo(
            f"応募への意見を書く：{one.project_name}",
            url_for("department.opinion", opinion_id=one.id),
            "意見を書く",
            f"{one.receipt_number}　{one.organisation}",
            next_midnight(one.due_on),
            about=one.application_id,
        )
        for one in waiting[:SHOWN]
    ]


def theme_todo(work: UnitOfWork, who: Actor) -> list[Todo]:
    """Ask for a theme of the coming year while the department has offered none."""
    coming = fiscal_year(day_in_japan(work.now)) + 1
    if themes_for(work.session, who, fiscal_year=coming, limit=1):
        return []
    return [
        Todo(
            f"{format_fiscal_year(coming)}のテーマを出す",
            url_for("department.new_theme"),
            "テーマを書く",
            "団体と一緒に取り組みたい課題があれば、テーマとして出してください。なければ、何もしなくてかまいません。",
        )
    ]


DEPARTMENT = DeskHome("department", "担当課", sits, todo)
