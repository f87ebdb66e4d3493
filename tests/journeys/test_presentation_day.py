"""A day with 18 projects and seven seats: the network is cut, the server killed, no score is lost.

Six tablets speak HTTP, one is a real Chromium whose network goes, whose page is closed with marks
unsent and opened anew by its card.
"""

import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from journeys.presenting import (
    SEATS,
    STAGE,
    STARTS,
    TALKS,
    Hall,
    Network,
    Tablet,
    a_hall,
    some_points,
)
from koubo.review.actions.tally import tally
from koubo.review.days.actions.cards import open_card
from koubo.review.days.actions.signing import sign_on_tablet
from koubo.review.days.models import PresentationDay
from koubo.review.days.result import result_of, signature_holds
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.rules import ReviewState
from koubo.storage.history import HistoryRow, chains, verify_chain
from promises.server import Visitor
from review.rounds import CRITERIA

pytestmark = pytest.mark.timeout(240)
Marks = dict[tuple[int, int, str], int]
"""By application, member and criterion."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    found = a_hall(tmp_path)
    found.server.start()
    yield found
    found.server.kill()
    found.server.city.database.close()


def test_no_score_is_lost_when_the_network_is_cut_and_the_server_killed(hall: Hall) -> None:
    tablets = {person: a_tablet(hall, person, loses=0.15) for person in SEATS}

    judge_all(hall, tablets, kill_at=(40, 160))

    assert sum(one.tries for one in tablets.values()) > 0
    shown = entered(hall, tablets)
    assert stored(hall) == shown
    sign(hall, shown)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium")
def test_a_real_tablet_keeps_its_marks_through_cut_kill_and_closing(
    hall: Hall, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, locale="ja-JP")
    reviews = [one.id for one in hall.reviews(SEATS[0])]
    chance = random.Random(7)
    points = {review: some_points(chance) for review in reviews}
    page = open_card_in(context, hall)

    for review in reviews[:3]:
        mark_on(page, review, points[review])
    said(page, "に保存しました")
    context.set_offline(True)
    for review in reviews[3:6]:
        mark_on(page, review, points[review])
    said(page, "未送信 3件")
    hall.server.kill()
    context.set_offline(False)
    for review in reviews[6:8]:
        mark_on(page, review, points[review])
    said(page, "未送信 5件")
    page.close(run_before_unload=False)  # with five sheets unsent
    hall.server.start()
    page = open_card_in(context, hall)
    said(page, "に保存しました")
    assert stored(hall) == as_marks(hall, {one: points[one] for one in reviews[:8]})

    context.set_offline(True)
    for review in reviews[:2]:
        hand_in_on(page, review)
    said(page, "未送信 2件")
    context.set_offline(False)
    said(page, "に提出しました")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    context.close()
    with hall.server.city.uow() as uow:
        states = {one.id: one.state for one in uow.session.scalars(select(Review))}
    handed_in = [one for one, state in states.items() if state is ReviewState.HANDED_IN]
    assert handed_in == reviews[:2]


def a_tablet(hall: Hall, person: str, *, loses: float) -> Tablet:
    chance = random.Random(person)
    word = f"{SEATS.index(person):02x}"
    tablet = Tablet(Visitor(hall.server.base), Network(chance, loses=loses), word)
    tablet.open(hall.cards[person])
    return tablet


def judge_all(hall: Hall, tablets: dict[str, Tablet], *, kill_at: tuple[int, ...]) -> None:
    """Let everybody mark and hand in; meanwhile two networks go and the server is killed."""
    cut = [tablets[person].network for person in SEATS[1:3]]
    with ThreadPoolExecutor(len(tablets)) as pool:
        judging = [pool.submit(judge, hall, person, one) for person, one in tablets.items()]
        for sent in kill_at:
            while handed_over(tablets) < sent and not all(one.done() for one in judging):
                time.sleep(0.02)
            for network in cut:
                network.is_cut.set()
            hall.server.kill()
            hall.server.start()
            time.sleep(0.3)
            for network in cut:
                network.is_cut.clear()
        for one in judging:
            one.result()


def handed_over(tablets: dict[str, Tablet]) -> int:
    return sum(sum(one.turns.values()) for one in tablets.values())


def judge(hall: Hall, person: str, tablet: Tablet) -> None:
    """Mark every talk, some twice, and hand every sheet in."""
    chance = random.Random(f"marks of {person}")
    reviews = list(tablet.versions)
    assert len(reviews) == TALKS
    for review in reviews:
        tablet.mark(review, some_points(chance))
        if chance.random() < 0.15:
            tablet.mark(review, some_points(chance))
    for review in reviews:
        tablet.mark(review, tablet.entered[review], hand_in=True)


def entered(hall: Hall, tablets: dict[str, Tablet]) -> Marks:
    """Give what the tablets showed as entered."""
    found: Marks = {}
    for one in tablets.values():
        found |= as_marks(hall, one.entered)
    return found


def as_marks(hall: Hall, by_review: dict[int, dict[str, int]]) -> Marks:
    with hall.server.city.uow() as uow:
        places = {
            one.id: (one.application_id, one.panel_member_id)
            for one in uow.session.scalars(select(Review))
        }
    return {
        (*places[review], criterion): point
        for review, points in by_review.items()
        for criterion, point in points.items()
    }


def stored(hall: Hall) -> Marks:
    """Give what is in the database; each mark stands there once, by the table's own constraint."""
    with hall.server.city.uow() as uow:
        rows = uow.session.execute(
            select(
                Review.application_id,
                Review.panel_member_id,
                ScoreCell.criterion_id,
                ScoreCell.points,
            ).join(ScoreCell, ScoreCell.review_id == Review.id)
        )
        return {(a, m, c): points for a, m, c, points in rows}


def sign(hall: Hall, shown: Marks) -> None:
    """Tally, sign as the chair, and compare with the sums made by hand."""
    round_, city = hall.round_, hall.server.city
    hall.server.kill()
    round_.by("officer", tally, round_.call_id, stage_id=STAGE, now=STARTS)
    with city.uow(STARTS) as uow:
        holder = open_card(uow, hall.cards[SEATS[0]])
    with city.uow(STARTS, SEATS[0]) as uow:
        result = result_of(uow.session, holder.actor, round_.call_id, STAGE)
        assert result.may_be_signed
        sign_on_tablet(uow, holder, digest=result.digest)
    with city.uow(STARTS) as uow:
        session = uow.session
        day = session.get_one(PresentationDay, hall.day_id)
        assert signature_holds(day, result)
        assert day.signed_by == round_.members[SEATS[0]]
        standings = session.scalars(select(Standing)).all()
        told = {one.application_id: one.total_millionths for one in standings}
        ranks = {one.application_id: one.rank for one in standings}
        handed_in = session.scalar(
            select(func.count()).where(Review.state == ReviewState.HANDED_IN)
        )
        once = session.execute(
            select(func.count(), func.count(func.distinct(HistoryRow.subject_id))).where(
                HistoryRow.verb == "hand_in_sheet"
            )
        ).one()
        assert {verify_chain(session, one) for one in chains(session)} == {None}
    assert handed_in == TALKS * len(SEATS)
    assert tuple(once) == (TALKS * len(SEATS),) * 2
    totals = {one: by_hand(shown, one) for one in round_.applications}
    assert told == {one: round(total * 1_000_000) for one, total in totals.items()}
    best = sorted(totals, key=lambda one: -totals[one])
    ranked = [one for one in sorted(ranks, key=lambda one: ranks[one] or 99) if ranks[one]]
    assert [totals[one] for one in ranked] == [totals[one] for one in best if ranks[one]]


def by_hand(shown: Marks, application_id: int) -> Fraction:
    """Give the sum of the means of the items, as the scheme says."""
    return sum(
        (
            Fraction(
                sum(p for (a, _, c), p in shown.items() if (a, c) == (application_id, criterion)),
                len(SEATS),
            )
            for criterion in CRITERIA[STAGE]
        ),
        Fraction(),
    )


def open_card_in(context: BrowserContext, hall: Hall) -> Page:
    page = context.new_page()
    page.goto(f"{hall.server.base}/tablet/cards/{hall.cards[SEATS[0]]}")
    page.get_by_role("button", name="A委員の採点を始める").click()
    page.wait_for_url("**/tablet/")
    expect(page.locator("[data-scripted]")).to_be_attached()
    return page


def mark_on(page: Page, review: int, points: dict[str, int]) -> None:
    """Go to a sheet and mark it with a finger; low points get their reason."""
    page.locator(f'[data-to="{review}"]').click()
    for criterion, point in points.items():
        page.locator(f'[name="r{review}-{criterion}"][value="{point}"] + label').click()
        page.locator(f'[name="r{review}-{criterion}-reason"]').fill("理由")


def hand_in_on(page: Page, review: int) -> None:
    page.locator(f'[data-to="{review}"]').click()
    sheet = page.locator(f"#sheet-{review}")
    sheet.get_by_role("button", name="提出へ進む").click()
    sheet.get_by_role("button", name="提出する", exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-keeping-words]")).to_contain_text(words, timeout=20_000)
