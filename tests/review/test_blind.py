"""Blind review: what a stage hides stands nowhere that its reviewers look, and no file gives it."""

import pytest

from builders import AFTER
from koubo.applications.models import Snapshot
from koubo.problems import NotFound, Refused
from koubo.review.actions.terms import keep_file_from_reviewers, move_to_newest
from koubo.review.blind import masked, names_of, neutral_name, project_shown
from koubo.review.queries.own import own_reviews
from koubo.review.queries.own_sheet import own_sheet
from koubo.review.queries.terms import stage_sheets_page
from koubo.review.reading_files import load_readable_file
from review.sheet_stories import correct, hide

NAME = "organisationの会"


@pytest.fixture
def blind(begun):
    """Give a begun round whose first stage hides who applies, and the question on the roster."""
    hide(begun, "organisation", "roster")
    first = begun.applications[0]
    correct(begun, first, issue=f"私たち{NAME}と、代表の水玉 花子が取り組みます。")
    begun.by("officer", move_to_newest, begun.call_id, stage_id="documents", application_id=first)
    return begun


def files_of(round_, person, application_id):
    return round_.ask(person, own_sheet, round_.review(person, application_id).id).files


def test_neither_list_nor_sheet_names_the_organisation_and_texts_are_blotted_out(blind):
    first = blind.applications[0]

    found = blind.ask("reviewer_a", own_sheet, blind.review("reviewer_a", first).id)

    assert (
        found.organisation,
        {one.organisation for one in blind.ask("reviewer_a", own_reviews)},
    ) == (
        "",
        {""},
    )
    assert found.form.question("roster") is None
    assert found.form.question("issue") is not None
    assert found.answers["issue"] == "私たち（団体名等）と、代表の（団体名等）が取り組みます。"


def test_files_bear_neutral_names_and_hidden_ones_are_not_served(blind):
    first = blind.applications[0]
    (shown,) = files_of(blind, "reviewer_a", first)
    page = blind.ask("officer", stage_sheets_page, blind.call_id, "documents", AFTER)
    with blind.city.uow() as uow:
        files = uow.session.get_one(Snapshot, blind.review("reviewer_a", first).snapshot_id).files
    whole = {one["question"]: one["id"] for one in files}

    assert (shown.name, shown.question, shown.sha256) == ("添付1.pdf", "bylaws", "")
    assert blind.ask("reviewer_a", load_readable_file, shown.id)[1] == "添付1.pdf"
    with pytest.raises(NotFound):
        blind.ask("reviewer_a", load_readable_file, whole["roster"])
    assert blind.ask("officer", load_readable_file, whole["roster"])[1] == "roster_規約.pdf"
    assert [one.shown_as for one in page.files if one.application_id == first] == ["添付1.pdf"]


def test_an_officer_keeps_a_file_back_whose_inside_says_who_it_is(blind):
    first = blind.applications[0]
    (shown,) = files_of(blind, "reviewer_a", first)
    wish = {"attachment_id": shown.id}

    blind.by("officer", keep_file_from_reviewers, blind.call_id, is_kept=True, **wish)

    assert files_of(blind, "reviewer_a", first) == ()
    with pytest.raises(NotFound):
        blind.ask("reviewer_a", load_readable_file, shown.id)
    blind.by("officer", keep_file_from_reviewers, blind.call_id, is_kept=False, **wish)
    assert len(files_of(blind, "reviewer_a", first)) == 1


def test_where_nothing_is_hidden_no_file_is_kept_back(begun):
    (first, *_) = files_of(begun, "reviewer_a", begun.applications[0])
    wish = {"attachment_id": first.id, "is_kept": True}

    with pytest.raises(Refused, match="匿名審査ではない"):
        begun.by("officer", keep_file_from_reviewers, begun.call_id, **wish)
    assert begun.ask("reviewer_a", load_readable_file, first.id)[1] == first.name


def test_names_are_blotted_out_with_and_without_their_legal_form(blind):
    review = blind.review("reviewer_a", blind.applications[0])
    stage = blind.ask("reviewer_a", own_sheet, review.id).stage
    names = names_of({"name": "特定非営利活動法人みずたまの会", "representative": "水玉　花子"})
    told = {"a": ["みずたまの会です", 3], "b": "代表 水玉花子（NPO）", "c": None}

    assert masked(stage, told, names) == {
        "a": ["（団体名等）です", 3],
        "b": "代表 （団体名等）（NPO）",
        "c": None,
    }
    assert (
        project_shown(stage, "みずたまの会の川の学校", "R8-1", "みずたまの会")
        == "（団体名等）の川の学校"
    )
    assert [neutral_name(1, one) for one in ("会の規約.PDF", "名簿", "x.団体名")] == [
        "添付1.pdf",
        "添付1",
        "添付1",
    ]
