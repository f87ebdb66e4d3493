"""The installed schemes, and the text of a release read back."""

import pytest

from koubo.hooks import hookimpl
from koubo.plugins import load
from koubo.problems import Refused
from koubo.schemes.catalog import digest_of
from koubo.schemes.schemas import load_scheme
from schemes.small import SMALL, small

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


class SmallCity:
    @hookimpl
    def koubo_schemes(self):
        return [load_scheme(small())]


@pytest.fixture
def catalog():
    return load(found=(), more={"small": SmallCity()}).catalog


def test_an_installed_scheme_and_its_courses_are_found_by_id(catalog):
    assert catalog.installed("small").title == "小さな補助金"
    assert catalog.course("small.next").title == "つづきコース"
    assert (catalog.course("small.next").scheme_id, catalog.course("small.next").name) == (
        "small",
        "next",
    )


@pytest.mark.parametrize("course", ["small.last", "other.next", "small", ""])
def test_a_course_that_is_not_installed_is_not_found(catalog, course):
    with pytest.raises(KeyError):
        catalog.course(course)


def test_a_scheme_whose_plugin_is_gone_is_refused_but_its_text_is_read(catalog):
    with pytest.raises(Refused) as refused:
        catalog.installed("gone")

    assert refused.value.message == (
        "制度「gone」のプラグインが入っていません。管理者に連絡してください。"
    )
    assert catalog.pinned(SMALL.replace("id: small", "id: small", 1)).id == "small"


def test_a_changed_text_is_another_release(catalog):
    changed = SMALL.replace("cap: 300000", "cap: 400000")

    assert catalog.pinned(changed).course("small.next").funding.cap.value == 400_000
    assert catalog.pinned(SMALL).course("small.next").funding.cap.value == 300_000
    assert digest_of(changed) != digest_of(SMALL)
    assert digest_of("abc") == ABC
