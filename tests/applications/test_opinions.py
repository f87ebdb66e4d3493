"""担当課意見書: asked of a department, answered by it or by its sheet, read by whom it is for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from applications.asking import DUE, another_department, answer, ask, the_opinion
from builders import (
    AFTER,
    City,
    a_filed_application,
    an_accepted_application,
)
from koubo.applications.actions.opinions import OpinionRequest, ask_opinions
from koubo.applications.models import Application
from koubo.applications.opinion_rules import OpinionSource
from koubo.applications.policy import load_application, load_opinion
from koubo.applications.queries.opinions import (
    candidates,
    count_opinions,
    opinions_asked,
    opinions_for_reviewer,
    opinions_of,
)
from koubo.applications.rules import ApplicationState
from koubo.people.models import Bar, SeatRow
from koubo.people.rules import BarCause, NotAllowed, SeatKind
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.figures import Figure
from koubo.schemes.models import Call
from koubo.schemes.office_words import OfficeWords
from koubo.schemes.rules import Scheme
from koubo.storage.history import verify_chain
from koubo.storage.outbox import EventRow


@pytest.fixture
def other(city: City) -> int:
    return another_department(city)


def test_a_department_reads_and_answers_only_what_it_was_asked(
    city: City, call_id: int, other: int
) -> None:
    asked, unasked = a_filed_application(city, call_id), a_filed_application(city, call_id)
    who, officer = city.actor("other_department"), city.actor("officer")
    with city.uow() as uow, pytest.raises(NotFound):
        load_application(uow.session, who, asked)

    assert ask(city, other, asked) == 1

    opinion = the_opinion(city, asked)
    with city.uow() as uow:
        told = uow.session.scalars(select(EventRow).where(EventRow.kind == "opinion_asked")).one()
        load_application(uow.session, who, asked)
        with pytest.raises(NotFound):
            load_application(uow.session, who, unasked)
        assert [one.id for one in opinions_asked(uow.session, who)] == [opinion.id]
        for stranger in ("department_person", "applicant", "reviewer_a"):
            with pytest.raises(NotFound):
                load_opinion(uow.session, city.actor(stranger), opinion.id)
            assert opinions_of(uow.session, city.actor(stranger), asked) == []
    assert told.recipients == {"department": [city.ids["other_department"]]}
    assert told.path == f"/department/opinions/{opinion.id}"

    with pytest.raises(NotFound):
        answer(city, opinion.id, "賛成", person="department_person")
    with pytest.raises(NotAllowed):
        answer(city, opinion.id, "賛成", person="officer")
    with pytest.raises(Problems):
        answer(city, opinion.id, " ", person="other_department")
    answer(city, opinion.id, "会場は使えます。", person="other_department")
    with pytest.raises(Stale):
        answer(city, opinion.id, "別の意見", person="other_department")

    with city.uow() as uow:
        (line,) = opinions_of(uow.session, officer, asked)
        assert verify_chain(uow.session, f"call:{call_id}") is None
    assert (line.answers, line.source, line.entered_by, line.answered_at) == (
        {"opinion": "会場は使えます。"},
        OpinionSource.WEB,
        "other_department",
        AFTER,
    )


def test_whoever_is_kept_out_reads_no_opinion(city: City, call_id: int, other: int) -> None:
    asked = a_filed_application(city, call_id)
    ask(city, other, asked)
    opinion = the_opinion(city, asked)
    with city.uow() as uow, uow.writing() as write:
        for person in ("officer2", "other_department"):
            write.session.add(
                Bar(
                    person_id=city.ids[person],
                    application_id=asked,
                    cause=BarCause.RECUSED,
                    set_at=AFTER,
                )
            )
    with city.uow() as uow:
        for person in ("officer2", "other_department"):
            with pytest.raises(NotFound):
                load_opinion(uow.session, city.actor(person), opinion.id)
            assert count_opinions(uow.session, city.actor(person), DUE) == []
    with pytest.raises(NotFound):
        answer(city, opinion.id, "賛成", person="other_department")
    with pytest.raises(NotFound):
        ask(city, other, asked, person="officer2")


def test_asking_again_keeps_the_text_and_a_decision_ends_it(
    city: City, call_id: int, other: int
) -> None:
    asked = an_accepted_application(city, call_id)
    ask(city, other, asked)
    opinion = the_opinion(city, asked)
    answer(city, opinion.id, "賛成", person="other_department")
    ask(city, other, asked)

    again = the_opinion(city, asked)
    late = date(2025, 12, 21)
    with city.uow() as uow:
        (count,) = count_opinions(uow.session, city.actor("officer"), late)
    assert (again.id, again.answers, again.answered_at) == (opinion.id, {"opinion": "賛成"}, None)
    assert (count.answered, count.waiting, count.overdue) == (0, 1, 1)

    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Application, asked).state = ApplicationState.SELECTED
    with pytest.raises(Refused):
        answer(city, opinion.id, "反対", person="other_department", version=again.version)
    with pytest.raises(Refused):
        ask(city, other, asked)
    with city.uow() as uow:
        assert [
            one.overdue for one in count_opinions(uow.session, city.actor("officer"), late)
        ] == [0]


def test_a_request_is_judged_and_suggests_the_departments_that_take_part(
    city: City, call_id: int
) -> None:
    plain = a_filed_application(city, call_id)
    themed = a_filed_application(city, call_id, course="city_theme")
    named = a_filed_application(city, call_id, course="citizen_proposal")
    for applications, department, due, field in (
        ((), city.ids["department"], DUE, "applications"),
        ((plain,), 9_999, DUE, "department_id"),
        ((plain,), city.ids["department"], date(2025, 12, 9), "due_on"),
    ):
        request = OpinionRequest(department, due)
        with city.uow(AFTER, "officer") as uow, pytest.raises(Problems) as caught:
            ask_opinions(uow, city.actor("officer"), applications, request)
        assert [one.field for one in caught.value.problems] == [field]
    with city.uow(AFTER, "applicant") as uow, pytest.raises(NotAllowed):
        ask_opinions(
            uow, city.actor("applicant"), [plain], OpinionRequest(city.ids["department"], DUE)
        )
    with city.uow() as uow:
        call = uow.session.get_one(Call, call_id)
        found = candidates(uow.session, city.catalog, city.actor("officer"), call)
    rivers = "環境政策課"
    assert [(one.id, one.department) for one in found] == [
        (plain, ""),
        (themed, rivers),
        (named, rivers),
    ]


def test_reviewers_read_opinions_only_where_the_scheme_says_so(
    city: City, call_id: int, other: int
) -> None:
    asked = an_accepted_application(city, call_id)
    ask(city, other, asked)
    answer(city, the_opinion(city, asked).id, "賛成", person="other_department")
    with city.uow() as uow, uow.writing() as write:
        write.session.add(
            SeatRow(
                person_id=city.ids["reviewer_a"],
                kind=SeatKind.REVIEWER,
                call_id=call_id,
                from_on=date(2020, 4, 1),
            )
        )
        declared = Bar(
            person_id=city.ids["reviewer_a"],
            application_id=asked,
            cause=BarCause.UNDECLARED,
            set_at=AFTER,
            lifted_at=AFTER,
        )
        write.session.add(declared)
    scheme: Scheme = city.catalog.installed("kurashiki")
    open_to_them = OfficeWords(opinion_for_reviewers=Figure(True))
    telling = replace(scheme, office_words=open_to_them)

    def read(one: Scheme) -> list[dict[str, Any]]:
        with city.uow() as uow:
            found = opinions_for_reviewer(uow.session, city.actor("reviewer_a"), one, asked)
        return [line.answers for line in found]

    assert (read(scheme), read(telling)) == ([], [{"opinion": "賛成"}])
    with city.uow() as uow, uow.writing() as write:
        write.session.scalars(select(Bar)).one().lifted_at = None
    assert read(telling) == []
