"""What an officer has to do for the review of the closed calls."""

from flask import url_for

from koubo.people.rules import Actor
from koubo.review.paper.queries.waiting import waiting_readings
from koubo.review.queries.overview import WaitingStage, waiting_stages
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo


def review_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the stages that wait to be begun, and those whose conclusion can be recorded."""
    return [_todo(one) for one in waiting_stages(work.session, catalog, who, work.now)]


def _todo(waiting: WaitingStage) -> Todo:
    if waiting.started:
        return Todo(
            f"{waiting.stage.title}の結論を記録する",
            url_for("officer.review_board", call_id=waiting.call.id, stage_id=waiting.stage.id),
            "集計を見る",
            f"{waiting.call.title}\n審査票がそろいました。",
        )
    return Todo(
        f"{waiting.stage.title}を始める",
        url_for("officer.review", call_id=waiting.call.id),
        "審査を開く",
        f"{waiting.call.title}\n応募の受理が済んだら、委員に審査票を割り当ててください。",
    )


def readings_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the stages with papers that a colleague keyed, and that wait to be read back."""
    return [
        Todo(
            f"紙の審査票を読み合わせる：{one.papers}件",
            url_for("officer.score_paper", call_id=one.call.id, stage_id=one.stage.id),
            "紙の審査票を開く",
            f"{one.call.title}　{one.stage.title}",
        )
        for one in waiting_readings(work.session, catalog, who)
    ]
