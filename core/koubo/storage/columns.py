"""Reading columns past the ORM: half the work of its own way, which is made for whole objects."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CompoundSelect, CursorResult, Select
from sqlalchemy.orm import Session


def read_columns(
    session: Session,
    statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, Any],
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement that selects columns and no object; what is changed is written before.

    :param values: what is bound in it, by name
    """
    if session.new or session.dirty or session.deleted:
        session.flush()  # as the session itself does before it reads
    return session.connection().execute(statement, values)
