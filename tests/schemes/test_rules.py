"""What the clock and the budget say of a call; forms as courses are asked them."""

from datetime import UTC, date, datetime

import pytest

from koubo.calendar import JST
from koubo.problems import Refused
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import CALL_STEPS, CallFacts, CallState, Phase
from schemes.small import small

OPENS = datetime(2025, 11, 6, tzinfo=JST)
CLOSES = datetime(2025, 12, 9, tzinfo=JST)


def call(*, voted_on: date | None = None) -> CallFacts:
    return CallFacts(
        id=1, scheme_id="small", title="令和8年度募集", intake_year=2025, fiscal_year=2026,
        opens_at=OPENS, closes_at=CLOSES, budget=1_000_000, voted_on=voted_on,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (datetime(2025, 11, 5, 23, 59, 59, 999_999, tzinfo=JST), Phase.COMING),
        (OPENS, Phase.OPEN),
        (datetime(2025, 12, 8, 14, 59, 59, 999_999, tzinfo=UTC), Phase.OPEN),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_a_call_is_open_from_its_opening_up_to_its_closing(now, phase):
    assert call().phase(now) is phase


@pytest.mark.parametrize(
    ("voted_on", "day", "may"),
    [
        (date(2026, 3, 20), date(2026, 3, 31), False),
        (date(2026, 3, 20), date(2026, 4, 1), True),
        (None, date(2026, 4, 1), False),
    ],
)
def test_money_is_granted_once_the_budget_is_voted_and_its_year_has_begun(voted_on, day, may):
    assert call(voted_on=voted_on).may_grant_on(day) is may


def test_the_report_is_due_so_many_days_after_the_year():
    assert call().report_due(load_scheme(small())) == date(2027, 4, 30)


def test_a_call_takes_only_its_own_steps():
    CALL_STEPS.require(CallState.PLANNED, CallState.PUBLISHED)

    with pytest.raises(Refused) as refused:
        CALL_STEPS.require(CallState.FINISHED, CallState.PUBLISHED)

    assert refused.value.message == (
        "この募集は「終了」のため、「公開」にはできません。"
        "画面を読み込み直して、今の状態を確かめてください。"
    )


def test_a_form_gives_its_questions_and_drops_empty_sections():
    scheme = load_scheme(
        small(("courses: [next]}", "courses: [next], required: いいえ}"),
              ("  grant_application:\n    title: 交付申請書\n    sections: [",
               "  grant_application:\n    title: 交付申請書\n    prefill: はい\n    sections: ["
               "{id: more, title: 追加, questions: [{id: note, kind: text, label: 備考, "
               "courses: [next]}]}, "))
    )  # fmt: skip
    start, following = scheme.courses
    form = scheme.form_for(FilingKind.GRANT_APPLICATION, start)

    assert [section.id for section in form.sections] == ["all"]
    assert form.prefill
    assert form.section("more") is None
    assert form.question("note") is None
    assert form.of_kind("budget").label == "予算書"
    assert scheme.form_for(FilingKind.GRANT_APPLICATION, following).section("more").title == "追加"


def test_courses_and_stages_are_found_by_their_ids():
    scheme = load_scheme(small())

    assert scheme.course("small.start").title == "はじめてコース"
    assert scheme.stage("only").title == "書類審査"
    with pytest.raises(KeyError):
        scheme.course("start")
    with pytest.raises(KeyError):
        scheme.stage("second")
