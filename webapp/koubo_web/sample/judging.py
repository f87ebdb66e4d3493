"""How panels judge in the sample city: seated, declared, marked, concluded."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from sqlalchemy import select

from koubo.calendar import day_in_japan
from koubo.review.actions.conclusion import conclude_stage
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.conclusions import ConclusionLine
from koubo.review.models import Review
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.declaration import declare_all
from koubo.review.panels.actions.panel import add_panel_member
from koubo.review.panels.models import PanelMember
from koubo.review.panels.rules import Place
from koubo.review.queries.board import stage_board
from koubo.review.rules import Conclusion, ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import Criterion, Stage
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, at

OFFICER = "jimukyoku"
SEATED = timedelta(days=5)
DECLARING = timedelta(days=2)
A_SHEET = timedelta(minutes=23)
"""How long a reviewer takes over one application."""
SPREAD = (0, 0, -1, 1)
"""How one reviewer's points differ from the middle of the panel's."""
REMARKS = "審査会で意見を交わし、集計のとおりとすることを全員で確かめました。"
CONDITIONS = "事業の安全管理の体制を、始める前に市の担当課に説明してください。"
KIN = "応募団体の代表理事が親族にあたるため、審査を辞退します。"
SPHERES = ("学識経験者", "市民活動団体", "公募市民")
HOW_FAR: Mapping[str, tuple[int, bool]] = {
    "iin_a": (9, False),
    "iin_b": (2, True),
    "iin_c": (0, True),
    "iin_e": (3, False),
}
"""In the stage under way: how many sheets a reviewer has handed in, and if one more is begun.

iin_d has not yet declared.
"""


def write_reviews(diary: Diary, scene: Scene, calls: Mapping[str, CallTimes]) -> None:
    """Let panels sit in every call that has come so far."""
    first, second = _stages(scene)
    for key, times in calls.items():
        if times.first_start is None:
            continue
        diary.add(at(times.first_start - SEATED, time(11)), seat_panel, key)
        _write_stage(diary, scene, key, first, times.first_start, times.first_end)
        if times.second_start is not None:
            _write_stage(diary, scene, key, second, times.second_start, times.second_end)


def _stages(scene: Scene) -> tuple[Stage, ...]:
    """Give the stages of the courses that are open; older rules have their own."""
    return scene.scheme.stages_of(scene.scheme.open_courses[0])


def _write_stage(
    diary: Diary, scene: Scene, key: str, stage: Stage, start: date, end: date | None
) -> None:
    diary.add(at(start, time(13, 30)), begin_stage, key, stage)
    for place, person in enumerate(scene.world.panel_of(key)):
        declared = at(start + DECLARING, time(19, place * 7))
        marked = declared + timedelta(days=2 + 2 * place)
        if end is None:
            if person in HOW_FAR:
                diary.add(declared, declare, key, stage, person, conflict=KIN)
                diary.add(marked, mark, key, stage, person, *HOW_FAR[person])
        else:
            diary.add(declared, declare, key, stage, person)
            diary.add(marked, mark, key, stage, person)
    if end is not None:
        diary.add(at(end, time(16, 30)), conclude, key, stage)


def seat_panel(scene: Scene, key: str) -> None:
    """Seat the panel of a call; the first one chairs."""
    with scene.act(OFFICER) as (uow, actor):
        for place, person in enumerate(scene.world.panel_of(key)):
            add_panel_member(
                uow,
                scene.catalog,
                actor,
                scene.ids[f"call:{key}"],
                person_id=scene.ids[f"person:{person}"],
                chairs=place == 0,
                place=Place(sphere=SPHERES[place % len(SPHERES)]),
            )


def begin_stage(scene: Scene, key: str, stage: Stage) -> None:
    """Give every member a sheet for every application of the stage."""
    with scene.act(OFFICER) as (uow, actor):
        start_stage(uow, scene.catalog, actor, scene.ids[f"call:{key}"], stage_id=stage.id)


def declare(scene: Scene, key: str, stage: Stage, person: str, conflict: str = "") -> None:
    """Let a reviewer declare; in the stage under way one of them is kin of an applicant."""
    kept_out = "iin_c" if conflict else ""
    with scene.act(person) as (uow, actor):
        own = _own_reviews(scene, key, stage, person, ReviewState.ASSIGNED)
        said = {
            review_id: conflict if person == kept_out and place == 0 else ""
            for place, review_id in enumerate(own)
        }
        if said:
            declare_all(uow, scene.catalog, actor, said)


def mark(
    scene: Scene, key: str, stage: Stage, person: str, sheets: int = 99, begun: bool = False
) -> None:
    """Let a reviewer fill sheets in and hand in so many of them, perhaps leaving one begun."""
    own = _own_reviews(scene, key, stage, person, ReviewState.DECLARED)
    for place, (review_id, application_id) in enumerate(own.items()):
        if place < sheets or (begun and place == sheets):
            scene.at += A_SHEET
            data = _data_of(scene, key, application_id)
            with scene.act(person) as (uow, actor):
                cells = cells_for(scene, data, stage, person)
                whole = place < sheets
                version = save_sheet(
                    uow,
                    actor,
                    review_id,
                    cells=cells if whole else dict(list(cells.items())[:1]),
                    comment=_comment(scene, data, person) if whole else "",
                    version=version_of(uow, Review, review_id),
                )
                if whole:
                    hand_in_sheet(uow, scene.catalog, actor, review_id, version=version)


def _own_reviews(
    scene: Scene, key: str, stage: Stage, person: str, state: ReviewState
) -> dict[int, int]:
    """Give a reviewer's sheets in a state, and which application each judges."""
    with scene.act(person) as (uow, _):
        rows = uow.session.execute(
            select(Review.id, Review.application_id)
            .join(PanelMember, PanelMember.id == Review.panel_member_id)
            .where(
                PanelMember.call_id == scene.ids[f"call:{key}"],
                PanelMember.person_id == scene.ids[f"person:{person}"],
                Review.stage_id == stage.id,
                Review.state == state,
            )
            .order_by(Review.application_id)
        )
        return {review_id: application_id for review_id, application_id in rows}


def _data_of(scene: Scene, key: str, application_id: int) -> ApplicationData:
    return next(
        one
        for one in scene.world.calls[key].applications
        if scene.ids[f"application:{one.key}"] == application_id
    )


def cells_for(scene: Scene, data: ApplicationData, stage: Stage, person: str) -> dict[str, Cell]:
    """Give a reviewer's marks, which lie about the middle that the data names."""
    first_stage = stage == _stages(scene)[0]
    middle = data.marks if first_stage else data.second
    return {
        criterion.id: _cell(scene, data, person, criterion, middle[place])
        for place, criterion in enumerate(stage.criteria)
    }


def _cell(
    scene: Scene, data: ApplicationData, person: str, criterion: Criterion, middle: int
) -> Cell:
    turn = sum(map(ord, data.project)) + sum(map(ord, criterion.id))
    spread = SPREAD[(turn + scene.world.panel_of(data.call).index(person)) % len(SPREAD)]
    points = min(max(middle + spread, criterion.lowest), criterion.highest)
    low = criterion.reason_at_most is not None and points <= criterion.reason_at_most
    return Cell(CellState.VALUE, points, scene.world.reasons[criterion.id] if low else "")


def _comment(scene: Scene, data: ApplicationData, person: str) -> str:
    turn = sum(map(ord, data.project)) + scene.world.panel_of(data.call).index(person)
    return scene.world.comments[turn % len(scene.world.comments)] if turn % 2 else ""


def conclude(scene: Scene, key: str, stage: Stage) -> None:
    """Let the officer record what the panel concluded: what was computed, with one condition."""
    call_id = scene.ids[f"call:{key}"]
    with scene.act(OFFICER) as (uow, actor):
        board = stage_board(uow.session, scene.catalog, actor, call_id, stage.id)
        lines = []
        for place, one in enumerate(board.proposals()):
            selected = one.conclusion is Conclusion.RECOMMENDED
            conditions = CONDITIONS if selected and place == 0 else ""
            verdict = _data_of(scene, key, one.application_id).verdict
            lines.append(
                ConclusionLine(
                    one.application_id,
                    one.conclusion,
                    one.amount,
                    conditions,
                    comment="" if one.conclusion is Conclusion.ADVANCE else verdict,
                )
            )
        conclude_stage(
            uow,
            scene.catalog,
            actor,
            call_id,
            stage_id=stage.id,
            concluded_on=day_in_japan(scene.at),
            lines=lines,
            remarks=REMARKS,
        )
