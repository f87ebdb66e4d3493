"""Several who press at the same moment, and what came of it."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

from sqlalchemy import func, select

from builders import City
from koubo.problems import Problems, Refused, Stale
from koubo.storage.unit_of_work import UnitOfWork
from storage.together import do_together

Verb = Callable[[UnitOfWork], Any]
TOLD = (Stale, Refused, Problems)


def at_once(city: City, person: str, now: Any, *verbs: Verb) -> list[Any]:
    """Do the verbs at the same moment, each in its own unit of work; give answers and refusals."""
    start, answers = Barrier(len(verbs)), list[Any]()

    def do(verb: Verb) -> None:
        with city.uow(now, person) as uow:
            start.wait()
            try:
                answers.append(verb(uow))
            except TOLD as told:
                answers.append(type(told))

    assert do_together(do, verbs) == []
    return answers


def number_of(city: City, table: Any, *clauses: Any) -> int:
    with city.uow() as uow:
        return int(uow.session.scalar(select(func.count()).select_from(table).where(*clauses)) or 0)
