"""Reading columns past the ORM: half the work of its own way, which is made for whole objects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select
from sqlalchemy.orm import Session


def read_columns(
    session: Session,
    statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
) -> Sequence[Any]:
    """Give the rows of a statement that selects columns and no object.

    What is changed is written before, as the session itself does before it reads.

    :param values: what is bound in it, by name
    """
    if session.new or session.dirty or session.deleted:
        session.flush()
    return session.connection().execute(statement, values).all()
