"""Goals before the start, each side's own sheet, what differs, the joint sheet, the public one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from award_builders import GRANTED, a_staffed_city, award
from builders import City, version_of
from grant_builders import a_granted_award
from koubo.award.models import Award
from koubo.people.models import Membership
from koubo.people.rules import Actor, MemberRole, Seat, SeatKind
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.reporting.evaluation.actions import (
    GoalText,
    open_again,
    publish_joint,
    save_evaluation,
    set_goals,
)
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.evaluation.policy import sides_of
from koubo.reporting.evaluation.queries import (
    earlier_evaluations,
    evaluation_view,
    goals_of,
    public_evaluation,
)
from koubo.reporting.evaluation.rules import (
    JOINT,
    ItemAnswer,
    SheetText,
    beside_each_other,
    sheet_problems,
)
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime
from koubo.schemes.figures import Figure
from koubo.storage.database import Database
from koubo.storage.files import FileStore

LATER = GRANTED + timedelta(days=200)
TWO = Evaluation(
    EvaluationTime.END, Figure(("団体", "担当課")), Figure(("効果", "連携")), 1, 5, reason_at_most=2
)


def marks(*given: int | None, **more: str) -> SheetText:
    answers = {item: ItemAnswer(mark) for item, mark in zip(TWO.items.value, given, strict=True)}
    return SheetText(answers, **more)


def test_a_low_mark_needs_its_reason_and_every_item_a_mark() -> None:
    text = SheetText({"効果": ItemAnswer(2), "連携": ItemAnswer(6)})

    assert [(one.code, one.field) for one in sheet_problems(TWO, text)] == [
        ("no_reason", "reason-0"),
        ("mark", "mark-1"),
    ]
    assert [one.field for one in sheet_problems(TWO, SheetText({}))] == ["mark-0", "mark-1"]
    assert not list(sheet_problems(TWO, marks(3, 5)))


@given(st.lists(st.integers(1, 5), min_size=4, max_size=4))
def test_gaps_are_between_the_sides_and_the_widest_stands_first(points: list[int]) -> None:
    sheets = {"団体": marks(*points[:2]), "担当課": marks(*points[2:]), JOINT: marks(1, 5)}

    sides, rows = beside_each_other(TWO, sheets)

    gaps = {"効果": abs(points[0] - points[2]), "連携": abs(points[1] - points[3])}
    assert sides == ("団体", "担当課", JOINT)
    assert {row.item: row.gap for row in rows} == gaps
    assert [row.gap for row in rows] == sorted(gaps.values(), reverse=True)
    assert [row.to_talk_about for row in rows] == [row.gap >= 2 for row in rows]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def save(city: City, award_id: int, who: str, side: str, text: SheetText, **more: object) -> None:
    with city.uow(LATER, who) as uow:
        sheet = uow.session.scalars(
            select(EvaluationSheet).where(EvaluationSheet.side == side)
        ).first()
        options = {"version": sheet.version if sheet else None, "hand_in": True, **more}
        save_evaluation(
            uow,
            city.catalog,
            city.actor(who, LATER),
            award_id,
            time=EvaluationTime.END,
            side=side,
            text=text,
            **options,  # type: ignore[arg-type]
        )


def in_full(city: City, *points: int, **more: str) -> SheetText:
    items = ("目標の達成", "協働の効果", "事業の進め方")
    return SheetText(
        {item: ItemAnswer(mark) for item, mark in zip(items, points, strict=True)}, **more
    )


def seen(city: City, award_id: int, who: str) -> list[str]:
    with city.uow(LATER) as uow:
        found = uow.session.get_one(Award, award_id)
        evaluation = city.catalog.of(found.application.call.release).evaluations[0]
        view = evaluation_view(uow.session, city.actor(who, LATER), found, evaluation)
        return [one.side for one in view.lines if one.text is not None]


def test_nobody_reads_the_others_marks_before_all_have_handed_in(city: City) -> None:
    _, award_id = a_granted_award(city)
    private = "次の年は人を替えたい"
    save(city, award_id, "applicant", "団体", in_full(city, 5, 4, 3, private=private))

    assert (seen(city, award_id, "applicant"), seen(city, award_id, "officer")) == (
        ["団体"],
        ["団体"],
    )
    with pytest.raises(Refused, match="すべての側"):
        save(city, award_id, "officer", JOINT, in_full(city, 4, 4, 3))
    save(city, award_id, "officer", "担当課", in_full(city, 2, 4, 3))
    assert seen(city, award_id, "applicant") == ["団体", "担当課"]
    save(
        city,
        award_id,
        "officer",
        JOINT,
        in_full(city, 4, 4, 3, comment="よく協働した", private=private),
    )

    with city.uow(LATER) as uow, pytest.raises(NotFound):
        public_evaluation(uow.session, award_id, EvaluationTime.END)
    with city.uow(LATER, "officer") as uow:
        joint = uow.session.scalars(
            select(EvaluationSheet).where(EvaluationSheet.side == JOINT)
        ).one()
        publish_joint(
            uow, city.catalog, city.actor("officer", LATER), joint.id, version=joint.version
        )
    with city.uow(LATER) as uow:
        _, text = public_evaluation(uow.session, award_id, EvaluationTime.END)
    assert (text.comment, text.private) == ("よく協働した", "")
    assert text.answers == in_full(city, 4, 4, 3).answers
    with city.uow(LATER, "officer") as uow:
        officer = city.actor("officer", LATER)
        seen_as = version_of(city, EvaluationSheet, joint.id)
        open_again(uow, city.catalog, officer, joint.id, reason="書き間違い", version=seen_as)
    with city.uow(LATER) as uow, pytest.raises(NotFound):
        public_evaluation(uow.session, award_id, EvaluationTime.END)


def test_an_officer_opens_and_publishes_nothing_of_the_own_group(city: City) -> None:
    _, award_id = a_granted_award(city)
    save(city, award_id, "applicant", "団体", in_full(city, 5, 4, 3))
    with pytest.raises(Stale):  # who saw no sheet yet does not write over it
        save(city, award_id, "applicant", "団体", in_full(city, 1, 1, 1), version=None)
    save(city, award_id, "officer2", "担当課", in_full(city, 2, 4, 3))
    save(city, award_id, "officer2", JOINT, in_full(city, 4, 4, 3))
    with city.uow(LATER) as uow, uow.writing() as write:
        sheets = list(uow.session.scalars(select(EvaluationSheet)))
        member = Membership(
            organisation_id=city.ids["organisation"],
            person_id=city.ids["officer"],
            role=MemberRole.EDITOR,
        )
        write.session.add(member)
    officer = city.actor("officer", LATER)
    for sheet_id, seen_as in {one.id: one.version for one in sheets}.items():
        with city.uow(LATER, "officer") as uow, pytest.raises(NotFound):
            open_again(uow, city.catalog, officer, sheet_id, reason="直したい", version=seen_as)
    joint = next(one for one in sheets if one.side == JOINT)
    with city.uow(LATER, "officer") as uow, pytest.raises(NotFound):
        publish_joint(uow, city.catalog, officer, joint.id, version=joint.version)
    assert (earlier(city, award_id, "officer"), earlier(city, award_id, "officer2")) == (0, 3)


def earlier(city: City, award_id: int, who: str) -> int:
    """Count what somebody is shown of it beside another application of the same organisation."""
    application = award(city, award_id).application
    with city.uow(LATER, who) as uow:
        asked = (application.organisation_id, application.course_id)
        return len(earlier_evaluations(uow.session, city.actor(who, LATER), *asked, but=0))


def test_sides_write_only_their_own_sheet_once(city: City) -> None:
    _, award_id = a_granted_award(city)
    save(city, award_id, "applicant", "団体", in_full(city, 5, 4, 3), hand_in=False)

    with pytest.raises(NotFound):
        save(city, award_id, "applicant", "担当課", in_full(city, 5, 4, 3))
    with pytest.raises(NotFound):
        save(city, award_id, "stranger", "団体", in_full(city, 5, 4, 3))
    with pytest.raises(NotFound):
        save(city, award_id, "officer", "団体", in_full(city, 5, 4, 3))
    with pytest.raises(Stale):
        save(city, award_id, "applicant", "団体", in_full(city, 1, 1, 1), version=99)
    with pytest.raises(Problems):
        save(city, award_id, "applicant", "団体", SheetText({}))
    save(city, award_id, "applicant", "団体", in_full(city, 5, 4, 3))
    with pytest.raises(Refused, match="提出されています"):
        save(city, award_id, "applicant", "団体", in_full(city, 1, 1, 1))
    with city.uow(LATER, "officer") as uow:
        sheet = uow.session.scalars(select(EvaluationSheet)).one()
        officer = city.actor("officer", LATER)
        open_again(uow, city.catalog, officer, sheet.id, reason="書き間違い", version=sheet.version)
    save(city, award_id, "applicant", "団体", in_full(city, 4, 4, 3))


def test_goals_are_set_before_the_report_and_what_was_reached_after_it(city: City) -> None:
    _, award_id = a_granted_award(city)
    goals = [GoalText("親子30組が遊ぶ", "参加した組数"), GoalText("", "")]

    with city.uow(LATER, "applicant") as uow:
        actor = city.actor("applicant", LATER)
        version = version_of(city, Award, award_id)
        set_goals(uow, actor, award_id, goals=goals, version=version)

    with city.uow(LATER) as uow:
        assert [(one.number, one.text) for one in goals_of(uow.session, award_id)] == [
            (1, "親子30組が遊ぶ")
        ]
    with city.uow(LATER, "applicant") as uow, pytest.raises(Problems) as found:
        set_goals(uow, actor, award_id, goals=[GoalText("", "", "できた")], version=version)
    assert [one.field for one in found.value.problems] == ["text-0"]


def test_a_department_writes_for_the_department_only(city: City) -> None:
    _, award_id = a_granted_award(city)
    found = award(city, award_id)
    nobody = replace(city.actor("officer", LATER), seats=frozenset({Seat(SeatKind.DEPARTMENT, 1)}))

    assert sides_of(nobody, found, TWO) == ("担当課",)
    assert sides_of(Actor(99, "だれか"), found, TWO) == ()
