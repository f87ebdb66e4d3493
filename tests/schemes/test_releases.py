"""Releases of the desk: published only when proven, offered for new calls, taken back again."""

from typing import Any

import pytest
import yaml
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.people.rules import NotAllowed
from koubo.plugins import load
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.proof.proving import check_file, proving_of
from koubo.schemes.actions.releases import publish_release, withdraw_release
from koubo.schemes.actions.scheme_files import start_scheme_file
from koubo.schemes.models import Release
from koubo.schemes.offering import (
    desk_release,
    desk_releases,
    offered,
    offered_scheme,
)
from koubo.schemes.release_models import DeskRelease
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow
from releasing import CAP, HIGHER_CAP, a_copy, copy_of, release_it, save, without_cases


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def withdraw(city: City, desk_release_id: int, reason: str = "数字の写し間違い") -> None:
    with city.uow(AFTER, "officer") as uow:
        withdraw_release(uow, city.actor("officer"), desk_release_id, reason=reason)


def cap_offered(city: City) -> int:
    with city.uow(AFTER) as uow:
        scheme = offered_scheme(uow.session, city.catalog, "kurashiki")
    cap = scheme.course("kurashiki.collab_prep").funding.cap
    return cap.value if cap else 0


def test_a_proven_copy_becomes_the_release_that_is_offered(city: City) -> None:
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    officer = city.actor("officer")
    with city.uow(AFTER) as uow:
        page = desk_release(uow.session, officer, release_id)
        told = uow.session.scalars(
            select(HistoryRow.detail).where(HistoryRow.verb == "publish_release")
        ).one()
        with city.database.statements() as said:
            found = offered(uow.session, city.catalog)
    assert cap_offered(city) == 250_000
    assert (page.line.number, page.line.note, page.line.published_by) == (
        1,
        "上限額の誤りを直した",
        "officer",
    )
    assert (found["kurashiki"].desk, len(said)) == (page.line, 1)
    assert told is not None
    assert (told["number"], told["digest"]) == (1, page.line.digest)


def test_the_cases_and_the_proof_stay_with_the_release(city: City) -> None:
    renamed = "title: 市民企画提案事業\n", "title: 市民企画提案事業（改）\n"
    file_id = a_copy(city, renamed)

    release_id = release_it(city, file_id)

    with city.uow(AFTER) as uow:
        page = desk_release(uow.session, city.actor("officer"), release_id)
    assert page.cases == copy_of(city, file_id).cases
    assert page.proof["passed"] > 0
    assert page.proof["failed"] == []


def test_a_wrong_sum_keeps_a_copy_from_being_published_whatever_the_reason(city: City) -> None:
    file_id = a_copy(city, (CAP, HIGHER_CAP))  # the golden cases say 300,000

    with pytest.raises(Problems) as refused:
        release_it(city, file_id, override="急ぐため")

    assert [one.code for one in refused.value.problems] == ["wrong_sum"]
    assert cap_offered(city) == 300_000


def test_a_failing_rule_case_needs_a_reason(city: City) -> None:
    members = "        at_least: {value: 5, 要確認", "        at_least: {value: 30, 要確認"
    cases = yaml.safe_dump({"cases": [a_case()]}, allow_unicode=True)
    file_id = a_copy(city, members, cases=cases)

    with pytest.raises(Problems) as refused:
        release_it(city, file_id)
    release_id = release_it(city, file_id, override="確認例のほうが古い")

    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("failed_case", "override")
    ]
    with city.uow(AFTER) as uow:
        page = desk_release(uow.session, city.actor("officer"), release_id)
    assert page.line.override == "確認例のほうが古い"


def a_case() -> dict[str, Any]:
    """Give the first golden case of the course that is eligible."""
    cases = yaml.safe_load(load().catalog.installed("kurashiki").cases)["cases"]
    return next(
        one
        for one in cases
        if one["scheme"] == "kurashiki.collab_prep" and one["expected"]["decision"] != "rejected"
    )


@pytest.mark.parametrize("text", ["id: kurashiki\n", "[", "", "あ: い\n"])
def test_a_broken_copy_never_becomes_a_release(city: City, text: str) -> None:
    file_id = a_copy(city)
    scheme = city.catalog.installed("kurashiki")
    save(city, file_id, text=text)

    with city.uow(AFTER, "officer") as uow, pytest.raises(Problems) as refused:
        publish_release(
            uow,
            city.catalog,
            city.actor("officer"),
            file_id,
            proven=proving_of(city.catalog, scheme).proven,
            note="x",
            version=copy_of(city, file_id).version,
        )

    assert {one.field for one in refused.value.problems} == {"text"}
    with city.uow(AFTER) as uow:
        assert uow.session.scalars(select(DeskRelease.id)).all() == []
        assert uow.session.scalars(select(Release.id)).all() == []


def test_a_note_is_asked_for(city: City) -> None:
    with pytest.raises(Problems) as refused:
        release_it(city, a_copy(city, (CAP, HIGHER_CAP), cases=""), note=" ")

    assert [one.field for one in refused.value.problems] == ["note"]


def test_what_is_offered_already_is_not_published_again(city: City) -> None:
    file_id = a_copy(city, (CAP, HIGHER_CAP), cases="")
    release_it(city, file_id)

    with pytest.raises(Refused):
        release_it(city, file_id)
    with pytest.raises(Refused):
        release_it(city, a_copy(city, (HIGHER_CAP, HIGHER_CAP), cases=""))


def test_the_proof_of_another_text_proves_nothing(city: City) -> None:
    file_id = a_copy(city, (CAP, HIGHER_CAP), cases="")
    copy = copy_of(city, file_id)
    checked = check_file(city.catalog, copy.text, copy.cases)
    assert checked.proving is not None
    save(city, file_id, text=copy.text.replace("250000", "260000"))

    with city.uow(AFTER, "officer") as uow, pytest.raises(Stale):
        publish_release(
            uow,
            city.catalog,
            city.actor("officer"),
            file_id,
            proven=checked.proving.proven,
            note="x",
            version=copy_of(city, file_id).version,
        )


def test_a_release_that_is_taken_back_gives_way_to_the_one_before(city: City) -> None:
    first = without_cases(city, (CAP, HIGHER_CAP))
    second = without_cases(city, (HIGHER_CAP, "{step: cap, yen: {value: 200000, source: K1}}"))

    caps = [cap_offered(city)]
    for release_id in (second, first):
        withdraw(city, release_id)
        caps.append(cap_offered(city))

    assert caps == [200_000, 250_000, 300_000]
    with city.uow(AFTER) as uow:
        lines = desk_releases(uow.session, city.actor("officer"), "kurashiki")
    assert [(one.number, one.withdrawn_because) for one in lines] == [
        (2, "数字の写し間違い"),
        (1, "数字の写し間違い"),
    ]


def test_taking_back_needs_a_reason_and_happens_once(city: City) -> None:
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    with pytest.raises(Problems):
        withdraw(city, release_id, " ")
    withdraw(city, release_id)
    with pytest.raises(Refused):
        withdraw(city, release_id)
    with pytest.raises(NotFound):
        withdraw(city, 4711)


def test_a_copy_can_begin_with_an_older_release(city: City) -> None:
    first = without_cases(city, (CAP, HIGHER_CAP))
    without_cases(city, (HIGHER_CAP, "{step: cap, yen: {value: 200000, source: K1}}"))

    with city.uow(AFTER, "officer") as uow:
        officer = city.actor("officer")
        file_id = start_scheme_file(uow, city.catalog, officer, desk_release_id=first)

    assert HIGHER_CAP in copy_of(city, file_id).text
    release_it(city, file_id, note="元に戻した")
    assert cap_offered(city) == 250_000


@pytest.mark.parametrize("person", ["applicant", "releaser", "department_person"])
def test_only_officers_publish_and_take_back(city: City, person: str) -> None:
    release_id = without_cases(city, (CAP, HIGHER_CAP))
    file_id = a_copy(city, (HIGHER_CAP, CAP), cases="")

    with pytest.raises(NotAllowed):
        release_it(city, file_id, person=person)
    with city.uow(AFTER, person) as uow, pytest.raises(NotAllowed):
        withdraw_release(uow, city.actor(person), release_id, reason="x")
