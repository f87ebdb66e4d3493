"""A department offers a theme; an officer coordinates it or turns it down."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import select

from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.people.models import Department
from koubo.people.queries import department_people, people_with_seat
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.models import Theme
from koubo.schemes.plans import ThemeText
from koubo.schemes.policy import load_theme
from koubo.schemes.rules import THEME_STEPS, ThemeState
from koubo.storage.history import HOUSE
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import UnitOfWork, Write


def offer_theme(uow: UnitOfWork, actor: Actor, *, department_id: int, theme: ThemeText) -> int:
    """Offer a theme on behalf of one's own department; give its id. Sent twice, it is one."""
    require(actor, SeatKind.DEPARTMENT)
    if department_id not in actor.departments():
        raise NotFound
    _refuse_past_year(uow, theme)
    wanted = {"department_id": department_id, "state": ThemeState.OFFERED, **asdict(theme)}
    with uow.writing() as write:
        write.lock(Department, department_id)  # so that of two clicks one waits
        same = (getattr(Theme, name) == value for name, value in wanted.items())
        if (offered := write.session.scalars(select(Theme.id).where(*same)).first()) is not None:
            return offered
        row = Theme(**wanted)
        write.session.add(row)
        write.session.flush()
        write.record(
            "offer_theme",
            row,
            chain=HOUSE,
            detail=asdict(theme),
            event=_to_officers(write, row, "theme_offered"),
        )
        return row.id


def change_theme(
    uow: UnitOfWork, actor: Actor, theme_id: int, *, theme: ThemeText, version: int
) -> None:
    """Word a theme anew, before an officer has coordinated it."""
    require(actor, SeatKind.DEPARTMENT)
    _load_own(uow, actor, theme_id)
    _refuse_past_year(uow, theme)
    with uow.writing() as write:
        row = write.lock(Theme, theme_id, version=version)
        if row.state is not ThemeState.OFFERED:
            raise Refused(
                "事務局の調整が終わったテーマは、ここでは直せません。事務局に相談してください。"
            )
        for name, value in asdict(theme).items():
            setattr(row, name, value)
        write.record(
            "change_theme",
            row,
            chain=HOUSE,
            detail=asdict(theme),
            event=_to_officers(write, row, "theme_changed"),
        )


def coordinate_theme(uow: UnitOfWork, actor: Actor, theme_id: int, *, version: int) -> None:
    """Find a theme fit to be published; it may then be taken into a call."""
    require(actor, SeatKind.OFFICER)
    load_theme(uow.session, actor, theme_id)
    with uow.writing() as write:
        row = write.lock(Theme, theme_id, version=version)
        THEME_STEPS.require(row.state, ThemeState.COORDINATED)
        row.state = ThemeState.COORDINATED
        write.record(
            "coordinate_theme",
            row,
            chain=HOUSE,
            event=_to_department(write, row, "theme_coordinated"),
        )


def decline_theme(
    uow: UnitOfWork, actor: Actor, theme_id: int, *, reason: str, version: int
) -> None:
    """Leave a theme out of this year's calls, with the reason told to its department."""
    require(actor, SeatKind.OFFICER)
    load_theme(uow.session, actor, theme_id)
    if not reason.strip():
        raise Problems(
            [Problem("reason", "見送る理由を入力してください。担当課に伝わります。", "reason")]
        )
    with uow.writing() as write:
        row = write.lock(Theme, theme_id, version=version)
        if row.state not in (ThemeState.OFFERED, ThemeState.COORDINATED):
            raise Refused("公開したテーマは見送れません。募集の中止などを検討してください。")
        THEME_STEPS.require(row.state, ThemeState.NOT_TAKEN)
        row.state = ThemeState.NOT_TAKEN
        row.call_id = None
        write.record(
            "decline_theme",
            row,
            chain=HOUSE,
            detail={"reason": reason.strip()},
            event=_to_department(write, row, "theme_declined"),
        )


def _load_own(uow: UnitOfWork, actor: Actor, theme_id: int) -> Theme:
    found = load_theme(uow.session, actor, theme_id)
    if found.department_id not in actor.departments():
        raise NotFound
    return found


def _refuse_past_year(uow: UnitOfWork, theme: ThemeText) -> None:
    running = fiscal_year(day_in_japan(uow.now))
    if theme.fiscal_year < running:
        message = f"事業年度は{format_fiscal_year(running)}か、それより後の年度を選んでください。"
        raise Problems([Problem("year_over", message, "fiscal_year")])


def _to_officers(write: Write, theme: Theme, kind: str) -> Event:
    today = day_in_japan(write.now)
    people = people_with_seat(write.session, SeatKind.OFFICER, today)
    to = {Reader.OFFICER: tuple(people)}
    return _event(write, theme, kind, to, f"/officer/themes/{theme.id}")


def _to_department(write: Write, theme: Theme, kind: str) -> Event:
    today = day_in_japan(write.now)
    people = department_people(write.session, theme.department_id, today)
    to = {Reader.DEPARTMENT: tuple(people)}
    return _event(write, theme, kind, to, f"/department/themes/{theme.id}")


def _event(
    write: Write, theme: Theme, kind: str, to: Mapping[Reader, tuple[int, ...]], path: str
) -> Event:
    department = write.session.get_one(Department, theme.department_id)
    return Event(
        kind=kind,
        scheme_id="",
        call_id=theme.call_id,
        to=to,
        facts={
            "theme": theme.title,
            "department": department.name,
            "year": format_fiscal_year(theme.fiscal_year),
        },
        path=path,
    )
