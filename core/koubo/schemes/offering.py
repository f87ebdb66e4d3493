"""Which scheme new calls are opened on: the desk's newest release, else what is installed."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.models import Call, Release
from koubo.schemes.release_models import DeskRelease
from koubo.schemes.rules import Scheme

Lines = Select[int, str, int, str, str, str, datetime, str, datetime | None, str, int, str, str]


@dataclass(frozen=True)
class DeskLine:
    """A release that an officer published on the desk, as lists show it."""

    id: int
    scheme_id: str
    number: int
    title: str
    note: str
    override: str
    published_at: datetime
    published_by: str
    withdrawn_at: datetime | None
    withdrawn_because: str
    release_id: int
    digest: str
    cases_digest: str

    @property
    def name(self) -> str:
        """Name it: 第3版."""
        return f"第{self.number}版"


@dataclass(frozen=True)
class Offered:
    """The scheme that a new call would be opened on, with its golden cases."""

    scheme: Scheme
    desk: DeskLine | None
    """None where the plugin's own scheme counts."""


@dataclass(frozen=True)
class Unreadable:
    """A desk release that this version of Koubo cannot read; its scheme is not offered."""

    line: DeskLine
    broken: BrokenSchemeFile


@dataclass(frozen=True)
class DeskPage:
    """All of one desk release: its content, its proof, and the calls that stand on it."""

    line: DeskLine
    text: str
    cases: str
    proof: Mapping[str, Any]
    calls: tuple[tuple[int, str], ...]
    """Number and title of each call that is pinned to this content."""


def offered(session: Session, catalog: Catalog) -> Mapping[str, Offered]:
    """Give, by its id, every scheme that a new call can be opened on; one statement."""
    found = {one.id: Offered(one, None) for one in catalog.schemes.values()}
    for line, content in _newest(session):
        found.pop(line.scheme_id, None)
        try:
            found[line.scheme_id] = Offered(_scheme(catalog, content), line)
        except BrokenSchemeFile:
            continue  # an older text must not pass for the one that the desk published
    return found


def offered_scheme(session: Session, catalog: Catalog, scheme_id: str) -> Scheme:
    """Give the scheme that a new call would be opened on; Refused where there is none."""
    found = offered(session, catalog).get(scheme_id)
    if found is not None:
        return found.scheme
    if any(one.line.scheme_id == scheme_id for one in unreadable_releases(session, catalog)):
        raise Refused(
            f"制度「{scheme_id}」の最新の版を読み取れません。制度のページで不備を確かめてください。"
        )
    return catalog.installed(scheme_id)


def known_schemes(
    session: Session, catalog: Catalog, scheme_ids: Iterable[str]
) -> Mapping[str, Scheme]:
    """Give schemes for what lists call them: as installed, else as a call was last pinned to them.

    No statement where all are installed, else one; what cannot be read is left out.
    """
    wanted = set(scheme_ids)
    found = {key: catalog.schemes[key] for key in wanted if key in catalog.schemes}
    if missing := wanted - found.keys():
        newest = (
            select(func.max(Release.id))
            .where(Release.scheme_id.in_(missing))
            .group_by(Release.scheme_id)
        )
        for release in session.scalars(select(Release).where(Release.id.in_(newest))):
            with suppress(BrokenSchemeFile):
                found[release.scheme_id] = catalog.of(release)
    return found


def unreadable_releases(session: Session, catalog: Catalog) -> list[Unreadable]:
    """Give the newest desk releases that cannot be read any more; one statement."""
    found = []
    for line, content in _newest(session):
        try:
            _scheme(catalog, content)
        except BrokenSchemeFile as broken:
            found.append(Unreadable(line, broken))
    return found


def desk_scheme(session: Session, catalog: Catalog, desk_release_id: int) -> Scheme:
    """Give the scheme of a release of the desk that stands; NotFound for any other.

    :raises Refused: where this version cannot read it
    """
    row = session.execute(
        select(Release.text, Release.cases, Release.plugin_version)
        .join(DeskRelease, DeskRelease.release_id == Release.id)
        .where(DeskRelease.id == desk_release_id, DeskRelease.withdrawn_at.is_(None))
    ).first()
    if row is None:
        raise NotFound
    try:
        return _scheme(catalog, (row.text, row.cases, row.plugin_version))
    except BrokenSchemeFile as broken:
        raise Refused(
            "この版は、今のシステムでは読み取れません。直した版を使ってください。"
        ) from broken


def desk_releases(session: Session, actor: Actor, scheme_id: str = "") -> list[DeskLine]:
    """Give the releases of the desk, newest first, those of one scheme or all; one statement."""
    require(actor, SeatKind.OFFICER)
    wanted = _lines().order_by(DeskRelease.id.desc())
    if scheme_id:
        wanted = wanted.where(DeskRelease.scheme_id == scheme_id)
    return [DeskLine(*row) for row in session.execute(wanted)]


def desk_release(session: Session, actor: Actor, desk_release_id: int) -> DeskPage:
    """Give one release of the desk with its content; NotFound if there is none; two statements."""
    require(actor, SeatKind.OFFICER)
    row = session.execute(
        _lines().add_columns(Release).where(DeskRelease.id == desk_release_id)
    ).first()
    if row is None:
        raise NotFound
    *columns, release = row
    same = (Release.scheme_id, Release.digest, Release.cases_digest)
    calls = session.execute(
        select(Call.id, Call.title)
        .join(Release, Release.id == Call.release_id)
        .where(*(one == getattr(release, one.key) for one in same))
        .order_by(Call.id.desc())
    )
    return DeskPage(
        line=DeskLine(*columns),
        text=release.text,
        cases=release.cases,
        proof=release.proof,
        calls=tuple((call_id, title) for call_id, title in calls),
    )


def _newest(session: Session) -> list[tuple[DeskLine, tuple[str, str, str]]]:
    """Give each scheme's newest desk release that stands, with text, cases and plugin version."""
    other = aliased(DeskRelease)
    newest = (
        select(func.max(other.number))
        .where(other.scheme_id == DeskRelease.scheme_id, other.withdrawn_at.is_(None))
        .correlate(DeskRelease)
        .scalar_subquery()
    )
    rows = session.execute(
        _lines()
        .add_columns(Release.text, Release.cases, Release.plugin_version)
        .where(DeskRelease.withdrawn_at.is_(None), DeskRelease.number == newest)
        .order_by(DeskRelease.scheme_id)
    )
    return [(DeskLine(*row[:-3]), (row[-3], row[-2], row[-1])) for row in rows]


def _scheme(catalog: Catalog, content: tuple[str, str, str]) -> Scheme:
    text, cases, plugin_version = content
    scheme = replace(catalog.to_open(text), cases=cases.encode())
    catalog.admit(scheme, plugin_version)
    return scheme


def _lines() -> Lines:
    return (
        select(
            DeskRelease.id,
            DeskRelease.scheme_id,
            DeskRelease.number,
            DeskRelease.title,
            DeskRelease.note,
            DeskRelease.override,
            DeskRelease.published_at,
            Person.name,
            DeskRelease.withdrawn_at,
            DeskRelease.withdrawn_because,
            DeskRelease.release_id,
            Release.digest,
            Release.cases_digest,
        )
        .join(Person, Person.id == DeskRelease.published_by)
        .join(Release, Release.id == DeskRelease.release_id)
    )
