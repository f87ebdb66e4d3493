"""A call halted by a change of versions: told at home and on its page, decided with a reason."""

import pytest
from sqlalchemy import update

from builders import AFTER, a_call, an_accepted_application
from koubo.applications.models import RecordedWorking
from koubo.lifecycle.rechecking import recheck_calls
from koubo.schemes.release_models import Recheck
from koubo.storage.history import halts
from web.pages import errors_at, fields_of, send, soup, words
from web.staff_site import texts
from web.town import Town

CALL = "/officer/calls/1"
RECHECKS = f"{CALL}/rechecks"
REASON = "端数処理の誤りが直ったため"
HALTED = "この募集の手続きを止めています"


@pytest.fixture
def halted(town: Town) -> Town:
    """Give a town whose call recorded another sum than this version computes."""
    a_call(town.city)
    an_accepted_application(town.city, 1)
    with town.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.execute(update(RecordedWorking).values(amount=77_000))
    recheck_calls(town.city.database, town.city.catalog, now=AFTER)
    return town


def is_halted(town: Town) -> bool:
    with town.city.uow(AFTER) as uow:
        return bool(halts(uow.session, ["call:1"]))


def test_a_halted_call_is_told_at_home_on_its_page_and_in_the_list(halted: Town) -> None:
    officer = halted.as_("officer")

    home, call, listed = (officer.get(path) for path in ("/officer/", CALL, "/officer/rechecks"))

    assert any(one.startswith("計算の違いを確かめる") for one in texts(home, ".k-todo__title"))
    assert f'href="{RECHECKS}"' in home.text
    assert HALTED in texts(call, ".k-banner__heading")
    assert f'href="{RECHECKS}"' in call.text
    (row,) = texts(listed, "tbody tr")
    assert row.endswith("計算した額：77,000円 → 103,000円")
    assert 'href="/officer/applications/1"' in listed.text


def test_the_call_goes_on_only_with_a_reason(halted: Town) -> None:
    officer = halted.as_("officer")
    page = soup(officer.get(RECHECKS))
    fields = fields_of(page)

    silent = send(officer, f"{RECHECKS}/1", fields)
    done = send(officer, f"{RECHECKS}/1", {**fields, "reason-1": REASON})

    assert list(errors_at(soup(silent, 422))) == ["#field-reason-1"]
    assert done.location == CALL
    assert not is_halted(halted)
    assert HALTED not in officer.get(CALL).text
    assert REASON in officer.get(RECHECKS).text
    assert "決定済み" in texts(officer.get(RECHECKS), ".k-facts .k-tag")
    assert "決定を待つ募集はありません" in officer.get("/officer/rechecks").text


def test_what_an_officer_typed_is_kept_where_another_was_first(halted: Town) -> None:
    officer = halted.as_("officer")

    late = officer.post(f"{RECHECKS}/1", version="7", **{"reason-1": REASON})

    assert fields_of(soup(late, 409)) == {"version": "1", "reason-1": REASON}
    assert is_halted(halted)


def test_a_recheck_is_decided_twice_by_nobody(halted: Town) -> None:
    officer = halted.as_("officer")
    officer.post(f"{RECHECKS}/1", version="1", **{"reason-1": REASON})

    again = officer.post(f"{RECHECKS}/1", version="2", **{"reason-1": "もう一度"})

    assert again.status_code == 409
    with halted.city.uow() as uow:
        assert uow.session.get_one(Recheck, 1).reason == REASON


def test_a_recheck_belongs_to_its_call(halted: Town) -> None:
    a_call(halted.city)
    officer = halted.as_("officer")

    other = officer.post("/officer/calls/2/rechecks/1", version="1", **{"reason-1": REASON})

    assert other.status_code == 404
    assert is_halted(halted)


def test_steps_of_a_halted_call_are_refused_in_words(halted: Town) -> None:
    officer = halted.as_("officer")
    voted = {"voted_on-year": "2025", "voted_on-month": "12", "voted_on-day": "9"}

    refused = officer.post(f"{CALL}/vote", version="1", budget="1,800,000", **voted)

    assert refused.status_code == 409
    assert HALTED.removeprefix("この募集の") in words(soup(refused, 409).select_one("main"))


@pytest.mark.parametrize("person", ["applicant", "releaser", "department_person", "reviewer_a"])
def test_nobody_else_decides(halted: Town, person: str) -> None:
    other = halted.as_(person)

    assert other.get("/officer/rechecks").status_code == 403
    assert other.get(RECHECKS).status_code == 403
    assert other.post(f"{RECHECKS}/1", version="1").status_code == 403


def test_a_call_whose_results_stayed_the_same_goes_on(town: Town) -> None:
    a_call(town.city)
    an_accepted_application(town.city, 1)

    recheck_calls(town.city.database, town.city.catalog, now=AFTER)
    officer = town.as_("officer")

    assert "違いなし" in texts(officer.get(RECHECKS), ".k-facts .k-tag")
    assert HALTED not in officer.get(CALL).text
    assert "決定を待つ募集はありません" in officer.get("/officer/rechecks").text
