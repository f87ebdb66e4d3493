"""The declaration on the cover of a reviewer's paper sheets, recorded by an officer."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from koubo.calendar import day_in_japan, format_date
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.panels.actions.declaration import record_declared
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_reviewed_sheet
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork

DECLARED_ALREADY = "利害関係の申告は、もう記録されています。画面を読み込み直してください。"


def declare_on_paper(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    member_id: int,
    conflicts: Mapping[int, str],
    explained: Mapping[int, str],
    *,
    signed_on: date,
) -> None:
    """Record what a reviewer ticked and signed on the cover; no account of theirs is needed.

    :param conflicts: by review: the reason for standing aside, empty where none was ticked
    :param explained: by review: why a sign (要確認) is no conflict
    :param signed_on: the day on the paper; history keeps it with who recorded it
    """
    today = day_in_japan(uow.now)
    if signed_on > today:
        message = f"「署名の日」は今日（{format_date(today)}）までの日を入力してください。"
        raise Problems([Problem("not_yet", message, "signed_on")])
    reviews = [load_reviewed_sheet(uow.session, actor, one) for one in sorted(conflicts)]
    places = {(one.panel_member_id, one.stage_id) for one in reviews}
    if len(places) != 1 or places.pop()[0] != member_id:
        raise NotFound
    if any(one.state is not ReviewState.ASSIGNED for one in reviews):
        raise Refused(DECLARED_ALREADY)
    person_id = uow.session.scalars(
        select(PanelMember.person_id).where(PanelMember.id == member_id)
    ).one()
    how = {"on_paper": signed_on.isoformat()}
    record_declared(uow, catalog, person_id, reviews, conflicts, explained, how=how)
