"""Working copies: what is typed is kept, broken or not, and what is no text is refused."""

from typing import Any

import pytest

from builders import AFTER, City, a_city
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.proof.proving import check_file
from koubo.schemes.actions.scheme_files import (
    confirm_mark,
    discard_scheme_file,
    replace_scheme_file,
    start_scheme_file,
    upload_scheme_file,
)
from koubo.schemes.file.confirming import marks_of
from koubo.schemes.release_queries import confirmations, load_scheme_file, scheme_files
from koubo.storage.files import FileStore
from releasing import a_copy, copy_of, save

BROKEN = "id: kawa\ntitle: 川の補助金\ncourses:\n  - id: a\n   title: ずれた字下げ\n"
UNFINISHED = "id: kawa\ntitle: 川の補助金\ncity: 見本市\ntitel: 川\n"


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def upload(city: City, content: bytes, cases: bytes = b"") -> int:
    with city.uow(AFTER, "officer") as uow:
        return upload_scheme_file(uow, city.actor("officer"), content=content, cases=cases)


def test_a_copy_begins_with_what_is_offered(city: City) -> None:
    file_id = a_copy(city)

    copy, installed = copy_of(city, file_id), city.catalog.installed("kurashiki")
    assert (copy.text, copy.cases) == (installed.text, installed.cases.decode())
    assert (copy.scheme_id, copy.title) == ("kurashiki", "市民企画提案事業")


def test_pressing_twice_begins_one_copy_and_what_was_touched_is_left_alone(city: City) -> None:
    first = a_copy(city)

    assert a_copy(city) == first
    save(city, first, text="neu: 1", version=1)
    assert a_copy(city) != first


def test_nothing_is_copied_of_a_scheme_that_is_not_offered(city: City) -> None:
    with city.uow(AFTER, "officer") as uow, pytest.raises(Refused):
        start_scheme_file(uow, city.catalog, city.actor("officer"), scheme_id="nowhere")


@pytest.mark.parametrize("text", ["", BROKEN, UNFINISHED, "[1, 2", "ただの文"])
def test_a_broken_text_is_kept_as_it_is_typed(city: City, text: str) -> None:
    file_id = a_copy(city)

    save(city, file_id, text=text.replace("\n", "\r\n"), cases="cases: [")

    copy = copy_of(city, file_id)
    assert (copy.text, copy.cases) == (text, "cases: [")


def test_id_and_title_are_those_of_the_text_as_far_as_it_can_be_read(city: City) -> None:
    file_id = upload(city, UNFINISHED.encode())
    named = copy_of(city, file_id)

    save(city, file_id, text=BROKEN.replace("kawa", "umi"))

    broken = copy_of(city, file_id)
    assert [(one.scheme_id, one.title) for one in (named, broken)] == [("kawa", "川の補助金")] * 2


def test_a_broken_copy_has_complaints_with_their_lines_and_no_proof(city: City) -> None:
    checked = check_file(city.catalog, UNFINISHED, "")

    assert checked.scheme is None
    assert checked.proving is None
    assert not checked.publishable
    assert (4, "titel") in {(one.line, one.path) for one in checked.complaints}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("id: 川".encode("cp932"), "UTF-8"),
        (b"id: a\n" + b"#" * 10_000_000, "大きすぎます"),
        (b"id: a\0b", "使えない文字"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "UTF-8"),
        (b"", "選んでください"),
    ],
)
def test_what_is_no_text_is_refused_in_words(city: City, content: bytes, word: str) -> None:
    with pytest.raises(Problems) as refused:
        upload(city, content)

    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert word in problem.message


def test_cases_that_are_no_text_are_a_problem_of_their_own_field(city: City) -> None:
    with pytest.raises(Problems) as refused:
        upload(city, b"id: a\n", "cases: 川".encode("cp932"))

    assert [one.field for one in refused.value.problems] == ["cases_file"]


def test_a_text_that_no_database_takes_is_refused_when_typed_too(city: City) -> None:
    file_id = a_copy(city)

    with pytest.raises(Problems) as refused:
        save(city, file_id, text="id: a\0", cases="\ud800")

    assert [one.field for one in refused.value.problems] == ["text", "cases"]


def test_an_upload_takes_the_place_of_one_of_the_two_files(city: City) -> None:
    file_id = a_copy(city)
    before = copy_of(city, file_id)

    with city.uow(AFTER, "officer2") as uow:
        replace_scheme_file(
            uow,
            city.actor("officer2"),
            file_id,
            content=None,
            cases="\ufeffcases: []\r\n".encode(),
            version=before.version,
        )

    after = copy_of(city, file_id)
    assert (after.text, after.cases) == (before.text, "cases: []\n")
    assert after.saved_by == city.ids["officer2"]


def test_a_save_over_a_newer_one_is_refused(city: City) -> None:
    file_id = a_copy(city)
    save(city, file_id, text="neu: 1", version=copy_of(city, file_id).version)

    with pytest.raises(Stale):
        save(city, file_id, text="alt: 1", version=1)

    assert copy_of(city, file_id).text == "neu: 1"


def test_a_discarded_copy_leaves_the_list_and_keeps_its_text(city: City) -> None:
    file_id, other = a_copy(city), upload(city, UNFINISHED.encode())

    with city.uow(AFTER, "officer") as uow:
        version = copy_of(city, file_id).version
        discard_scheme_file(uow, city.actor("officer"), file_id, version=version)

    officer = city.actor("officer")
    with city.uow(AFTER) as uow:
        listed = [one.id for one in scheme_files(uow.session, officer)]
        with pytest.raises(NotFound):
            load_scheme_file(uow.session, officer, file_id)
    assert listed == [other]
    assert copy_of(city, file_id).text == city.catalog.installed("kurashiki").text


def test_a_confirmed_figure_is_told_with_who_when_and_on_what_source(city: City) -> None:
    file_id = a_copy(city)
    mark = next(one for one in marks_of(copy_of(city, file_id).text) if one.confirmable)

    with city.uow(AFTER, "officer2") as uow:
        confirm_mark(
            uow,
            city.actor("officer2"),
            file_id,
            path=mark.path,
            source=" 要綱第2条 ",
            version=copy_of(city, file_id).version,
        )

    with city.uow(AFTER) as uow:
        (told,) = confirmations(uow.session, city.actor("officer"), "kurashiki")
    left = marks_of(copy_of(city, file_id).text)
    assert mark.path not in {one.path for one in left}
    assert (told.who, told.path, told.value, told.source) == (
        "officer2",
        mark.path,
        mark.value,
        "要綱第2条",
    )
    assert told.at == AFTER


def test_nothing_is_confirmed_in_a_text_that_cannot_be_read(city: City) -> None:
    file_id = upload(city, BROKEN.encode())

    with city.uow(AFTER, "officer") as uow, pytest.raises(Problems) as refused:
        confirm_mark(uow, city.actor("officer"), file_id, path="law", source="要綱", version=1)

    assert {one.field for one in refused.value.problems} == {"text"}


@pytest.mark.parametrize("person", ["applicant", "releaser", "department_person", "reviewer_a"])
def test_only_officers_work_on_scheme_files(city: City, person: str) -> None:
    file_id, other = a_copy(city), city.actor(person)

    with city.uow(AFTER, person) as uow:
        for ask in (
            lambda: upload_scheme_file(uow, other, content=b"id: a\n"),
            lambda: scheme_files(uow.session, other),
            lambda: load_scheme_file(uow.session, other, file_id),
            lambda: confirmations(uow.session, other, "kurashiki"),
        ):
            with pytest.raises(NotAllowed):
                ask()
