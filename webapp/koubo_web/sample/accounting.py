"""Accounts that are being kept in the sample city: payments with their receipts, slips among them."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.reporting.accounts.actions import book_expense, remove_expense
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import Side
from koubo.reporting.accounts.schemas import Booking
from koubo.reporting.accounts.standing import account_standing
from koubo_web.sample.granting import award_of
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable

KEEPING = ("advance_paid", "advance_claimed")
"""Stories whose projects are under way."""
BOOKED = (0.30, 0.38, 0.45, 0.52)
REMOVED = 0.55
SHARES = (3, 2, 5, 5)
"""Of each budget line so much is spent: a third, a half, a fifth."""
SHOP, ANYBODY = "みずたま商店", "上様"
MINUTES = timedelta(minutes=1)


def write_accounts(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let two groups keep their accounts; one writes a payment twice and takes it out again."""
    year = calls["running"].fiscal_year
    found = [one for one in scene.world.calls["running"].applications if one.story in KEEPING]
    for place, data in enumerate(found):
        for number, share in enumerate(BOOKED):
            diary.add(times.in_year(year, share) + place * MINUTES, book, data, number)
        diary.add(times.in_year(year, REMOVED) + place * MINUTES, take_out, data)


def book(scene: Scene, data: ApplicationData, number: int) -> None:
    """Let the treasurer write a payment, with its receipt but for the last."""
    award_id = award_of(scene, data)
    name = scene.world.organisations[data.organisation].name
    with scene.act(scene.world.treasurer_of(data.organisation)) as (uow, actor):
        award = uow.session.get_one(Award, award_id)
        lines = account_standing(uow.session, scene.catalog, award).account.of(Side.EXPENSE)
        line = lines[min(number, len(lines) - 1)]
        is_last = number == len(BOOKED) - 1
        booking = Booking(
            side=Side.EXPENSE,
            category=line.category,
            line=line.line,
            paid_on=day_in_japan(scene.at),
            payee=SHOP,
            addressee=ANYBODY if number == 1 else name,
            what="" if number == 1 else line.line,
            amount=max(line.planned // SHARES[number], 1),
        )
        told = [f"{name} 様", f"{line.line}　{booking.amount:,}円", SHOP]
        paper = scene.mill.pdf(f"領収書（見本）{number + 1}", SHOP, told)
        book_expense(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            award_id,
            booking=booking,
            receipt=None if is_last else (f"領収書{number + 1}.pdf", BytesIO(paper)),
        )


def take_out(scene: Scene, data: ApplicationData) -> None:
    """Take the payment out that was written last."""
    award_id = award_of(scene, data)
    with scene.act(scene.world.treasurer_of(data.organisation)) as (uow, actor):
        newest = select(Expense.id).where(Expense.award_id == award_id).order_by(Expense.id.desc())
        found = uow.session.scalars(newest.limit(1)).one()
        remove_expense(uow, actor, found, version=version_of(uow, Expense, found))
