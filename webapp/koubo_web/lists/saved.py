"""Lists that a person has named to find them again: the page, and what its address asks.

They are that person's own: nobody else sees or changes them, and they outlast any seat. No history
is kept of them, for nothing that the city does depends on one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from koubo.fields import Text
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.schemas import read_form
from koubo.people.staff_schemas import Part
from koubo.problems import NotFound, Problem, Problems
from koubo.storage.base import Base
from koubo.storage.columns import read_columns
from koubo.storage.unit_of_work import UnitOfWork, Write

MOST_LISTS = 20
NAME_LENGTH, QUERY_LENGTH = 40, 2_000
FULL = (
    f"「一覧の名前」を付けられるのは{MOST_LISTS}件までです。"
    "使わない一覧を消してから、もう一度保存してください。"
)
TAKEN = "「一覧の名前」は、あなたのほかの一覧と同じです。別の名前を入力してください。"
TOO_LONG = "この一覧の条件は長すぎて保存できません。探す言葉を短くしてから、名前を付けてください。"


class SavedList(Base):
    """A view of a list that a person has named."""

    __tablename__ = "saved_list"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    page: Mapped[str] = mapped_column(String(60))
    """The endpoint of the list."""
    about_id: Mapped[int | None]
    """The number in the page's path: of a call, where the list is of one call."""
    query: Mapped[str] = mapped_column(String(QUERY_LENGTH))
    """What the address says behind the question mark."""


@dataclass(frozen=True)
class View:
    """A list as it is looked at."""

    page: str
    about_id: int | None
    query: str


@dataclass(frozen=True)
class OwnList:
    """A view with the name that its person gave it."""

    id: int
    name: str
    view: View


class NameSchema(Part):
    """The name of a list."""

    name = Text(
        required=True, max_length=NAME_LENGTH, single_line=True, metadata={"label": "一覧の名前"}
    )


# Put together once: to build a statement takes longer than to run it.
OWN = (
    select(SavedList.id, SavedList.name, SavedList.page, SavedList.about_id, SavedList.query)
    .where(SavedList.person_id == bindparam("person"))
    .order_by(SavedList.name)
)


def own_lists(session: Session, actor: Actor) -> list[OwnList]:
    """Give what the actor has named, by name; one statement."""
    rows: Sequence[Any] = read_columns(session, OWN, {"person": actor.person_id})
    return [OwnList(number, name, View(*view)) for number, name, *view in rows]


def save_list(uow: UnitOfWork, actor: Actor, view: View, raw: Mapping[str, Any]) -> None:
    """Name a view; the same view under the same name is kept once.

    :param raw: "name" as it was typed
    :raises Problems: for a name that another view has, and beyond `MOST_LISTS`
    """
    require(actor, SeatKind.OFFICER)
    name = read_form(NameSchema(), raw)["name"]
    if len(view.query) > QUERY_LENGTH:
        raise Problems([Problem("query", TOO_LONG, "name")])
    with uow.writing() as write:
        own = _locked(write, actor)
        if any(one.name == name and one.view == view for one in own):
            return
        if len(own) >= MOST_LISTS:
            raise Problems([Problem("full", FULL, "name")])
        _refuse_taken(name, own)
        write.session.add(
            SavedList(
                person_id=actor.person_id,
                name=name,
                page=view.page,
                about_id=view.about_id,
                query=view.query,
            )
        )


def rename_list(uow: UnitOfWork, actor: Actor, list_id: int, raw: Mapping[str, Any]) -> None:
    """Give one of the actor's own lists another name; NotFound for anybody else's.

    :param raw: "name" as it was typed
    :raises Problems: for a name that another view has
    """
    require(actor, SeatKind.OFFICER)
    name = read_form(NameSchema(), raw)["name"]
    with uow.writing() as write:
        own = _locked(write, actor)
        found = _own(write, actor, list_id)
        _refuse_taken(name, [one for one in own if one.id != list_id])
        found.name = name


def remove_list(uow: UnitOfWork, actor: Actor, list_id: int) -> None:
    """Forget one of the actor's own lists; one that is gone already is gone."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        for one in _locked(write, actor):
            if one.id == list_id:
                write.session.delete(_own(write, actor, list_id))


def _locked(write: Write, actor: Actor) -> list[OwnList]:
    """Give the actor's lists; nobody adds one in their name before the commit."""
    write.lock(Person, actor.person_id)
    return own_lists(write.session, actor)


def _own(write: Write, actor: Actor, list_id: int) -> SavedList:
    found = write.session.get(SavedList, list_id)
    if found is None or found.person_id != actor.person_id:
        raise NotFound
    return found


def _refuse_taken(name: str, own: Sequence[OwnList]) -> None:
    if any(one.name == name for one in own):
        raise Problems([Problem("taken", TAKEN, "name")])
