"""What an officer has to do for the review of the closed calls."""

from flask import url_for

from koubo.lifecycle.office import OfficeWait
from koubo.review.queries.overview import WaitingStage
from koubo.review.queries.stage import stage_of
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import Todo


def review_todo(office: Office) -> list[Todo]:
    """Name the stages that wait to be begun, and those whose conclusion can be recorded."""
    return [_todo(one) for one in office.review.stages]


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


def readings_todo(office: Office) -> list[Todo]:
    """Name the stages with papers that a colleague keyed, and that wait to be read back."""
    return [
        Todo(
            f"紙の審査票を読み合わせる：{one.count}件",
            url_for("officer.score_paper", call_id=one.number, stage_id=one.note),
            "紙の審査票を開く",
            f"{one.words}　{stage_of(office.scheme(one.number), one.note).title}",
        )
        for one in office.waiting.of(OfficeWait.READING)
    ]
