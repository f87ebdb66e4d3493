"""見本川市 川の補助金: the scheme, a word that it needs, a panel and two pages."""

from collections.abc import Iterator
from importlib.resources import files

from flask import Blueprint
from flask.typing import ResponseReturnValue

from koubo.api import Actor, Scheme, hookimpl, load_scheme
from koubo_stranger.rivers import RIVERS, OnRiver
from koubo_web.api import Page, Panel, Subject, application, public, render, signed_in

pages = Blueprint("rivers", __name__, template_folder="templates")


@hookimpl
def koubo_words() -> list[type[OnRiver]]:
    """Give the word that the scheme file uses."""
    return [OnRiver]


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give the one scheme."""
    text = (files("koubo_stranger") / "stranger.yaml").read_bytes()
    return [load_scheme(text, words=[OnRiver])]


@hookimpl
def koubo_web_panels(page: Page, subject: Subject, actor: Actor | None) -> Iterator[Panel]:
    """Name the rivers, and link to what is known of them."""
    if page is Page.CALL:
        rows = tuple((name, length) for name, length in RIVERS.items())
        yield Panel(
            "川の一覧", ("<b>川</b>を1つ選びます。",), rows, ("川を見る", "/plugins/stranger/")
        )
    elif page is Page.APPLICATION:
        who = actor.name if actor else ""
        yield Panel("川からひとこと", (f"{who}さん、{subject.project_name}を見ています。",))


@hookimpl
def koubo_web_blueprints() -> list[Blueprint]:
    """Give the pages about rivers."""
    return [pages]


@pages.get("/")
@public
def rivers() -> ResponseReturnValue:
    """Show the rivers to everybody."""
    return render("rivers.html", title="川の一覧", rivers={**RIVERS, "<i>名もない川</i>": "？"})


@pages.get("/applications/<int:application_id>")
@signed_in
def of_application(application_id: int) -> ResponseReturnValue:
    """Show an application's river to whoever may see the application."""
    subject = application(application_id)
    return render("rivers.html", title=subject.project_name, rivers=RIVERS)
