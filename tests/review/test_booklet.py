"""What stands in a reviewer's booklet: order, amounts, last year's result, what came in since."""

from datetime import timedelta

import pytest

from builders import AFTER, OPENS
from koubo.problems import NotFound
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.days.rules import SlotKind
from koubo.review.queries.booklet import member_booklet, own_booklet
from koubo.review.queries.own import own_reviews
from koubo.schemes.models import PastAwardRow
from review.sheet_stories import correct, hide


def book(round_, person="reviewer_a"):
    return round_.ask(person, own_booklet, round_.call_id, "documents", AFTER)


def take_in_order(round_, *applications):
    """Make a day on which the applications are heard in this order."""
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        day = PresentationDay(
            call_id=round_.call_id,
            stage_id="documents",
            held_on=AFTER.date(),
            starts_at=AFTER,
            talk_minutes=7,
            question_minutes=5,
        )
        write.session.add(day)
        write.session.flush()
        for place, application_id in enumerate(applications, start=1):
            write.session.add(
                PresentationSlot(
                    day_id=day.id,
                    position=place,
                    kind=SlotKind.TALK,
                    application_id=application_id,
                    minutes=15,
                )
            )


def award_before(round_, amount):
    with round_.city.uow(OPENS) as uow, uow.writing() as write:
        for year, given in ((2023, 1), (2025, amount)):
            write.session.add(
                PastAwardRow(
                    organisation_id=round_.city.ids["organisation"],
                    course_id="kurashiki.collab_prep",
                    fiscal_year=year,
                    amount=given,
                )
            )


def test_proposals_come_as_they_came_in_until_a_day_has_its_own_order(begun):
    first, second = begun.applications
    assert [one.project for one in book(begun).proposals] == [
        "まちなか防災すごろくづくり",
        "川の学校",
    ]

    take_in_order(begun, second, first)

    found = book(begun)
    assert [(one.order, one.project) for one in found.proposals] == [
        ("1／2", "川の学校"),
        ("2／2", "まちなか防災すごろくづくり"),
    ]
    assert [one.application_id for one in begun.ask("reviewer_a", own_reviews)] == [second, first]
    assert (found.pages, found.reviewer) == (1 + 1 + 3 * 2, "A委員")
    assert found.proposals[1].sheet.reviewer == "A委員"


def test_a_proposal_is_told_with_amounts_last_years_result_and_later_corrections(begun):
    award_before(begun, 250_000)
    correct(begun, begun.applications[0], AFTER + timedelta(days=1))

    first, second = book(begun).proposals

    assert dict(first.facts)["申請額"] == "103,000円"
    assert dict(first.facts)["算定額"].startswith("103,000円")
    assert first.earlier == ("令和7年度", "助成額 250,000円　得点は記録がありません")
    assert second.earlier == ()
    assert first.notices == (
        "令和7年12月5日の提出内容を印刷しています。令和7年12月11日に訂正がありました。",
    )
    assert dict(first.answers)["地域の課題と事業の目的"] == "防災訓練に若い世代が来ない。"
    assert (first.cost_total, first.income_total) == ("138,400円", "138,400円")
    hide(begun, "organisation")
    blind = book(begun).proposals[0]
    assert (blind.organisation, blind.earlier, "団体" in dict(blind.facts)) == ("", (), False)


def test_nobody_prints_what_is_not_theirs_to_print(begun):
    member = begun.members["reviewer_a"]

    found = begun.ask("officer", member_booklet, begun.call_id, "documents", member, AFTER)

    assert [one.project for one in found.proposals] == ["まちなか防災すごろくづくり", "川の学校"]
    for person in ("applicant", "officer"):
        with pytest.raises(NotFound):
            book(begun, person)
    with pytest.raises(NotFound):
        begun.ask("officer", member_booklet, begun.call_id, "presentation", member, AFTER)
