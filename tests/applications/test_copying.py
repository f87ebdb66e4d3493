"""What a group wrote stays theirs: taken over into next year's form, kept when a form changes."""

from typing import Any

import pytest

from builders import (
    AFTER,
    CLOSES,
    IN_TIME,
    City,
    a_call,
    a_draft,
    a_filed_application,
    later,
    version_of,
)
from koubo.applications.actions.copying import Copied, copy_answers
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.drafting import Page, fingerprints
from koubo.applications.facts import Asked, read_draft
from koubo.applications.former import FormerText, former_texts
from koubo.applications.models import Filing
from koubo.lifecycle.correcting import correct_call
from koubo.problems import NotFound, Problems, Refused
from koubo.proof.proving import proving_of
from koubo.schemes.models import Call
from koubo.schemes.offering import desk_scheme
from releasing import without_cases

QUESTION = (
    "          - {id: effect, kind: text, label: 期待する成果, max_length: 600, publish: はい}\n"
)


def begin(city: City, call_id: int, course: str = "collab_prep") -> int:
    with city.uow(IN_TIME, "applicant") as uow:
        return start_application(
            uow,
            city.catalog,
            city.actor("applicant"),
            call_id,
            course_id=f"kurashiki.{course}",
            organisation_id=city.ids["organisation"],
        )


def copy(city: City, filing_id: int, source_id: int, who: str = "applicant") -> Copied:
    with city.uow(IN_TIME, who) as uow:
        return copy_answers(uow, city.catalog, city.actor(who), filing_id, source_id=source_id)


def goes_on_without_effect(city: City, call_id: int) -> None:
    """Let a running call go on with a release that asks a question of other courses only."""
    other = QUESTION.replace("publish", "courses: [city_theme], publish")
    desk_release_id = without_cases(city, (QUESTION, other))
    with city.uow(AFTER, "officer") as uow:
        scheme = desk_scheme(uow.session, city.catalog, desk_release_id)
        correct_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            desk_release_id=desk_release_id,
            proven=proving_of(city.catalog, scheme).proven,
            reason="質問を取りやめた",
            version=version_of(city, Call, call_id),
        )


def look(city: City, filing_id: int) -> tuple[dict[str, Any], list[FormerText], list[str]]:
    """Give a draft's texts, those whose question is gone, and where its problems are."""
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        asked = Asked.of(city.catalog, filing)
        gone = former_texts(uow.session, city.catalog, asked, filing)
        problems = read_draft(uow.session, asked, filing).problems
    return dict(filing.draft), gone, [one.field for one in problems]


def test_last_years_answers_are_taken_over_but_not_its_pledge_and_files(
    city: City, call_id: int
) -> None:
    source_id = a_filed_application(city, call_id)
    next_year = a_call(city, fiscal_year=2027)
    filing_id = begin(city, next_year)

    copied = copy(city, filing_id, source_id)
    again = copy(city, filing_id, source_id)

    draft, gone, problems = look(city, filing_id)
    assert (copied, again, gone) == (Copied(copied.taken, ()), copied, [])
    assert draft["project_name"] == "まちなか防災すごろくづくり"
    assert draft["starts_on"] == {"year": "2026", "month": "4", "day": "10"}
    assert draft["budget"]["expenses"][0]["amount"] == "138400"
    assert set(problems) == {"bylaws", "roster", "pledge"}
    with city.uow() as uow:  # the group's own lists call it by that name from now on
        assert uow.session.get_one(Filing, filing_id).application.project_name == (
            "まちなか防災すごろくづくり"
        )
    # Pressed twice, it is the same draft; once somebody wrote in it, it is not filled again.
    assert begin(city, next_year) == filing_id
    with city.uow(IN_TIME, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        typed = {"issue": "今年の課題"}
        save_draft(
            uow, city.catalog, city.actor("applicant"), filing_id, typed=typed, version=version
        )
    with pytest.raises(Refused):
        copy(city, filing_id, source_id)
    assert begin(city, next_year) != filing_id


def test_only_the_same_organisations_own_application_is_copied(city: City, call_id: int) -> None:
    source_id = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    own = begin(city, call_id)

    with pytest.raises(NotFound):
        copy(city, own, source_id)
    with pytest.raises(NotFound):
        copy(city, own, 999)
    with pytest.raises(NotFound):
        copy(city, own, source_id, who="stranger")


def test_a_blank_draft_has_nothing_to_copy_not_even_for_itself(city: City, call_id: int) -> None:
    """To begin again opens the blank draft that is there; the page offers it as earlier one too."""
    own = begin(city, call_id)
    with city.uow() as uow:
        source_id = uow.session.get_one(Filing, own).application_id

    with pytest.raises(Problems) as told:
        copy(city, begin(city, call_id), source_id)

    assert [(one.code, one.field) for one in told.value.problems] == [("nothing", "source_id")]


def test_answers_that_do_not_fit_stand_beside_the_draft(city: City, call_id: int) -> None:
    """Another course asks other questions; a department that is gone cannot be chosen."""
    source_id = a_filed_application(city, call_id, course="citizen_proposal")
    filing_id = begin(city, a_call(city, fiscal_year=2027))

    copied = copy(city, filing_id, source_id)

    _, gone, _ = look(city, filing_id)
    assert copied.left == tuple(one.label for one in gone)
    assert FormerText("一緒に計画した市の担当課", "環境政策課") in gone


def test_a_draft_outlives_its_deadline_and_a_release_that_asks_no_more(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id, answers={"effect": ""})
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        version, shown = filing.version, fingerprints(filing.draft, ("issue", "effect", "unknown"))

    goes_on_without_effect(city, call_id)

    # A page that was drawn before is saved after it: nothing typed on it is thrown away.
    with city.uow(later(CLOSES, days=1), "applicant") as uow:
        save_draft(
            uow,
            city.catalog,
            city.actor("applicant"),
            filing_id,
            typed={"issue": "締切のあと", "effect": "書きかけ", "unknown": "はい"},
            version=version,
            page=Page("before", 1, shown),
        )
    draft, gone, _ = look(city, filing_id)
    assert (draft["issue"], gone) == ("締切のあと", [FormerText("期待する成果", "書きかけ")])
    assert "unknown" not in draft
