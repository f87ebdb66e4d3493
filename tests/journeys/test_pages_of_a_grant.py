"""Pages that open only while a grant is under way, wide and narrow: axe finds nothing there."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from threading import Thread

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from amendment_builders import CHANGED, a_change
from award.test_offers import NEXT, a_call_with_runners_up, offer
from grant_builders import a_granted_award
from journeys.looking import WatchedScreen
from journeys.screens import HEIGHT, WIDTH
from koubo.reporting.evaluation.models import EvaluationSheet
from promises.watched_money import add_evaluation
from web.town import Town, give_accounts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium"),
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": WIDTH, "height": HEIGHT}


@pytest.fixture
def base(town: Town) -> Iterator[str]:
    """Serve the town as it stands, its clock too; give the address."""
    server = create_server(town.app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def test_the_pages_of_a_grant_under_way_stand_up(town: Town, base: str, chromium: Browser) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = CHANGED
    publish_evaluation(town, award_id)
    own = f"/applicant/awards/{award_id}"
    wrong = look(
        town,
        base,
        chromium,
        {
            "applicant": (
                own,
                f"{own}/amendment",
                f"{own}/stop",
                f"{own}/withdrawal",
                f"{own}/claim",
                f"{own}/report",
                f"{own}/account",
                f"{own}/account/new",
                f"/evaluations/{award_id}/end/public",
            ),
            "officer": (
                f"/officer/awards/{award_id}",
                f"/officer/awards/{award_id}/stop",
                f"/officer/awards/{award_id}/withdrawal",
                f"/officer/awards/{award_id}/revocation",
            ),
        },
    )
    amendment_id = a_change(town.city, award_id, cost=100_000, requested=75_000)
    wrong += look(
        town,
        base,
        chromium,
        {
            "applicant": (f"/applicant/amendments/{amendment_id}",),
            "officer": (
                f"/officer/amendments/{amendment_id}",
                f"/officer/amendments/{amendment_id}/decision",
            ),
        },
    )

    assert "\n".join(wrong) == ""


def test_the_pages_of_an_offer_stand_up(town: Town, base: str, chromium: Browser) -> None:
    _, found = a_call_with_runners_up(town.city)
    offer(town.city, found[2])
    give_accounts(town.app, town.city)
    town.clock.moment = NEXT + timedelta(hours=1)

    wrong = look(
        town,
        base,
        chromium,
        {
            "third": (f"/applicant/applications/{found[2]}/offer",),
            "officer": (
                f"/officer/applications/{found[2]}/offer/answer",
                f"/officer/applications/{found[3]}/offer",
            ),
        },
    )
    assert "\n".join(wrong) == ""


def publish_evaluation(town: Town, award_id: int) -> None:
    """Let the joint sheet of an award be there for everybody to read."""
    found = add_evaluation(town.city, award_id, "内部のメモ")
    with town.city.uow(CHANGED) as uow, uow.writing() as write:
        sheet = write.session.get_one(EvaluationSheet, found["joint_sheet"])
        sheet.published_at = CHANGED


def look(
    town: Town, base: str, chromium: Browser, pages: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Give what is wrong with pages, each opened by somebody who may; each must open."""
    wrong: list[str] = []
    for person, paths in pages.items():
        context = chromium.new_context(viewport=DESKTOP, locale="ja-JP", reduced_motion="reduce")
        for cookie in town.as_(person).client._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
        screen = WatchedScreen.watched(context, base)
        for path in paths:
            screen.page.set_viewport_size(DESKTOP)
            answer = screen.page.goto(f"{base}{path}")
            assert answer is not None
            if (answer.status, answer.url) != (200, f"{base}{path}"):
                screen.wrong.append(f"{path}: {answer.status} {answer.url}")
            screen.look()
            screen.page.set_viewport_size(PHONE)
            screen.look(colours=False)
        wrong += screen.wrong
        context.close()
    return wrong
