"""「自分の一覧」: an officer names the list that they look at, and finds it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.lists.asked import Asked
from koubo_web.lists.declared import Row, whole
from koubo_web.lists.saved import (
    MOST_LISTS,
    NAME_LENGTH,
    OwnList,
    View,
    own_lists,
    remove_list,
    rename_list,
    save_list,
)
from koubo_web.lists.shown import OwnLinks
from koubo_web.requests import actor, unit_of_work

PAGES = {
    "officer.applications": ("応募の一覧", "call_id"),
    "officer.all_applications": ("すべての募集の応募", ""),
    "officer.awards": ("交付の一覧", ""),
    "officer.organisations": ("団体の一覧", ""),
}
"""The lists that can be named: what each is called, and the number in its path."""

NO_LIST = "名前を付ける一覧が分かりません。一覧の画面を開き直し、「この一覧に名前を付ける」から進んでください。"
NO_NUMBER = "変える一覧が分かりません。「自分の一覧」の画面のボタンから進んでください。"


@dataclass(frozen=True)
class NamedLink:
    """One of the actor's own lists, as pages show it."""

    id: int
    name: str
    page: str
    url: str


def links_of(own: Sequence[OwnList]) -> list[NamedLink]:
    """Give lists with their addresses; one whose page is no more is left out."""
    return [
        NamedLink(one.id, one.name, PAGES[one.view.page][0], _address(one.view))
        for one in own
        if one.view.page in PAGES
    ]


def own_links(asked: Asked[Row]) -> OwnLinks:
    """Give what the actor has named of this list, and where to name it; one statement."""
    listing = asked.listing
    here = View(
        listing.endpoint, next(iter(listing.values.values()), None), urlencode(asked.kept())
    )
    own = [
        one
        for one in own_lists(unit_of_work().session, actor())
        if (one.view.page, one.view.about_id) == (here.page, here.about_id)
    ]
    is_named = any(one.view == here for one in own)
    return OwnLinks(
        links=[(one.name, _address(one.view), one.view == here) for one in own],
        save_url="" if is_named or not here.query else _naming_url(here),
        all_url=url_for("officer.own_lists_page"),
    )


@desk.get("/lists")
@seat(SeatKind.OFFICER)
def own_lists_page() -> ResponseReturnValue:
    """Show the actor's own lists, with a form for the one whose name is to be changed."""
    return _page(request.args.get("change", type=int))


@desk.get("/lists/new")
@seat(SeatKind.OFFICER)
def name_list() -> ResponseReturnValue:
    """Ask for the name of a list; without one that is known here, lead to those that are named."""
    view = _view(
        request.args.get("page", ""), request.args.get("about", ""), request.args.get("query", "")
    )
    if view is None:
        return redirect(url_for("officer.own_lists_page"))
    return _naming(view)


@desk.post("/lists")
@seat(SeatKind.OFFICER)
def save_list_now() -> ResponseReturnValue:
    """Keep the list under its name."""
    sent = request.form
    view = _view(sent.get("page", ""), sent.get("about", ""), sent.get("query", ""))
    if view is None:
        raise Refused(NO_LIST)
    try:
        save_list(unit_of_work(), actor(), view, sent)
    except Problems as wrong:
        return _naming(view, wrong.problems), 422
    flash("一覧に名前を付けました。この画面とホームから、いつでも開けます。", "success")
    return redirect(_address(view), 303)


@desk.post("/lists/rename")
@seat(SeatKind.OFFICER)
def rename_list_now() -> ResponseReturnValue:
    """Give a list another name."""
    number = _number(request.form.get("list", ""))
    try:
        rename_list(unit_of_work(), actor(), number, request.form)
    except Problems as wrong:
        return _page(number, wrong.problems), 422
    flash("一覧の名前を変えました。", "success")
    return redirect(url_for("officer.own_lists_page"), 303)


@desk.post("/lists/remove")
@seat(SeatKind.OFFICER)
def remove_list_now() -> ResponseReturnValue:
    """Forget a list; what it showed stays as it is."""
    remove_list(unit_of_work(), actor(), _number(request.form.get("list", "")))
    flash("自分の一覧から消しました。応募や団体の記録は、そのまま残っています。", "success")
    return redirect(url_for("officer.own_lists_page"), 303)


def _page(change: int | None, problems: Sequence[Problem] = ()) -> str:
    links = links_of(own_lists(unit_of_work().session, actor()))
    return render_template(
        "officer/own_lists.html",
        lists=links,
        changing=next((one for one in links if one.id == change), None),
        typed=request.form,
        length=NAME_LENGTH,
        most=MOST_LISTS,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _naming(view: View, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/own_list_new.html",
        view=view,
        list_name=PAGES[view.page][0],
        back_url=_address(view),
        typed=request.form,
        length=NAME_LENGTH,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _view(page: str, about: str, query: str) -> View | None:
    """Give the view that an address or a form tells of; None for one that no list has."""
    if page not in PAGES:
        return None
    plain = urlencode(parse_qsl(query.replace("\0", "")))
    try:
        return View(page, whole(about) if PAGES[page][1] else None, plain)
    except ValueError:
        return None


def _number(text: str) -> int:
    try:
        return whole(text)
    except ValueError:
        raise Refused(NO_NUMBER) from None


def _naming_url(view: View) -> str:
    return url_for(
        "officer.name_list", page=view.page, about=view.about_id, query=view.query or None
    )


def _address(view: View) -> str:
    number = PAGES[view.page][1]
    values: dict[str, Any] = {number: view.about_id} if number else {}
    path = url_for(view.page, **values)
    return f"{path}?{view.query}" if view.query else path
