"""What is put together from several translations reads as one text."""

import pytest

from koubo_web.language.catalogue import Catalogue
from koubo_web.language.dates import as_before, dates_alone
from koubo_web.language.wording import in_its_place, well_written

CATALOGUE = Catalogue(
    [
        ("{1}{2}ください。", "Please {2} {1}."),
        ("{1}の{2}", "{1}: {2}"),
        ("{1}日", "{1} days"),
        ("{1}円", "¥{1}"),
        ("{1}年以上", "at least {1} years"),
        ("{1}の審査の結果", "Results of the review for {1}"),
        ("締切は{1}でした。", "The deadline was {1}."),
        ("{1}{2}月{3}日 {4}", "{1}{2}-{3} {4}"),
        ("{1}を修正する", "Change {1}"),
        ("「{1}」を直す", "Change “{1}”"),
        ("{1}か月{2}まで", "Up to {1} months {2}"),
        ("事業", "Project"),
        ("終了", "End"),
        ("概算払", "Advance payment"),
        ("名簿", "Roster"),
        ("変える、外す", "Change, remove"),
        ("できること：", "Can do:"),
        ("選ばれました。", "It was selected."),
        ("額は後で。", "The amount comes later."),
        ("例", "Example"),
        ("2026年4月1日、令和8年4月1日", "2026-04-01 or 「令和8年4月1日」"),
    ]
)


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("1年以上", "at least 1 year"),
        ("11年以上", "at least 11 years"),
        ("名簿を修正する", "Change roster"),
        ("「花の会」を直す", "Change “花の会”"),
        ("令和8年度事業 花の審査の結果", "Results of the review for 令和8年度事業 花"),
        ("締切は令和7年12月8日 17時00分まで（日本時間）でした。", None),
        ("概算払 80,000円", "Advance payment ¥80,000"),
        ("できること：名簿、変える、外す", "Can do: Roster, change, remove"),
        ("選ばれました。額は後で。", "It was selected. The amount comes later."),
        ("例：2026年4月1日、令和8年4月1日", "Example: 2026-04-01 or 「令和8年4月1日」"),
        ("（2025年12月8日 17:00まで）", "(until 8 December 2025 17:00)"),
        ("令和7年12月8日（月）17:00まで", "until 8 December 2025 (Mon) 17:00"),
        ("令和7年10月1日から 令和7年12月8日まで", "1 October 2025 to 8 December 2025"),
    ],
)
def test_a_text_in_its_holes_and_parts_is_good_english(japanese: str, english: str | None) -> None:
    expected = english or "The deadline was 8 December 2025 17:00 (JST)."
    assert CATALOGUE.read(japanese) == expected


@pytest.mark.parametrize(
    "japanese", ["審査委員が、書いてください。", "事業の終了日", "花の会 80,000円"]
)
def test_no_pattern_takes_a_text_apart_that_it_was_not_made_for(japanese: str) -> None:
    assert CATALOGUE.read(japanese) is None


@pytest.mark.parametrize(
    ("put_together", "written"),
    [
        ("Proposal（Word）", "Proposal (Word)"),
        ("Proposal（花）", "Proposal（花）"),
        ("“（to be confirmed）”", "“(to be confirmed)”"),
        ("Award：花", "Award: 花"),
        ("separated by 「、」", "separated by 「、」"),
        ("5 April to 、8 April", "5 April to 8 April"),
        ("1 people, 21 people, 1.1 people", "1 person, 21 people, 1.1 people"),
        ("花 (until 5 points)", "花 (up to 5 points)"),
        ("until 5 May 2026", "until 5 May 2026"),
    ],
)
def test_signs_and_numbers(put_together: str, written: str) -> None:
    assert well_written(put_together) == written


@pytest.mark.parametrize(
    ("before", "label", "placed"),
    [
        ("with ", "The office", "the office"),
        ("", "The office", "The office"),
        ("“", "The office", "The office"),
        ("on ", "PDF", "PDF"),
        ("of ", "Mizutama Bank", "Mizutama Bank"),
        ("in ", "Excel", "Excel"),
    ],
)
def test_a_label_within_a_sentence_begins_small(before: str, label: str, placed: str) -> None:
    assert in_its_place(before, label) == placed


def test_days_alone_and_days_given_back() -> None:
    assert dates_alone("令和8年4月1日から") == "from 1 April 2026"
    assert dates_alone("花の会まで") is None
    assert as_before("FY2026事業", "令和8年度事業の結果") == "令和8年度事業"
