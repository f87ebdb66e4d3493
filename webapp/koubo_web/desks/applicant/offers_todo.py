"""What runners-up have to answer; no statement where there is no runner-up."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from flask import url_for
from sqlalchemy.orm import Session

from koubo.applications.rules import ApplicationState
from koubo.award.grants.offer_rules import OfferPhase
from koubo.award.grants.queries.offers import newest_offers
from koubo.calendar import day_in_japan, next_midnight
from koubo.money import format_yen
from koubo_web.desks.todo import Todo
from koubo_web.requests import now


class Applied(Protocol):
    """An application, or a row of one."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def state(self) -> ApplicationState:
        """Where it is."""

    @property
    def project_name(self) -> str:
        """What it is about."""


def offers_todo(session: Session, applications: Sequence[Applied]) -> Iterator[Todo]:
    """Name the offers that wait for an answer."""
    waiting = {one.id: one for one in applications if one.state is ApplicationState.RUNNER_UP}
    if not waiting:
        return
    today = day_in_japan(now())
    for key, offer in newest_offers(session, list(waiting), today).items():
        if offer.phase is OfferPhase.OPEN:
            yield Todo(
                f"次点の事業の案内に答える：{waiting[key].project_name}",
                url_for("applicant.offer", application_id=key),
                "案内を見る",
                f"{format_yen(offer.amount)}で事業を行うかどうかを答えてください。",
                next_midnight(offer.until),
                about=key,
            )
