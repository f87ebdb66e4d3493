"""What a reviewer has to do: declare first, then mark, each stage for itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from flask import url_for

from koubo.people.rules import Actor, SeatKind
from koubo.review.queries.own import OwnReview, own_reviews
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import DeskHome, Todo


def sits(who: Actor) -> bool:
    """Say whether a person sits on a panel."""
    return who.sits_as(SeatKind.REVIEWER)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give what waits for the reviewer."""
    return todos_of(own_reviews(work.session, catalog, who), work.now)


def todos_of(reviews: Sequence[OwnReview], now: datetime) -> list[Todo]:
    """Give what is to be done for the reviews of a list, stage by stage, in the list's order."""
    groups = groupby(reviews, key=_place)
    return [one for _, group in groups for one in _of_stage(list(group), now)]


def _place(review: OwnReview) -> tuple[int, str]:
    return review.call_id, review.stage_id


def _of_stage(reviews: Sequence[OwnReview], now: datetime) -> Iterable[Todo]:
    first = reviews[0]
    told = f"{first.call}　{first.stage}"
    if undeclared := _in_state(reviews, ReviewState.ASSIGNED):
        yield Todo(
            f"利害関係の有無を申告する：{len(undeclared)}件",
            url_for("reviewer.declare", call_id=first.call_id, stage_id=first.stage_id),
            "申告する",
            f"{told}\n申告が済むと、応募の内容を読んで採点できます。",
            _nearest(undeclared),
        )
    if open_ := _in_state(reviews, ReviewState.DECLARED):
        begun = sum(one.marked > 0 for one in open_)
        following = next((one for one in open_ if one.marked), open_[0])
        late = sum(one.is_late(now) for one in open_)
        done = len(_in_state(reviews, ReviewState.HANDED_IN))
        yield Todo(
            f"採点して提出する：{len(open_)}件",
            url_for("reviewer.sheet", review_id=following.id),
            "続きを採点する" if begun else "採点を始める",
            f"{told}\n提出済み {done}件、採点の途中 {begun}件{_late_told(late)}",
            _nearest(open_),
        )


def _late_told(late: int) -> str:
    """Say how many are late, and what to do then."""
    if not late:
        return ""
    return f"\n期限を過ぎた審査票が{late}件あります。保存も提出もできないので、事務局に連絡してください。"


def _nearest(reviews: Iterable[OwnReview]) -> datetime | None:
    return min((one.due_at for one in reviews if one.due_at is not None), default=None)


def _in_state(reviews: Iterable[OwnReview], state: ReviewState) -> list[OwnReview]:
    return [one for one in reviews if one.state is state]


REVIEWER = DeskHome("reviewer", "審査委員", sits, todo)
