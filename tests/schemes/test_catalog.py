"""The installed schemes, and the text of a release read back."""

from dataclasses import replace

import pytest

from koubo.hooks import PluginFault, hookimpl
from koubo.plugins import load
from koubo.problems import Refused
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog, Versions, content_digest, digest_of
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.models import Release
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
    changed = SMALL.replace("yen: 300000", "yen: 400000")

    assert catalog.pinned(changed).course("small.next").funding.cap.value == 400_000
    assert catalog.pinned(SMALL).course("small.next").funding.cap.value == 300_000
    assert digest_of(changed) != digest_of(SMALL)
    assert digest_of("abc") == ABC


def test_other_cases_are_another_content(catalog):
    scheme = catalog.installed("small")

    digests = {
        content_digest(one)
        for one in (scheme, replace(scheme, cases=b"x"), replace(scheme, text="x"))
    }

    assert len(digests) == 3
    assert content_digest(catalog.pinned(SMALL)) == content_digest(scheme)


def amount(catalog: Catalog, scheme_id: str) -> int:
    """Ask what the first course of the small scheme gives, under another scheme's id."""
    scheme = catalog.pinned(
        SMALL.replace("small", scheme_id).replace(f"{scheme_id}er_", "smaller_")
    )
    ask = catalog.hooks.first(koubo_award_amount, scheme.id)
    return ask(course=scheme.courses[0], case=AmountCase(100_000)).value


def release_of(scheme_id: str, plugin_version: str) -> Release:
    text = SMALL.replace("small", scheme_id).replace(f"{scheme_id}er_", "smaller_")
    return Release(scheme_id=scheme_id, text=text, core_version="1", plugin_version=plugin_version)


def test_a_release_that_needed_a_plugin_is_answered_for_by_nobody_else(catalog):
    catalog.of(release_of("lost", "1.0"))

    with pytest.raises(PluginFault):
        amount(catalog, "lost")


def test_a_release_that_needed_no_plugin_is_answered_for_by_the_core(catalog):
    catalog.of(release_of("alone", ""))

    assert amount(catalog, "alone") == 75_000


@pytest.mark.parametrize("first", ["", "1.0"])
def test_what_once_needed_a_plugin_is_not_answered_for_by_the_core(catalog, first):
    catalog.of(release_of("lost", first))
    catalog.of(release_of("lost", "" if first else "1.0"))

    with pytest.raises(PluginFault):
        amount(catalog, "lost")


def test_a_draft_is_answered_for_in_its_own_catalog_only(catalog):
    scheme = catalog.pinned(release_of("draft", "").text)

    assert amount(catalog.with_draft(scheme), "draft") == 75_000
    with pytest.raises(PluginFault):
        amount(catalog, "draft")


def test_the_versions_are_those_of_core_and_plugin(catalog):
    named = Catalog(catalog.hooks, {}, core_version="3", plugin_versions={"small": "7"})

    assert named.versions_of("small") == Versions("3", "7")
    assert named.versions_of("other") == Versions("3", "")
    assert catalog.versions_of("small").plugin == "small"
