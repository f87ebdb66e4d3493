"""Last year's call as the next one's form: moved by a year, its notes told, saved as any other."""

from builders import a_call
from koubo.schemes.models import Call
from releasing import a_copy, release_it
from schemes.small import small
from web.pages import fields_of, send, soup
from web.scheme_walk import publish, upload
from web.staff_site import texts
from web.town import Town

LIKE = "/officer/calls/new?like=1"


def stored(town: Town, call_id: int) -> Call:
    with town.city.uow() as uow:
        return uow.session.get_one(Call, call_id)


def test_the_form_is_filled_with_a_year_later_and_says_what_to_look_at(town: Town) -> None:
    a_call(town.city)
    before = stored(town, 1)
    officer = town.as_("officer")

    link = officer.get("/officer/calls/1")
    page = officer.get(LIKE)

    assert f'href="{LIKE}"' in link.text
    fields = fields_of(soup(page))
    assert (fields["intake_year"], fields["fiscal_year"]) == (
        str(before.intake_year + 1),
        str(before.fiscal_year + 1),
    )
    assert fields["budget"] == f"{before.budget:,}"
    assert fields["version"] == ""
    notes = texts(page, ".k-banner__body li")
    assert "予算額は前の募集と同じです。テーマは引き継いでいません。" in notes
    with town.city.uow() as uow:
        assert uow.session.query(Call).count() == 1


def test_what_was_filled_in_is_saved_as_a_call_of_its_own(town: Town) -> None:
    a_call(town.city)
    officer = town.as_("officer")
    page = soup(officer.get(LIKE))
    courses = [str(one["value"]) for one in page.select("[name=course_ids][checked]")]

    saved = send(officer, "/officer/calls/new", {**fields_of(page), "course_ids": courses})

    assert saved.location == "/officer/calls/2"
    first, second = stored(town, 1), stored(town, 2)
    assert second.fiscal_year == first.fiscal_year + 1
    assert second.closes_at > first.closes_at
    assert second.state == "planned"


def test_a_clone_stands_on_the_scheme_as_it_is_offered_now(town: Town) -> None:
    a_call(town.city)
    ended = "  - id: collab_prep\n"
    file_id = a_copy(
        town.city,
        (ended, f"{ended}    ended: {{value: 令和8年度で終わった, source: K1}}\n"),
        cases="",
    )
    release_it(town.city, file_id)
    officer = town.as_("officer")

    page = officer.get(LIKE)

    values = [str(one["value"]) for one in soup(page).select("[name=course_ids]")]
    assert "kurashiki.collab_prep" not in values
    assert any("今の制度では募集できないため外しました" in one for one in texts(page, "li"))


def test_a_year_beyond_the_usual_list_can_be_chosen_all_the_same(town: Town) -> None:
    a_call(town.city, fiscal_year=2019)
    officer = town.as_("officer")

    fields = fields_of(soup(officer.get(LIKE)))

    assert fields["fiscal_year"] == "2020"


def test_a_scheme_that_is_offered_no_longer_gives_no_clone(town: Town) -> None:
    a_call(town.city)
    officer = town.as_("officer")
    publish(officer, upload(officer, small()).location)
    with town.city.uow() as uow, uow.writing() as write:
        write.session.get_one(Call, 1).scheme_id = "gone"

    assert officer.get(LIKE).status_code == 409
    assert officer.get("/officer/calls/new?like=77").status_code == 404
