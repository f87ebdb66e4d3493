"""The proof of a scheme, and the check of a draft before it becomes a release."""

from dataclasses import replace
from typing import Any

import pytest

from koubo.api import hookimpl
from koubo.plugins import load
from koubo.proof.proving import check_file, proving_of
from koubo.schemes.catalog import Catalog, content_digest
from koubo.schemes.plans import proof_problems
from schemes.small import SMALL

UNREADABLE = b"cases: [\n"


class Broken:
    """A plugin that cannot compute."""

    @hookimpl
    def koubo_award_amount(self) -> Any:
        raise RuntimeError("nothing works")


@pytest.fixture
def catalog() -> Catalog:
    return load().catalog


def test_a_proof_names_what_it_is_about_and_who_read_it(catalog: Catalog) -> None:
    scheme = catalog.installed("kurashiki")

    found = proving_of(catalog, scheme)

    versions = catalog.versions_of("kurashiki")
    assert found.proven.content == content_digest(scheme)
    assert (found.proven.core_version, found.proven.plugin_version) == (
        versions.core,
        versions.plugin,
    )
    assert (found.proof.holds, found.fault) == (True, "")
    assert found.proven.proof == found.proof.as_json()


def test_cases_that_cannot_be_read_are_a_wrong_sum_with_their_line(catalog: Catalog) -> None:
    found = proving_of(catalog, replace(catalog.installed("kurashiki"), cases=UNREADABLE))

    assert found.fault.startswith("確認例:2行目")
    assert [one.code for one in proof_problems(found.proven, "理由")] == ["wrong_sum"]


def test_a_plugin_that_cannot_compute_proves_nothing() -> None:
    house = load(more={"broken": Broken()})

    found = proving_of(house.catalog, house.catalog.installed("kurashiki"))

    assert [one.code for one in proof_problems(found.proven, "理由")] == ["wrong_sum"]


def test_a_draft_that_no_plugin_brings_is_judged_like_any_other(catalog: Catalog) -> None:
    checked = check_file(catalog, SMALL, "")

    assert checked.scheme is not None
    assert (checked.scheme.id, checked.complaints, checked.publishable) == ("small", (), True)


def test_a_draft_whose_cases_come_out_otherwise_may_not_be_published(catalog: Catalog) -> None:
    scheme = catalog.installed("kurashiki")
    text = scheme.text.replace("value: 300000", "value: 290000")

    checked = check_file(catalog, text, scheme.cases.decode())

    assert checked.scheme is not None
    assert not checked.publishable


@pytest.mark.parametrize("text", ["", "id: small\n", "[", SMALL.replace("city:", "town:")])
def test_a_broken_draft_has_complaints_and_nothing_else(catalog: Catalog, text: str) -> None:
    checked = check_file(catalog, text, "")

    assert (checked.scheme, checked.proving, checked.publishable) == (None, None, False)
    assert all(one.line >= 1 and one.message for one in checked.complaints)
    assert checked.complaints != ()
