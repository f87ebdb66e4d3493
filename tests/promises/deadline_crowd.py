"""Five hundred groups a minute before the deadline: complete drafts, people signed in, one press."""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask import session as flask_session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from builders import PDF, City, a_proposal, an_organisation
from koubo.applications.models import Application, Attachment, Filing
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Membership, Organisation, Person
from koubo.people.rules import MemberRole
from koubo.schemes.forms import FilingKind
from koubo.storage.base import Base
from koubo_web.login.accounts import Account
from koubo_web.requests import unit_of_work

QUESTIONS = ("bylaws", "roster")


@dataclass(frozen=True)
class Applicant:
    """Somebody with the last page open: who they are, and what the button sends."""

    filing_id: int
    cookie: str
    token: str
    version: int


@dataclass
class Press:
    """One press of the button, and what came back; nothing where the server died."""

    applicant: Applicant
    status: int = 0
    location: str = ""
    seconds: float = 0.0


def a_crowd(app: Flask, city: City, call_id: int, count: int) -> list[Applicant]:
    """Make so many organisations with a complete draft and two files each, signed in."""
    kept = [city.files.keep(BytesIO(PDF), limit=len(PDF)) for _ in range(count * len(QUESTIONS))]
    now = datetime.now(UTC)
    with city.uow(now) as uow, uow.writing() as write:
        filings = _rows(write.session, call_id, count, kept, now)
    return [_signed_in(app, filing_id, place) for place, filing_id in enumerate(filings)]


def _rows(
    session: Session, call_id: int, count: int, kept: Sequence[Any], now: datetime
) -> list[int]:
    places = range(count)
    plain = an_organisation()
    names = [one.key for one in Organisation.__table__.columns]
    values = {key: found for key in names if (found := getattr(plain, key)) is not None}
    people = _add(
        session,
        Person,
        [{"name": f"c{n}", "email": f"c{n}@example.jp", "phone": ""} for n in places],
    )
    groups = _add(session, Organisation, [{**values, "name": f"第{n}の会"} for n in places])
    own = list(zip(people, groups, strict=True))
    _add(
        session,
        Membership,
        [
            {"organisation_id": group, "person_id": one, "role": MemberRole.REPRESENTATIVE}
            for one, group in own
        ],
    )
    _add(
        session,
        Account,
        [
            {
                "person_id": one,
                "email": f"c{n}@example.jp",
                "password": "none: nobody types it",
                "active": True,
                "fs_uniquifier": f"c{n:063d}",
                "registered_at": now,
                "confirmed_at": now,
            }
            for n, one in enumerate(people)
        ],
    )
    applications = _add(
        session,
        Application,
        [
            {
                "call_id": call_id,
                "course_id": "kurashiki.collab_prep",
                "organisation_id": group,
                "state": ApplicationState.DRAFT,
                "created_at": now,
            }
            for group in groups
        ],
    )
    draft = {"kind": FilingKind.PROPOSAL, "state": FilingState.DRAFT, "draft": a_proposal()}
    filings = _add(
        session, Filing, [{**draft, "application_id": one, "saved_at": now} for one in applications]
    )
    _add(
        session,
        Attachment,
        [
            {
                "filing_id": filings[place // len(QUESTIONS)],
                "question_id": QUESTIONS[place % len(QUESTIONS)],
                "name": "規約.pdf",
                "media_type": "application/pdf",
                "size": one.size,
                "sha256": one.sha256,
                "key": one.key,
                "kept_at": now,
            }
            for place, one in enumerate(kept)
        ],
    )
    return filings


def _add(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    key = model.__table__.c.id
    return list(session.scalars(insert(model).returning(key, sort_by_parameter_order=True), rows))


def _signed_in(app: Flask, filing_id: int, place: int) -> Applicant:
    """Give the cookie and the token of somebody who has signed in already."""
    with app.test_request_context():
        account = (
            unit_of_work()
            .session.scalars(select(Account).where(Account.fs_uniquifier == f"c{place:063d}"))
            .one()
        )
        login_user(account)
        token = generate_csrf()
        answer = app.make_response("")
        app.session_interface.save_session(app, flask_session, answer)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return Applicant(filing_id, cookie, token, version=1)


def press_all(base: str, applicants: Sequence[Applicant], *, times: int = 2) -> list[Press]:
    """Let everybody press at the same instant, each so many times; give what came back."""
    presses = [Press(one) for one in applicants for _ in range(times)]
    gate = threading.Barrier(len(presses))

    def go(press: Press) -> None:
        gate.wait()
        begun = time.perf_counter()
        with_answer(base, press)
        press.seconds = time.perf_counter() - begun

    threads = [threading.Thread(target=go, args=(one,), daemon=True) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return presses


def with_answer(base: str, press: Press) -> None:
    """Press once; a connection that breaks leaves the status at 0, as a browser would see it."""
    one = press.applicant
    body = urlencode({"csrf_token": one.token, "version": one.version})
    path = f"/applicant/check/{one.filing_id}"
    headers = {
        "Cookie": one.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"{base}{path}",
    }
    try:
        with _connection(base) as connection:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            press.status, press.location = answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException):
        press.status = 0


def read(base: str, applicant: Applicant, path: str) -> bytes:
    """Open a page or a file as one applicant."""
    with _connection(base) as connection:
        connection.request("GET", path, headers={"Cookie": applicant.cookie})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status)
        return content


@contextmanager
def _connection(base: str) -> Iterator[http.client.HTTPConnection]:
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
    try:
        yield connection
    finally:
        connection.close()
