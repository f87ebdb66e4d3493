"""Pictures of the day of the presentation: the tablet that a card opens, the hall's progress."""

from datetime import datetime, timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from koubo.calendar import JST, day_in_japan
from koubo.people.queries import load_actor
from koubo.review.days.actions.cards import make_cards
from koubo.review.days.models import PresentationDay
from koubo.review.panels.models import PanelMember
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.login.accounts import Account
from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio
from pictures.judging import SLATE, mark_everything
from pictures.stage import NOON
from pictures.steering import (
    DESK,
    OFFICER,
    READING,
    SECOND,
    declare_all,
    end_first_stage,
    open_review,
    open_stage,
)

THE_DAY = datetime(2026, 11, 28, 13, 20, tzinfo=JST)
"""A Saturday a week after the pictures' own moment."""
DAY_FIELDS = {
    "held_on-year": "令和8",
    "held_on-month": "11",
    "held_on-day": "28",
    "starts": "13:30",
    "place": "市民活動センター 2階会議室",
    "talk_minutes": "7",
    "question_minutes": "5",
    "marking_minutes": "3",
    "quorum": "3",
}
SEATS = {"A委員": "iin-a", "B委員": "iin-b", "E委員": "iin-e"}
SOON = 20_000
"""In ms: until a tablet has said that it saved, or that it is cut off."""


def on_a_tablet(studio: Studio) -> None:
    """Open a tablet by its card, and go on marking while the network is cut."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        end_first_stage(camera)
        open_review(camera, READING)
        camera.follow("審査を始める")
        camera.press("審査票を割り当てる")
    make_day(studio)
    with studio.camera(SLATE) as camera:
        camera.sign_in(SEATS["B委員"], PASSWORD)
        camera.follow("申告する")
        declare_all(camera)
    addresses = cards(studio)
    studio.stage.clock.at = THE_DAY + timedelta(minutes=21)
    with studio.camera(SLATE) as camera:
        camera.open(addresses["B委員"])
        camera.take("day-card", camera.page.locator("main"))
        camera.press("B委員の採点を始める")
        saved_and_cut(camera)
        mark = camera.page.locator("[data-sheet]:visible .k-mark").nth(1)
        camera.take("day-cut", camera.page.locator("[data-keeping]"), mark)
    studio.stage.clock.at = NOON


def saved_and_cut(camera: Camera) -> None:
    """Mark one criterion, wait until it is kept, cut the network, and mark another one."""
    rows = camera.page.locator("[data-sheet]:visible .k-mark__row:first-of-type")
    words = camera.part("[data-keeping-words]")
    rows.first.locator(".k-mark__label").nth(2).click()
    expect(words).to_contain_text("に保存しました", timeout=SOON)
    camera.context.set_offline(True)
    rows.nth(1).locator(".k-mark__label").nth(3).click()
    expect(words).to_contain_text("通信が切れています", timeout=SOON)


def in_the_hall(studio: Studio) -> None:
    """See who is waited for on the day: sheets and tablets, never points."""
    make_day(studio)
    for name in ("A委員", "B委員"):
        with studio.camera(SLATE) as camera:
            camera.sign_in(SEATS[name], PASSWORD)
            if name == "A委員":
                mark_everything(camera)
            else:
                camera.follow("申告する")
                declare_all(camera)
    addresses = cards(studio)
    studio.stage.clock.at = THE_DAY + timedelta(minutes=18)
    open_tablet(studio, addresses, "E委員")
    studio.stage.clock.at = THE_DAY + timedelta(minutes=21)
    open_tablet(studio, addresses, "B委員")
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        open_stage(camera, READING, SECOND)
        camera.follow("発表の日")
        camera.link("令和8年11月28日").click()
        camera.page.wait_for_load_state()
        camera.follow("進み具合")
        camera.take("day-progress", camera.page.locator("main"))
    studio.stage.clock.at = NOON


def open_tablet(studio: Studio, addresses: dict[str, str], name: str) -> None:
    """Open a seat's tablet by its card."""
    with studio.camera(SLATE) as camera:
        camera.open(addresses[name])
        camera.press(f"{name}の採点を始める")


def make_day(studio: Studio) -> None:
    """Plan the day on which all of the second stage are heard."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        open_stage(camera, READING, SECOND)
        camera.follow("発表の日")
        camera.write(**DAY_FIELDS)
        for box in camera.page.locator('main [name="applications"]').all():
            box.set_checked(True, force=True)
        camera.press("開催日を作る")


def cards(studio: Studio) -> dict[str, str]:
    """Make the cards as the officer does; what a card says stands on its paper alone."""
    site = studio.stage.site
    with UnitOfWork(site.database, now=studio.stage.clock.now()) as work:
        officer = work.session.scalars(
            select(Account.person_id).where(Account.email == f"{OFFICER}@example.jp")
        ).one()
        actor = load_actor(work.session, officer, day_in_japan(work.now))
        day = work.session.scalars(select(PresentationDay)).one()
        members = work.session.scalars(
            select(PanelMember.id).where(
                PanelMember.call_id == day.call_id, PanelMember.pseudonym.in_(SEATS)
            )
        ).all()
        if actor is None:
            raise LookupError(OFFICER)
        work.person_id = officer
        made = make_cards(work, actor, day.id, member_ids=members)
    return {one.pseudonym: f"/tablet/cards/{one.token}" for one in made}
