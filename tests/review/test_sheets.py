"""Declaring, marking, handing in: own sheets only, nothing lost, nothing seen after a recusal."""

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.people.models import Bar
from koubo.people.rules import BarCause, NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.actions.sheets import hand_in_sheet, mark_absent, save_sheet
from koubo.review.models import Standing
from koubo.review.panels.actions.declaration import declare
from koubo.review.queries.own import own_reviews, recused_count
from koubo.review.queries.own_sheet import own_sheet
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.storage.outbox import EventRow
from review.rounds import all_alike

FOUR_STATES = {
    "public_interest": Cell(CellState.VALUE, 3, "よい"),
    "priority": Cell(CellState.ABSTAINED),
    "feasibility": Cell(CellState.NOT_APPLICABLE, None, "この企画には当てはまらない"),
}


def sheet(round_, person, review_id):
    return round_.ask(person, own_sheet, review_id)


def list_of(round_, person):
    return round_.ask(person, own_reviews)


def test_before_the_declaration_the_list_tells_who_and_what_but_the_sheet_is_closed(round_):
    round_.start()

    first = list_of(round_, "reviewer_a")[0]

    assert (first.organisation, first.project, first.course, first.department) == (
        "organisationの会",
        "まちなか防災すごろくづくり",
        "協働準備コース",
        "",
    )
    with pytest.raises(NotFound):
        sheet(round_, "reviewer_a", first.id)


def test_who_has_no_conflict_reads_and_marks(begun):
    review = begun.review("reviewer_a", begun.applications[0])

    found = sheet(begun, "reviewer_a", review.id)

    assert review.state is ReviewState.DECLARED
    assert found.answers["project_name"] == "まちなか防災すごろくづくり"
    assert [one.id for one in found.stage.criteria] == [
        "public_interest",
        "priority",
        "feasibility",
    ]


def test_a_recused_person_sees_nothing_at_the_next_request(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    sheet(begun, "reviewer_a", review.id)

    begun.by("reviewer_a", declare, review.id, conflict="代表者の親族です")

    with pytest.raises(NotFound):
        sheet(begun, "reviewer_a", review.id)
    assert not begun.sees("reviewer_a", begun.applications[0])
    assert [one.project for one in list_of(begun, "reviewer_a")] == ["川の学校"]
    with begun.city.uow() as uow:
        assert recused_count(uow.session, begun.city.actor("reviewer_a", AFTER)) == 1


def test_a_conflict_is_told_to_the_officers_without_a_name(round_):
    round_.start()

    round_.declare("reviewer_a", a1="顧問をしています")

    with round_.city.uow() as uow:
        event = uow.session.scalars(select(EventRow).where(EventRow.kind == "review_recused")).one()
        bars = uow.session.execute(
            select(Bar.application_id, Bar.cause, Bar.lifted_at.is_(None))
            .where(Bar.person_id == round_.city.ids["reviewer_a"])
            .order_by(Bar.id)
        ).all()
    assert event.facts["reviewer"] == "A委員"
    assert event.path == f"/officer/calls/{round_.call_id}/review/documents"
    assert bars == [
        (round_.applications[0], BarCause.UNDECLARED, False),
        (round_.applications[1], BarCause.UNDECLARED, False),
        (round_.applications[1], BarCause.RECUSED, True),
    ]


def test_nobody_declares_twice_or_for_another(begun):
    review = begun.review("reviewer_a", begun.applications[0])

    with pytest.raises(Refused, match="申告は済んでいます"):
        begun.by("reviewer_a", declare, review.id)
    with pytest.raises(NotFound):
        begun.by("reviewer_b", declare, review.id)


def test_another_reviewers_sheet_is_not_found(begun):
    review = begun.review("reviewer_a", begun.applications[0])

    for person in ("reviewer_b", "officer", "applicant"):
        with pytest.raises(NotFound):
            sheet(begun, person, review.id)
    with pytest.raises(NotFound):
        begun.save("reviewer_b", review, FOUR_STATES)
    with pytest.raises(NotFound):
        begun.by("reviewer_b", hand_in_sheet, review.id, version=review.version)


def test_a_draft_keeps_all_four_states_and_what_was_written_without_points(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    cells = {**FOUR_STATES, "priority": Cell(CellState.MISSING, None, "あとで決める")}

    version = begun.save("reviewer_a", review, FOUR_STATES)
    review.version = version
    begun.save("reviewer_a", review, cells, comment="全体によい")

    found = sheet(begun, "reviewer_a", review.id)
    assert found.cells == cells
    assert found.comment == "全体によい"


def test_a_stale_save_is_refused_even_where_only_marks_changed(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    begun.save("reviewer_a", review, FOUR_STATES)

    with pytest.raises(Stale):
        begun.save("reviewer_a", review, all_alike("documents", 5))

    assert sheet(begun, "reviewer_a", review.id).cells == FOUR_STATES


def test_an_incomplete_sheet_is_not_handed_in_and_says_everything_at_once(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    cells = {
        "public_interest": Cell(CellState.VALUE, 2),
        "priority": Cell(CellState.MISSING),
        "feasibility": Cell(CellState.ABSTAINED),
    }
    version = begun.save("reviewer_a", review, cells)

    with pytest.raises(Problems) as found:
        begun.by("reviewer_a", hand_in_sheet, review.id, version=version)

    assert [(one.field, one.message) for one in found.value.problems] == [
        (
            "public_interest-reason",
            "「公益性」は2点以下のため、理由・意見を書いてください。",
        ),
        ("priority", "「優先性」の点を選ぶか、採点しない理由を選んでください。"),
    ]
    assert begun.review("reviewer_a", begun.applications[0]).state is ReviewState.DECLARED


def test_a_sheet_that_was_handed_in_can_only_be_read(begun):
    begun.mark("reviewer_a", begun.applications[0])
    review = begun.review("reviewer_a", begun.applications[0])

    with pytest.raises(Refused, match="提出済み"):
        begun.save("reviewer_a", review, FOUR_STATES)
    with pytest.raises(Refused, match="提出済み"):
        begun.by("reviewer_a", hand_in_sheet, review.id, version=review.version)
    assert sheet(begun, "reviewer_a", review.id).cells == all_alike("documents", 4)


def test_the_standing_keeps_what_the_sheets_come_to(begun):
    begun.mark("reviewer_a", begun.applications[0], 4)
    begun.mark("reviewer_b", begun.applications[0], 4)
    begun.mark("reviewer_c", begun.applications[0], 5)

    with begun.city.uow() as uow:
        kept = uow.session.execute(
            select(
                Standing.sheets_due,
                Standing.sheets_in,
                Standing.total_text,
            ).order_by(Standing.application_id)
        ).all()
    assert kept == [(3, 3, "13／15"), (3, 0, "")]


def test_the_officers_are_told_once_all_sheets_are_in(begun):
    begun.mark_all()

    with begun.city.uow() as uow:
        events = uow.session.scalars(
            select(EventRow).where(EventRow.kind == "review_sheets_in")
        ).all()
    assert [event.recipients for event in events] == [
        {"officer": [begun.city.ids["officer"], begun.city.ids["officer2"]]}
    ]


def test_an_absent_members_open_sheets_are_closed_and_those_handed_in_count(begun):
    begun.mark("reviewer_c", begun.applications[0], 5)

    closed = begun.by(
        "officer",
        mark_absent,
        begun.call_id,
        stage_id="documents",
        member_id=begun.members["reviewer_c"],
    )

    assert closed == 1
    assert begun.review("reviewer_c", begun.applications[1]).state is ReviewState.ABSENT
    rows = {row.application.id: row for row in begun.board().rows}
    first, second = (rows[key] for key in begun.applications)
    assert (first.sheets_due, first.sheets_in) == (3, 1)
    assert (second.sheets_due, second.in_state(ReviewState.ABSENT)) == (2, ("C委員",))


def test_only_an_officer_marks_somebody_absent(begun):
    with pytest.raises(NotAllowed):
        begun.by(
            "reviewer_a",
            mark_absent,
            begun.call_id,
            stage_id="documents",
            member_id=begun.members["reviewer_c"],
        )


def test_a_save_stays_within_its_statements(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    actor = begun.city.actor("reviewer_a", AFTER)

    with begun.city.uow(AFTER, "reviewer_a") as uow, begun.city.database.statements() as said:
        version = save_sheet(
            uow, actor, review.id, cells=FOUR_STATES, comment="", version=review.version
        )
    saved = len(said)
    with begun.city.uow(AFTER, "reviewer_a") as uow, begun.city.database.statements() as said:
        hand_in_sheet(uow, begun.city.catalog, actor, review.id, version=version)

    assert saved <= 15
    assert len(said) <= 15, "\n".join(said)
