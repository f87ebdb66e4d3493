"""A scheme file in order becomes a scheme, with every word that it uses."""

from dataclasses import replace
from fractions import Fraction

import pytest

from koubo.money import Rounding
from koubo.schemes.amounts.rule import Funding
from koubo.schemes.amounts.steps import Cap, FlatRate, Minimum, RoundTo
from koubo.schemes.eligibility.people import Members
from koubo.schemes.eligibility.years import FirstTime, Prerequisite, Years
from koubo.schemes.figures import Figure
from koubo.schemes.file.loading import load_scheme, read_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind, fill, unknown_placeholders
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.vocabulary import CORE_VOCABULARY, GONE
from schemes.small import EVERY_WORD, SMALL, every_word, small


def test_a_file_in_order_becomes_a_scheme():
    scheme = load_scheme(small())

    assert [course.id for course in scheme.courses] == ["small.start", "small.next"]
    assert scheme.courses[0].funding == Funding(
        (
            FlatRate(Figure(Fraction(3, 4))),
            Cap(Figure(150_000, "要綱第3条")),
            RoundTo(Figure(1000, "", "端数処理は確認できていない"), Rounding.DOWN),
        )
    )
    assert scheme.courses[1].funding.steps[-1] == Minimum(Figure(50_000))
    assert scheme.courses[0].conditions == (Members(Figure(5)), FirstTime(Figure("small")))
    assert scheme.courses[1].conditions == (
        Years(Figure(3), ("small.next", "small.start"), running_year=Figure(True)),
        Prerequisite("small.start", "はじめてコース", Figure(1), running_year=Figure(False)),
    )
    assert [stage.allocates for stage in scheme.stages] == [True]
    assert scheme.advance_share == Figure(Fraction(1, 2))


def test_the_text_and_the_cases_are_kept_as_they_were_read():
    scheme = load_scheme(b"\xef\xbb\xbf" + small(), cases=b"cases: []\n")

    assert scheme.text == SMALL
    assert scheme.cases == b"cases: []\n"


def test_without_an_advance_share_nothing_is_paid_in_advance():
    assert load_scheme(small(("advance_share: 50%\n", ""))).advance_share == Figure(Fraction(0))


def test_a_form_asks_a_course_only_its_own_questions():
    scheme = load_scheme(small())
    start, following = scheme.courses

    asked = [
        [question.id for question in scheme.form_for(FilingKind.PROPOSAL, course).questions()]
        for course in (start, following)
    ]

    assert asked == [
        ["project_name", "budget", "pledge"],
        ["project_name", "theme", "budget", "pledge"],
    ]


def test_a_tag_of_yaml_is_no_more_than_text():
    tagged = small(("office: 市民課", "office: !!python/name:os.system 市民課"))

    assert load_scheme(tagged).office == "市民課"


def test_an_anchor_that_nothing_refers_to_does_no_harm():
    assert load_scheme(small(("city: 見本市", "city: &city 見本市"))).city == "見本市"


def test_the_file_with_every_word_uses_every_word():
    scheme = load_scheme(every_word())

    conditions = {one.word for course in scheme.courses for one in course.conditions}
    steps = {one.word for course in scheme.courses for one in course.funding.steps}
    kinds = {one.kind for form in scheme.forms.values() for one in form.questions()}
    assert conditions == set(CORE_VOCABULARY.conditions)
    assert steps == set(CORE_VOCABULARY.steps)
    assert kinds == set(QUESTION_KINDS)
    assert set(scheme.forms) == set(FilingKind)
    assert set(scheme.letters) == set(LetterKind)


ENDED = "    ended: {value: 令和3年度で終了, source: S1}\n"


def test_a_scheme_that_has_ended_needs_neither_forms_nor_letters():
    courses = EVERY_WORD[EVERY_WORD.index("  - id: past\n") : EVERY_WORD.index("  - id: enrol\n")]
    head = EVERY_WORD[: EVERY_WORD.index("  - id: main\n")]

    scheme = load_scheme(f"{head}{courses}".encode())

    assert [one.name for one in scheme.courses] == ["past"]
    assert scheme.open_courses == ()
    assert (scheme.forms, scheme.letters, scheme.stages) == ({}, {}, ())
    assert scheme.gives_money
    assert scheme.courses[0].ended == Figure("令和3年度で終了", "S1")


def test_the_same_scheme_needs_them_while_it_is_open():
    courses = EVERY_WORD[EVERY_WORD.index("  - id: past\n") : EVERY_WORD.index("  - id: enrol\n")]
    head = EVERY_WORD[: EVERY_WORD.index("  - id: main\n")]

    with pytest.raises(BrokenSchemeFile) as broken:
        load_scheme(f"{head}{courses.replace(ENDED, '')}".encode())

    assert {(one.code, one.path) for one in broken.value.complaints} == {
        ("missing", path)
        for path in (
            "criteria", "stages", "selection",
            "forms.proposal", "forms.grant_application", "forms.report",
            "letters.selected", "letters.not_selected", "letters.ineligible", "letters.granted",
            "letters.settled",
        )
    }  # fmt: skip


def test_a_registration_needs_only_its_proposal():
    head = EVERY_WORD[: EVERY_WORD.index("costs:\n")]
    courses = "courses:\n  - {id: enrol, title: 団体登録, summary: 金額を伴わないコースです。}\n"
    question = "{id: project_name, kind: line, label: 団体の名前}"
    forms = "forms:\n  proposal:\n    title: 登録申請書\n    sections: [{id: all, title: 団体, "
    forms += f"questions: [{question}]}}]\n"

    scheme = load_scheme(f"{head}{courses}{forms}".encode())

    assert not scheme.gives_money
    assert scheme.courses[0].funding.rate_short.text == "—"


def test_a_pinned_release_stays_readable_when_rules_have_grown_stricter():
    unasked = every_word(("fact: residents", "max_length: 3"))
    with pytest.raises(BrokenSchemeFile):
        load_scheme(unasked)

    pinned = read_scheme(unasked, replace(CORE_VOCABULARY, gone=GONE))

    assert pinned.course("every.main").title == "基本コース"


def test_a_letter_is_filled_with_plain_text():
    letter = load_scheme(small()).letters[LetterKind.SELECTED]

    assert fill(letter.opening, {"project": "花壇 $amount"}) == "花壇 $amount を採択します。"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("$amount と ${reason}", []), ("$$100", []), ("$amount円", []), ("$1", ["$"]), ("$name $amount", ["name"])],
)  # fmt: skip
def test_placeholders_that_are_none_are_found(text, unknown):
    assert unknown_placeholders(text) == unknown
