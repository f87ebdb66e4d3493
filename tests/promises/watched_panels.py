"""What waits for officers on a panel's pages: a sign to be settled, a lift to be agreed upon."""

from builders import AFTER, City
from koubo.review.panels.models import ConflictLift, ConflictSign


def add_signs(city: City, application_id: int, member_id: int) -> dict[str, int]:
    """Add a sign and a lift that somebody asked for, about one member and application."""
    with city.uow() as uow, uow.writing() as write:
        sign = ConflictSign(
            panel_member_id=member_id,
            application_id=application_id,
            code="same_name_as_applicant",
            message="名簿に同じ氏名の方がいます。",
            found_at=AFTER,
        )
        lift = ConflictLift(
            panel_member_id=member_id,
            application_id=application_id,
            reason="取り違え",
            codes=[],
            asked_by=city.ids["officer2"],
            asked_at=AFTER,
        )
        write.session.add_all([sign, lift])
        write.session.flush()
        return {"sign": sign.id, "lift": lift.id}
