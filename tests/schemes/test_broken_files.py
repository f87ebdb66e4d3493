"""Whatever is wrong with a scheme file, each mistake is told with its line and its code, at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import BrokenSchemeFile, Complaint
from schemes.broken import Broken
from schemes.corpus.amounts import AMOUNTS
from schemes.corpus.eligibility import ELIGIBILITY
from schemes.corpus.forms_and_review import FORMS
from schemes.corpus.questions import QUESTIONS
from schemes.corpus.shapes import SHAPES
from schemes.corpus.whole_files import WHOLE_FILES
from schemes.mutating import mutated
from schemes.small import EVERY_WORD, SMALL, every_word, small

CORPUS = [*SHAPES, *AMOUNTS, *ELIGIBILITY, *FORMS, *QUESTIONS]


def complaints(content: bytes) -> list[Complaint]:
    with pytest.raises(BrokenSchemeFile) as broken:
        load_scheme(content)
    return broken.value.complaints


def codes(content: bytes) -> list[tuple[int, str, str]]:
    return [(one.line, one.path, one.code) for one in complaints(content)]


@pytest.mark.parametrize("one", CORPUS, ids=[one.name for one in CORPUS])
def test_a_broken_file_says_what_is_wrong_and_where(one: Broken):
    assert codes(one.text.encode()) == one.complaints


@pytest.mark.parametrize(
    ("content", "line", "code"), [one[1:] for one in WHOLE_FILES], ids=[one[0] for one in WHOLE_FILES]
)  # fmt: skip
def test_bytes_that_are_no_scheme_file(content, line, code):
    assert codes(content) == [(line, "", code)]


def test_no_two_files_of_the_corpus_bear_one_name():
    names = [one.name for one in CORPUS] + [name for name, *_ in WHOLE_FILES]

    assert len(names) == len(set(names)) > 150


@pytest.mark.parametrize(
    ("old", "new", "sentence", "english"),
    [
        ("title: すべてのことば", "titel: すべてのことば",
         "この項目はありません（「title」のことですか）",
         "There is no such key (did you mean “title”?)"),
        ("rate: {value: 2/3, source: S1}", "rate: 120%",
         "割合は0より大きく100%以下にしてください（「70%」か「70/100」のように書きます）", "A rate is above 0 and at most 100% (write “70%” or “70/100”)"),
        ("yen: 50000}", "yen: 500001}",
         "下限が上限より大きくなっています", "The minimum is above the cap"),
        ("yen: 500000}", "yen: -1}", "0円以上で書いてください", "Write 0円 or more"),
        ("max_length: 40", "max_length: 0", "1以上で書いてください", "Write 1 or more"),
        ("receipt_prefix: EV", "receipt_prefix: EVERYWORD",
         "6字以内で書いてください（いま9字です）", "Write at most 6 characters (there are 9 now)"),
        ("money: 負担金", "money: 助成金",
         "使えることば：補助金、負担金、委託料", "Words: 補助金, 負担金, 委託料"),
        ("question: bylaws_kept, must_be: はい", "question: field, must_be: 観光",
         "「観光」という答えは選べません。答えられるもの：防災、福祉",
         "“観光” cannot be answered. Answers: 防災, 福祉"),
        ("fact: residents", "fact: members",
         "fact: members の質問は、同じコースに1つだけ書けます",
         "One course may be asked only one question with fact: members"),
        ("course: every.main", "course: every.falling",
         "先に必要なコースが一回りしています（every.falling → every.falling）",
         "Prerequisite courses form a circle (every.falling → every.falling)"),
        ("text: $amount", "text: $ammount",
         "差し込み「$ammount」は使えません（「amount」のことですか）",
         "There is no “$ammount” to fill in (did you mean “amount”?)"),
    ],
)  # fmt: skip
def test_the_sentence_names_the_remedy(old, new, sentence, english):
    told = {(str(one.message), one.message.english) for one in complaints(every_word((old, new)))}

    assert (sentence, english) in told


def test_a_complaint_is_written_with_file_line_and_path():
    (one,) = complaints(every_word(("rate: {value: 2/3, source: S1}", "rate: 120%")))

    assert one.text("every.yaml") == (
        f"every.yaml:{one.line}行目 courses.0.funding.4.rate: 割合は0より大きく100%以下にしてください（「70%」か「70/100」のように書きます）"
    )
    assert one.text("every.yaml", english=True) == (
        f"every.yaml:{one.line} courses.0.funding.4.rate: A rate is above 0 and at most 100% (write “70%” or “70/100”)"
    )


def test_a_complaint_about_the_whole_file_names_no_item():
    (one,) = complaints(b"- a\n")

    assert one.text("a.yaml") == "a.yaml:1行目: 「項目: 値」の形で書いてください"


def test_mistakes_of_every_sort_come_at_once():
    content = small(
        ("city: 見本市", "city: 見本市\ncity: 別の市"),
        ("rate: 75%", "rate: 七割五分"),
        ("id: theme, kind: choice", "id: theme, kind: select"),
        ("[public, able]}", "[nothing]}"),
        ("opening: $reason", "opening: $reasons"),
        ("advance_share: 50%", "advance: 50%"),
    )

    assert [(one.path, one.code) for one in complaints(content)] == [
        ("city", "doubled_key"),
        ("courses.0.funding.0.rate", "bad_rate"),
        ("letters.ineligible.opening", "unknown_placeholder"),
        ("advance", "unknown_key"),
    ]


def test_references_are_followed_wherever_the_parts_are_whole():
    content = small(
        ("course: small.start", "course: small.begin"),
        ("id: theme, kind: choice", "id: theme, kind: select"),
        ("[public, able]}", "[nothing]}"),
        ("opening: $reason", "opening: $reasons"),
        ("advance_share: 50%", "advance_share: 150%"),
    )

    assert [(one.path, one.code) for one in complaints(content)] == [
        ("courses.1.eligibility.1.course", "unknown_course"),
        ("forms.proposal.sections.0.questions.1.kind", "choose"),
        ("stages.0.criteria.0", "unknown_criterion"),
        ("letters.ineligible.opening", "unknown_placeholder"),
        ("advance_share", "rate_out_of_range"),
    ]


def test_what_stands_under_a_misspelt_key_is_not_missed_as_well():
    assert codes(small(("criteria:\n", "criterea:\n"))) == [(65, "criterea", "unknown_key")]


def read_or_complained_of(content: bytes) -> list[Complaint]:
    try:
        load_scheme(content)
    except BrokenSchemeFile as broken:
        return broken.complaints
    return []


@given(mutated(SMALL, EVERY_WORD))
def test_a_mutated_file_is_read_or_complained_of(content):
    found = read_or_complained_of(content)

    lines = len(content.decode("utf-8", "replace").splitlines()) + 1
    assert all(1 <= one.line <= lines for one in found)
    assert all(one.text("a.yaml").encode() for one in found)


@given(st.binary(max_size=200))
def test_any_bytes_are_complained_of(content):
    assert len(read_or_complained_of(content)) >= 1
