"""What stands around an award in the watched city: its account and its evaluation."""

from io import BytesIO

from award_builders import PAID
from builders import PDF, City
from koubo.reporting.accounts.actions import book_expense
from koubo.reporting.accounts.rules import Side
from koubo.reporting.accounts.schemas import Booking
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.evaluation.rules import JOINT
from koubo.schemes.evaluation_words import EvaluationTime


def add_evaluation(city: City, award_id: int, private: str) -> dict[str, int]:
    """Add a joint sheet that was handed in and not published, with something private in it."""
    with city.uow() as uow, uow.writing() as write:
        sheet = EvaluationSheet(
            award_id=award_id,
            time=EvaluationTime.END,
            side=JOINT,
            answers={"目標の達成": {"mark": 3, "reason": ""}},
            comment="",
            private=private,
            saved_at=write.now,
            saved_by=city.ids["officer"],
            handed_in_at=write.now,
            handed_in_by=city.ids["officer"],
        )
        write.session.add(sheet)
        write.session.flush()
        return {"joint_sheet": sheet.id, "first_side": 0}


def add_expense(city: City, award_id: int) -> int:
    """Book a payment with its receipt; give its id."""
    booking = Booking(
        side=Side.EXPENSE, category="消耗品費", line="台紙", paid_on=PAID.date(),
        payee="赤文具株式会社", addressee="", what="台紙", amount=20_000,
    )  # fmt: skip
    with city.uow(PAID, "applicant") as uow:
        return book_expense(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant", PAID),
            award_id,
            booking=booking,
            receipt=("領収書.pdf", BytesIO(PDF + b"\n")),
        )
