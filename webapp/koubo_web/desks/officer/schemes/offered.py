"""The schemes that new calls are opened on, and one of them with its figures and its proof."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.proof.proving import Checked, proving_of
from koubo.schemes.catalog import content_digest, digest_of
from koubo.schemes.figure_list import grouped_figures, to_confirm_of
from koubo.schemes.offering import (
    DeskLine,
    Offered,
    desk_releases,
    offered,
    unreadable_releases,
)
from koubo.schemes.release_queries import SchemeFileLine, scheme_files
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work

SHOWN_DIGITS = 12


@dataclass(frozen=True)
class SchemeLine:
    """A scheme in the list."""

    scheme: Scheme
    version: str
    """第3版, or whose version of the plugin counts."""
    unconfirmed: int
    links: tuple[tuple[str, str], ...]
    """Label and address of what can be read of it."""


@desk.get("/schemes")
@seat(SeatKind.OFFICER)
def schemes() -> ResponseReturnValue:
    """List what new calls are opened on, what is being written, and what cannot be read."""
    session, who, catalog = unit_of_work().session, actor(), site().catalog
    found = offered(session, catalog)
    unreadable = unreadable_releases(session, catalog)
    known = {*found, *(one.line.scheme_id for one in unreadable)}
    house = sorted(found.values(), key=lambda one: (one.scheme.city, one.scheme.title))
    return render_template(
        "officer/schemes.html",
        schemes=[_line(one) for one in house],
        unreadable=unreadable,
        withdrawn=_withdrawn(desk_releases(session, who), known),
        copies=[(one, _base_of(one, found)) for one in scheme_files(session, who)],
    )


@desk.get("/schemes/<scheme_id>")
@seat(SeatKind.OFFICER)
def scheme(scheme_id: str) -> ResponseReturnValue:
    """Show a scheme: its courses, every figure with its source, and the proof of its cases."""
    session, who, catalog = unit_of_work().session, actor(), site().catalog
    which = offered(session, catalog).get(scheme_id)
    if which is None:
        raise NotFound
    found = which.scheme
    return render_template(
        "officer/scheme.html",
        scheme=found,
        figures=grouped_figures(found),
        unconfirmed=to_confirm_of(found),
        proving=proving_of(catalog, found),
        version=version_text(which),
        digest=digest_of(found.text)[:SHOWN_DIGITS],
        links=_links(found),
        copies=[one for one in scheme_files(session, who) if one.scheme_id == scheme_id],
    )


def version_text(which: Offered) -> str:
    """Say which release or whose version of it counts for new calls."""
    if which.desk is not None:
        return which.desk.name
    plugin = site().catalog.versions_of(which.scheme.id).plugin
    return f"プラグイン {plugin}" if plugin else "制度のフォルダー"


def is_same(base: Offered | None, checked: Checked) -> bool:
    """Say whether a draft is word for word what is offered already."""
    if base is None or checked.scheme is None:
        return False
    return content_digest(base.scheme) == content_digest(checked.scheme)


def _line(which: Offered) -> SchemeLine:
    found = which.scheme
    return SchemeLine(found, version_text(which), len(to_confirm_of(found)), _links(found))


def _links(found: Scheme) -> tuple[tuple[str, str], ...]:
    """Give what can be read of a scheme; an ended one that asks nothing has no form."""
    form = [("応募の画面", url_for("officer.scheme_form", scheme_id=found.id))]
    return (
        *(form if found.forms else []),
        ("募集要項の下書き", url_for("officer.scheme_rules", scheme_id=found.id)),
        ("様式の項目の対応", url_for("officer.scheme_fields", scheme_id=found.id)),
        ("版の一覧", url_for("officer.releases", scheme_id=found.id)),
        ("様式の一覧（印刷用）", url_for("officer.scheme_papers", scheme_id=found.id)),
        ("通知書のWord様式", url_for("officer.letter_forms", scheme_id=found.id)),
    )


def _withdrawn(lines: Iterable[DeskLine], known: set[str]) -> list[DeskLine]:
    """Give the newest release of each scheme that nothing offers any more."""
    newest: dict[str, DeskLine] = {}
    for one in lines:
        if one.scheme_id not in known:
            newest.setdefault(one.scheme_id, one)
    return list(newest.values())


def _base_of(copy: SchemeFileLine, found: Mapping[str, Offered]) -> str:
    """Say which scheme a working copy would become a release of."""
    base = found.get(copy.scheme_id)
    return f"{base.scheme.city}　{base.scheme.title}" if base else "新しい制度"
