"""Pages of plugins stand below /plugins/, are closed unless they say otherwise, and touch no other.

Panels stand on our pages; what a plugin writes is text wherever it is shown.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Blueprint, Flask, current_app, url_for
from markupsafe import Markup

from builders import AFTER, a_call, a_filed_application
from koubo.api import Actor, hookimpl
from koubo.money import Line, Working
from koubo.plugins import House, UnusablePlugins, load
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, Finding
from koubo_web import hookspecs
from koubo_web.access import NoPolicy
from koubo_web.api import Page, Panel, SeatKind, Subject, call, public, render, seat, signed_in
from promises.faulty_plugin import ANYWHERE, LISTS, Faulty
from promises.sites import an_empty_town
from web.town import Town, give_accounts

TAG = "<img src=x onerror=alert(1)>"
STEALTH = Markup(TAG)


class Guest:
    """Brings what the test gives it."""

    def __init__(self, *blueprints: Blueprint, panels: Callable[..., Any] | None = None) -> None:
        self.blueprints = blueprints
        self.panels = panels

    @hookimpl
    def koubo_web_blueprints(self) -> list[Blueprint]:
        return list(self.blueprints)

    @hookimpl
    def koubo_web_panels(self, page: Page, subject: Subject, actor: Actor | None) -> Any:
        return self.panels(page, subject, actor) if self.panels else None


def a_house(**plugins: Any) -> House:
    return load(more=plugins, hookspecs=(hookspecs,))


def started(data: Path, **plugins: Any) -> Flask:
    return an_empty_town(data, house=a_house(**plugins)).app


def pages(folder: Path) -> Blueprint:
    """Give a blueprint with one page for each who may come, a style sheet and a template."""
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "look.css").write_text("p {}", encoding="utf-8")
    (folder / "page.html").write_text(
        '{% extends "layout/plugin.html" %}{% block content %}<p>{{ told }}</p>{% endblock %}',
        encoding="utf-8",
    )
    made = Blueprint("pages", __name__, root_path=str(folder), template_folder=".",
                     static_folder="static")  # fmt: skip

    @made.get("/open")
    @public
    def to_all() -> str:
        return render("page.html", title=TAG, told=TAG)

    @made.get("/known")
    @signed_in
    def to_known() -> str:
        return "known"

    @made.route("/office", methods=["GET", "POST"])
    @seat(SeatKind.OFFICER)
    def to_office() -> str:
        return "office"

    @made.get("/calls/<int:call_id>")
    @public
    def of_call(call_id: int) -> str:
        return call(call_id).call_title

    @made.get("/broken")
    @public
    def broken() -> str:
        raise KeyError(TAG)

    @made.get("/plain")
    @public
    def plain() -> str:
        return render("page.txt", title="", told=TAG)

    return made


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give a site with two guests whose templates have the same name."""
    folder = tmp_path_factory.mktemp("guests")
    other = pages(folder / "other")
    (folder / "other" / "page.html").write_text("another's", encoding="utf-8")
    guests = {"a.guest": Guest(pages(folder / "one")), "other": Guest(other)}
    town = an_empty_town(folder / "data", house=a_house(**guests))
    town.city.ids["call"] = a_call(town.city)
    give_accounts(town.app, town.city)
    town.clock.moment = AFTER
    yield town
    town.city.database.close()


@pytest.mark.parametrize(
    ("page", "nobody", "applicant", "officer"),
    [("open", 200, 200, 200), ("known", 302, 200, 200), ("office", 302, 403, 200)],
)
def test_a_page_is_open_to_whom_it_says(town, page, nobody, applicant, officer):
    path = f"/plugins/a.guest/{page}"

    assert town.app.test_client().get(path).status_code == nobody
    assert town.as_("applicant").get(path).status_code == applicant
    assert town.as_("officer").get(path).status_code == officer


def test_a_form_of_a_plugin_needs_the_token_as_ours_do(town):
    officer = town.as_("officer")

    assert officer.client.post("/plugins/a.guest/office").status_code == 400
    assert officer.post("/plugins/a.guest/office").status_code == 200


def test_each_plugin_draws_its_own_template_in_our_frame_with_all_values_escaped(town):
    client = town.app.test_client()
    page = BeautifulSoup(client.get("/plugins/a.guest/open").text, "html.parser")

    assert page.find("img", src="x") is None
    assert page.h1.text == TAG
    assert page.find(id="main").p.text == TAG
    assert client.get("/plugins/other/open").text == "another's"
    assert client.get("/plugins/a.guest/plain").status_code == 500


def test_style_sheets_are_public_and_calls_are_so_once_published(town):
    client = town.app.test_client()
    with town.app.test_request_context():
        sheet = url_for("plugin_a_guest.pages.static", filename="look.css")

    assert sheet == "/plugins/a.guest/static/look.css"
    with client.get(sheet) as answer:
        assert answer.text == "p {}"
    assert client.get(f"/plugins/a.guest/calls/{town.city.ids['call']}").status_code == 200
    assert client.get("/plugins/a.guest/calls/99").status_code == 404


def test_a_page_that_breaks_says_so_as_ours_do(town):
    answer = town.app.test_client().get("/plugins/a.guest/broken")

    assert answer.status_code == 500
    assert "onerror" not in answer.text
    assert "下の番号を事務局にお知らせください" in answer.text


def bare(**options: Any) -> Blueprint:
    made = Blueprint("bare", __name__, **options)
    made.get("/")(public(lambda: "here"))
    return made


def undeclared() -> Blueprint:
    made = bare()
    made.add_url_rule("/secret", "secret", lambda: "secret")
    return made


def elsewhere() -> Blueprint:
    made = bare()
    view = public(lambda: "taken over")
    made.record(lambda state: state.app.add_url_rule("/officer/more", "more", view))
    return made


def everywhere() -> Blueprint:
    made = bare()
    made.before_app_request(lambda: None)
    return made


def handling_all() -> Blueprint:
    made = bare()
    made.app_errorhandler(404)(lambda error: "found")
    return made


REFUSED = {
    "a view that does not say who may open it": (
        [undeclared()], NoPolicy, "だれが開けるかが決まっていないページがあります: plugin_guest.bare.secret"
    ),
    "a page outside of its place": (
        [elsewhere()], UnusablePlugins, "プラグイン guest: ページ /officer/more が /plugins/guest/ の下に"
    ),
    "a function for every page": ([everywhere()], UnusablePlugins, "プラグイン guest: ほかのページにも"),
    "an answer to every error": ([handling_all()], UnusablePlugins, "プラグイン guest: ほかのページにも"),
    "two blueprints of one name": ([bare(), bare()], UnusablePlugins, "プラグイン guest: The name 'bare'"),
}  # fmt: skip


@pytest.mark.parametrize(("blueprints", "error", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_open_more_than_it_says_stops_the_start(tmp_path, blueprints, error, told):
    with pytest.raises(error) as refused:
        started(tmp_path, guest=Guest(*blueprints))

    assert str(refused.value).startswith(told)


def test_a_plugin_with_pages_has_a_name_that_can_stand_in_an_address(tmp_path):
    with pytest.raises(UnusablePlugins, match="半角の英数字"):
        started(tmp_path, **{"<int:guest>": Guest(bare())})


@pytest.mark.parametrize("way", ANYWHERE | LISTS)
def test_a_plugin_that_cannot_give_its_pages_starts_without_them(tmp_path, way):
    faulty = Faulty()
    faulty.breaks["koubo_web_blueprints"] = (ANYWHERE | LISTS)[way]

    app = started(tmp_path, faulty=faulty, guest=Guest(bare()))

    assert app.test_client().get("/plugins/guest/").text == "here"
    with app.app_context():
        [fault] = current_app.extensions["koubo"].hooks.faults
    assert (fault.plugin, fault.hook) == ("faulty", "koubo_web_blueprints")


class Painter(Faulty):
    """Writes markup wherever a plugin is shown."""

    @hookimpl
    def koubo_eligibility_findings(self) -> list[Finding]:
        problem = Problem("x", TAG)
        return [Finding("x", TAG, Answer.NOT_MET, Working((Line(TAG, TAG),)), problem)]

    @hookimpl
    def koubo_web_panels(self) -> list[Panel]:
        return [
            Panel(TAG, (TAG,), ((TAG, TAG),), (TAG, f"/{TAG.replace(' ', '')}")),
            Panel(STEALTH, (STEALTH,), ((STEALTH, STEALTH),), (STEALTH, "/")),
        ]


def test_markup_is_shown_as_text(tmp_path):
    town = an_empty_town(tmp_path, house=a_house(painter=Painter()))
    call_id = a_call(town.city)
    give_accounts(town.app, town.city)
    town.clock.moment = AFTER

    shown = town.as_("officer").get(f"/calls/{call_id}")

    assert shown.status_code == 200
    assert shown.text.count("&lt;img src=x onerror=alert(1)&gt;") > 10
    assert "<img src=x" not in shown.text


def test_panels_are_asked_about_the_page_and_for_whom_it_is_shown(tmp_path):
    asked: list[tuple[Page, Subject, str]] = []

    def note(page: Page, subject: Subject, actor: Actor | None) -> None:
        asked.append((page, subject, actor.name if actor else ""))

    town = an_empty_town(tmp_path, house=a_house(guest=Guest(panels=note)))
    call_id = a_call(town.city)
    application_id = a_filed_application(town.city, call_id)
    give_accounts(town.app, town.city)
    town.clock.moment = AFTER
    town.app.test_client().get(f"/calls/{call_id}")
    town.as_("applicant").get(f"/applicant/applications/{application_id}")
    town.as_("officer").get(f"/officer/applications/{application_id}")
    town.as_("officer").get(f"/officer/calls/{call_id}/review/documents")

    of_call = Subject("kurashiki", call_id, "令和8年度事業 市民企画提案事業", 2026)
    application = asked[1][1]
    assert asked == [
        (Page.CALL, of_call, ""),
        (Page.OWN_APPLICATION, application, "applicant"),
        (Page.APPLICATION, application, "officer"),
        (Page.REVIEW_BOARD, Subject("kurashiki", call_id, of_call.call_title, 2026,
                                    stage_id="documents"), "officer"),
    ]  # fmt: skip
    assert application.course_id == "kurashiki.collab_prep"
    assert (application.application_id, application.requested) == (application_id, 103_000)
    assert application.project_name == "まちなか防災すごろくづくり"
    assert application.organisation == "organisationの会"
