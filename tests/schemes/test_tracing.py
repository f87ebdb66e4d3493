"""Each printed field of a scheme's papers is traced; what has no counterpart is told."""

import pytest

from koubo.plugins import load
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.letters import ISSUED, PLACEHOLDERS_OF, LetterKind
from koubo.schemes.tracing import (
    QUESTIONS,
    RECORDS,
    WORDED,
    Origin,
    traced_forms,
    traced_papers,
)
from schemes.small import every_word

CATALOG = load().catalog


def test_every_placeholder_comes_from_one_place():
    known = [*QUESTIONS, *RECORDS, *WORDED]

    assert {name for names in PLACEHOLDERS_OF.values() for name in names} == set(known)
    assert len(known) == len(set(known))


@pytest.mark.parametrize("scheme", CATALOG.schemes.values(), ids=lambda one: one.id)
def test_an_open_scheme_asks_all_that_its_letters_print(scheme):
    papers = traced_papers(scheme)
    lacking = [(one.title, each.place) for one in papers for each in one.fields if each.lacking]

    assert lacking == [] or not scheme.open_courses
    assert [one.kind for one in papers if one.kind in ISSUED] != []


def test_a_letters_field_is_traced_to_the_form_that_it_answers():
    papers = {one.kind: one for one in traced_papers(CATALOG.installed("akita_chiiki"))}
    granted = {one.place: one for one in papers[LetterKind.GRANTED].fields}

    assert (granted["事業の名称"].origin, granted["事業の名称"].source) == (
        Origin.FORM,
        "交付申請書「事業の名称」",
    )
    assert (granted["交付決定額"].placeholder, granted["交付決定額"].origin) == (
        "amount",
        Origin.RECORD,
    )
    assert granted["文書番号"].source == "決裁のあとに記録した文書番号と枝番"
    assert papers[LetterKind.RECEIPT].title == "受付票"
    assert not papers[LetterKind.GRANTED].is_standard
    assert papers[LetterKind.RESULT].is_standard


def test_a_form_says_which_of_its_fields_no_letter_prints():
    [proposal, *_] = traced_forms(CATALOG.installed("akita_chiiki"))
    printed = {one.label: one.papers for one in proposal.questions}

    assert printed["事業の名称"][0] == "地域づくり交付金 採択通知書"
    assert printed["団体の規約・会則"] == ("受付票",)
    assert [label for label, papers in printed.items() if not papers] != []


def test_a_printed_field_that_no_form_asks_is_told():
    text = every_word(
        ("opening: $requested は交付しません。", "opening: $project の $requested は交付しません。")
    )
    scheme = load_scheme(text)
    forms = {kind: form for kind, form in scheme.forms.items() if kind == "report"}
    papers = traced_papers(type(scheme)(**{**vars(scheme), "forms": forms}))
    [refused] = [one for one in papers if one.kind is LetterKind.GRANT_REFUSED]

    assert {(one.placeholder, one.lacking) for one in refused.fields if one.lacking} == {
        ("project", "この欄がどの書類にもありません"),
        ("requested", "この欄がどの書類にもありません"),
    }
