"""Tablets that a card opened: what they show, keep and refuse, with scripts and without."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from builders import AFTER
from koubo.applications.models import Application
from koubo.people.models import Organisation
from koubo.review.models import Review
from koubo.review.panels.actions.declaration import declare
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.review.rules import ReviewState
from koubo_web.access import Gate, route_lines
from review.days import a_day, tokens
from review.rounds import CRITERIA, Round, a_round
from web.browser import Browser
from web.pages import send, soup
from web.town import Town


@pytest.fixture
def begun(town: Town) -> Round:
    """Give a round whose first stage has begun, with a day for it today."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    found.begin()
    a_day(found)
    return found


def tablet(town: Town, token: str) -> Browser:
    """Give a tablet that was opened by a card."""
    browser = Browser(town.app.test_client())
    path = f"/tablet/cards/{token}"
    page = browser.get(path)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "委員の採点を始める" in page.text
    answer = send(browser, path, {})
    assert (answer.status_code, answer.location) == (303, "/tablet/")
    return browser


def typed(review: Review, points: int = 4, **more: Any) -> dict[str, Any]:
    """Give what the page sends for one sheet."""
    marks = {f"r{review.id}-{one}": str(points) for one in CRITERIA["documents"]}
    marks |= {f"{name}-reason": "理由" for name in list(marks)}
    return {"version": str(review.version), **marks, **more}


def test_a_card_opens_the_sheets_and_no_other_page_of_the_site(town: Town, begun: Round) -> None:
    cards = tokens(begun, 1)
    reader = town.as_("reviewer_a")  # the same browser had somebody signed in
    path = f"/tablet/cards/{cards['reviewer_a']}"
    assert "ログアウトします" in reader.get(path).text
    send(reader, path, {})
    page = soup(reader.get("/tablet/"))

    assert len(page.select(".k-order__title")) == len(begun.applications)
    closed = {
        line.path: reader.get(line.path).status_code
        for line in route_lines(town.app)
        if "GET" in line.methods
        and "<" not in line.path
        and line.policy is not None
        and line.policy.gate in (Gate.SIGNED_IN, Gate.SEAT)
    }
    assert set(closed.values()) == {302}  # to the sign-in
    assert len(closed) > 20
    own = begun.review("reviewer_a", begun.applications[0])
    papers = reader.get(f"/tablet/sheets/{own.id}/papers")
    assert papers.status_code == 200
    others = begun.review("reviewer_b", begun.applications[0])
    for path in ("papers", "hand-in", "conflict"):
        for number in (others.id, 0, -1, 10**20):
            assert reader.get(f"/tablet/sheets/{number}/{path}").status_code == 404
    assert reader.get("/tablet/result").status_code == 404  # not the chair's seat
    send(reader, "/tablet/leave", {})
    assert reader.get("/tablet/").status_code == 403


def test_wrong_revoked_and_foreign_cards_are_told_the_same(town: Town, begun: Round) -> None:
    cards = tokens(begun, 1)
    old = cards["reviewer_a"]
    cards = tokens(begun, 1)
    browser = Browser(town.app.test_client())

    refused = {browser.get(f"/tablet/cards/{one}").text for one in (old, "guess", "x" * 32)}
    assert len(refused) == 1
    assert browser.get(f"/tablet/cards/{old}").status_code == 404
    assert send(browser, f"/tablet/cards/{old}", {}).status_code == 404
    codes = [browser.get(f"/tablet/cards/no-{one}").status_code for one in range(30)]
    assert (codes[0], codes[-1]) == (404, 429)
    assert browser.get(f"/tablet/cards/{cards['reviewer_a']}").status_code == 200
    town.clock.moment = AFTER + timedelta(days=1)
    assert browser.get(f"/tablet/cards/{cards['reviewer_a']}").status_code == 404


def test_a_sheet_is_kept_and_handed_in_without_scripts(town: Town, begun: Round) -> None:
    browser = tablet(town, tokens(begun, 1)["reviewer_a"])
    review = begun.review("reviewer_a", begun.applications[0])
    path = f"/tablet/sheets/{review.id}"
    low = typed(review, 1) | {f"r{review.id}-public_interest-reason": "", "do": "save"}

    assert send(browser, path, low).status_code == 303
    stale = send(browser, path, typed(review, 5))
    assert stale.status_code == 409
    assert "ほかの画面で先に保存しています" in stale.text
    wanting = browser.get(f"{path}/hand-in")
    assert "理由・意見を書いてください" in wanting.text
    fresh = begun.review("reviewer_a", begun.applications[0])
    gone = send(browser, path, typed(fresh, 4, do="next"))
    assert gone.location == f"{path}/hand-in"
    page = soup(browser.get(gone.location))
    version = str(page.select_one("main [name=version]")["value"])  # type: ignore[index]
    assert send(browser, gone.location, {"version": version}).status_code == 303
    done = begun.review("reviewer_a", begun.applications[0])
    assert done.state is ReviewState.HANDED_IN
    form = soup(browser.get("/tablet/")).select_one(f"#sheet-{review.id} fieldset[disabled]")
    assert form is not None
    # A tablet is in use, and nobody is noted as there: the officer is led to the attendance.
    progress = soup(town.as_("officer").get("/officer/presentations/1/progress"))
    assert progress.select_one('main p a[href="/officer/presentations/1/attendance"]') is not None


def test_the_script_keeps_once_what_it_sends_twice(town: Town, begun: Round) -> None:
    browser = tablet(town, tokens(begun, 1)["reviewer_a"])
    review = begun.review("reviewer_a", begun.applications[0])
    path = f"/tablet/sheets/{review.id}/marks"

    def sent(points: int, turn: int, page: str = "aa", do: str = "save") -> Any:
        found = send(
            browser, path, typed(review, points) | {":page": page, ":turn": str(turn), "do": do}
        )
        return found.status_code, found.json

    vertical_tab = typed(review) | {
        f"r{review.id}-comment": "一\x0b二",
        ":page": "aa",
        ":turn": "1",
    }
    wrong = send(browser, path, vertical_tab)
    assert (wrong.status_code, wrong.json["kind"], wrong.json["kept"]) == (422, "problems", False)
    code, told = sent(3, 1)
    assert (code, told["state"], told["message"]) == (200, "declared", "09:00に保存しました")
    assert sent(3, 2)[1] == told  # the answer was lost
    code, newer = sent(4, 3)
    assert (code, newer["version"]) == (200, told["version"] + 1)
    lacking = typed(review) | {f"r{review.id}-priority": "", ":page": "aa", ":turn": "4"}
    wanting = send(browser, path, lacking | {"do": "hand_in"})
    assert (wanting.status_code, wanting.json["kept"]) == (422, True)
    newer = sent(4, 5)[1]
    code, overtaken = sent(5, 1, "bb")
    assert (code, overtaken["kind"], overtaken["version"]) == (409, "overtaken", newer["version"])
    assert overtaken["texts"][f"r{review.id}-public_interest"] == "4"
    assert sent(4, 6, do="hand_in")[1]["state"] == "handed_in"
    assert sent(4, 6, do="hand_in")[1]["state"] == "handed_in"  # sent once more
    code, late = sent(2, 7)
    assert (code, late["kind"], late["state"]) == (409, "overtaken", "handed_in")

    here = send(browser, "/tablet/here", {})
    assert here.json["sheets"][str(review.id)]["state"] == "handed_in"
    with town.city.uow(AFTER, "reviewer_a") as uow:
        other = begun.review("reviewer_a", begun.applications[1])
        actor = town.city.actor("reviewer_a", AFTER)
        declare(uow, town.city.catalog, actor, other.id, conflict="家族が会員")
    assert str(other.id) not in send(browser, "/tablet/here", {}).json["sheets"]
    assert send(browser, f"/tablet/sheets/{other.id}/marks", {}).status_code == 404
    assert other.application_id not in [
        one["data-sheet"] for one in soup(browser.get("/tablet/")).select("[data-sheet]")
    ]


def test_the_chair_is_told_no_total_before_all_sheets_are_in(town: Town, begun: Round) -> None:
    with town.city.uow() as uow, uow.writing() as write:
        chair = update(PanelSeat).where(PanelSeat.panel_member_id == begun.members["reviewer_a"])
        write.session.execute(chair.values(role=PanelRole.CHAIR))
    for person in ("reviewer_b", "reviewer_c"):
        for application_id in begun.applications:
            begun.mark(person, application_id, 5)
    browser = tablet(town, tokens(begun, 1)["reviewer_a"])

    page = soup(browser.get("/tablet/result"))
    assert ("あと 2枚の審査票" in page.text, page.select("table")) == (True, [])

    for application_id in begun.applications:
        begun.mark("reviewer_a", application_id, 5)
    page = soup(browser.get("/tablet/result"))
    assert len(page.select("table tbody tr")) == len(begun.applications)
    digest = page.select_one("[name=digest]")
    assert digest is not None
    send(browser, "/tablet/result", {"digest": str(digest["value"])})
    assert "この結果に署名しました" in browser.get("/tablet/result").text


def test_a_sign_of_a_conflict_is_explained_on_the_tablet_too(town: Town) -> None:
    found = a_round(town.city)
    town.clock.moment = AFTER
    found.start()
    a_day(found)
    with town.city.uow() as uow, uow.writing() as write:
        applicant = write.session.get_one(Application, found.applications[0])
        name = write.session.get_one(Organisation, applicant.organisation_id).name
        here = PanelMember.id == found.members["reviewer_a"]
        write.session.execute(update(PanelMember).where(here).values(affiliation=name))
    reviews = [found.review("reviewer_a", one).id for one in found.applications]
    browser = tablet(town, tokens(found, 1)["reviewer_a"])
    nothing = {f"answer-{one}": "none" for one in reviews}

    assert "要確認：利害関係があるかもしれません" in browser.get("/tablet/declare").text
    refused = send(browser, "/tablet/declare", nothing)
    box = soup(refused, 422).select_one(f"[name=explained-{reviews[0]}][aria-invalid]")
    assert box is not None
    explained = {f"explained-{reviews[0]}": "同じ名前の別の団体です。"}
    assert send(browser, "/tablet/declare", nothing | explained).status_code == 303
    states = {found.review("reviewer_a", one).state for one in found.applications}
    assert states == {ReviewState.DECLARED}
