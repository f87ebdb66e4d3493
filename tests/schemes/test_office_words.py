"""What a scheme file says of the office's own work: opinions of departments, postmarks."""

from koubo.schemes.explaining.explanation import explain
from koubo.schemes.figure_list import figures_of
from koubo.schemes.figures import Figure
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.office_words import DEFAULT_OPINION
from schemes.small import every_word, small


def test_what_departments_are_asked_stands_in_the_file() -> None:
    office = load_scheme(every_word()).office_words

    assert [(one.id, one.kind, one.required) for one in office.opinion_questions] == [
        ("stance", "choice", True),
        ("because", "text", False),
    ]
    assert (office.reviewers_read, office.takes_postmark) == (True, False)
    assert office.postmark_counts == Figure(False, "", "要項に書かれていない")


def test_a_file_that_says_nothing_asks_for_one_text_and_trusts_the_stamp() -> None:
    office = load_scheme(small()).office_words

    assert office.opinion_questions == DEFAULT_OPINION
    assert (office.reviewers_read, office.takes_postmark) == (False, False)
    assert (office.opinion_for_reviewers, office.postmark_counts) == (None, None)


def test_it_is_told_in_the_draft_guidelines_and_among_the_figures() -> None:
    scheme = load_scheme(every_word())
    told = {one.key: one.told.text for part in explain(scheme) for one in part.entries}

    assert told["postmark"] == "届いた日時で判断します"
    assert told["opinion.stance"] == "賛成・反対"
    assert told["opinion.readers"] == "審査委員が読みます"
    listed = {one.name: one.text for one in figures_of(scheme)}
    assert listed["郵送は消印の日で判断する（消印有効）"] == "いいえ"
