"""Keeps accounts through the request's unit of work."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, wraps
from typing import Any, TypeVar, cast

from flask import g
from flask_security.datastore import UserDatastore
from sqlalchemy import Select, bindparam, func, inspect, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.models import Person
from koubo.people.queries import WHO, actor_of, with_seats
from koubo.problems import Refused
from koubo_web.login.accounts import Account, NoRole
from koubo_web.requests import now, unit_of_work

View = TypeVar("View", bound=Callable[..., Any])

ALREADY_REGISTERED = (
    "このメールアドレスでの登録は、もう受け付けています。届いたメールを確認してください。"
)


class AccountDatastore(UserDatastore):
    """What Flask-Security stores with: its first write begins the transaction, commit ends it."""

    def __init__(self) -> None:
        super().__init__(Account, NoRole)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:
        """Give the account with this one attribute."""
        name, value = wanted.popitem()
        if name == "fs_uniquifier":
            return _signed_in(str(value))
        found = _account_by(name, case_insensitive=case_insensitive)
        asked = {"value": str(value).lower() if case_insensitive else value}
        return unit_of_work().session.scalars(found, asked).first()

    def find_role(self, role: str) -> None:
        """Give none: seats decide."""

    def create_user(self, **values: Any) -> Account:
        """Make the account together with its person, or for the person of that address."""
        session = self._write()
        email: str = values["email"]
        if session.scalars(select(Account.id).where(Account.email == email)).first():
            # Two registrations at once: both forms passed, the second one waited for the lock.
            raise Refused(ALREADY_REGISTERED)
        account = Account(
            person_id=_person_id(session, email, values["person_name"]),
            email=email,
            password=values["password"],
            active=True,
            fs_uniquifier=secrets.token_hex(32),
            registered_at=now(),
        )
        session.add(account)
        session.flush()
        return account

    def put(self, model: Account) -> Account:
        """Store what was changed on the account."""
        changed = {
            attribute.key: attribute.value
            for attribute in inspect(model).attrs
            if attribute.history.has_changes()
        }
        if "koubo_account_write" not in g:
            # Flask-Security sets first and stores then. To begin a write is to read anew, so what
            # was set is taken off, and set again on the account as it is under the lock.
            unit_of_work().session.expire(model)
        self._write().add(model)
        for name, value in changed.items():
            setattr(model, name, value)
        return model

    def delete(self, model: Account) -> None:
        """Refuse: an account is closed, never deleted."""
        raise NotImplementedError("accounts are closed (active=False), not deleted")

    def commit(self) -> None:
        """End the transaction that the first write began."""
        writing: ExitStack | None = g.pop("koubo_account_write", None)
        if writing is not None:
            writing.close()

    def _write(self) -> Session:
        if "koubo_account_write" not in g:
            writing = ExitStack()
            writing.enter_context(unit_of_work().writing())
            g.koubo_account_write = writing
        with unit_of_work().writing() as write:
            return write.session


SIGNED_IN = with_seats(
    select(Account, *WHO)
    .join(Person, Person.id == Account.person_id)
    .where(Account.fs_uniquifier == bindparam("value"))
)


def _signed_in(uniquifier: str) -> Account | None:
    """Give the account that a session names, and keep who it is: every page begins with both."""
    day = day_in_japan(now())
    asked = {"value": uniquifier, "day": day}
    rows = unit_of_work().session.execute(SIGNED_IN, asked).all()
    if not rows:
        return None
    account: Account = rows[0][0]
    g.koubo_seen = actor_of(account.person_id, [one[1:] for one in rows])
    return account


@cache
def _account_by(name: str, *, case_insensitive: bool) -> Select[Account]:
    """Select the account with this one attribute, bound as ``value``."""
    column = getattr(Account, name)
    value = bindparam("value", type_=column.type)
    return select(Account).where((func.lower(column) if case_insensitive else column) == value)


class Abandoned(Exception):
    """Rolls back what Flask-Security began to write and never committed."""


def wholly_or_not(view: View) -> View:
    """Undo what a view of Flask-Security wrote if it fails.

    Its views ask for the commit before they write, and the commit follows on any answer, that of
    an error page included.
    """

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        try:
            return view(*args, **values)
        except BaseException as error:
            abandon(error)
            raise

    return cast(View, guarded)


def abandon(error: BaseException | None) -> None:
    """Undo a write that was not committed: after a failure, and at the request's end."""
    writing: ExitStack | None = g.pop("koubo_account_write", None)
    if writing is not None:
        writing.__exit__(Abandoned, Abandoned(), None)


def _person_id(session: Session, email: str, name: str) -> int:
    """Give the person of that address, made now if there is none.

    Somebody else may register the address of a known person, but cannot confirm it.
    """
    known = session.scalars(select(Person.id).where(func.lower(Person.email) == email)).first()
    if known is not None:
        return known
    person = Person(name=name, email=email)
    session.add(person)
    session.flush()
    return person.id
