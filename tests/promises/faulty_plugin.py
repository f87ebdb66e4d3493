"""A plugin that breaks on demand, hook by hook, in every way in which an answer can be wrong."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from koubo.api import Chart, Column, PanelView, Scan, ViewRow, hookimpl
from koubo.money import Line, Worked, Working
from koubo.problems import Problem
from koubo.reporting.rules import Settlement
from koubo.review.selection.values import Outcome, Score, Selection, Verdict
from koubo.schemes.eligibility.case import Answer, Finding
from koubo_web.panel import Panel

WHY = Working((Line("理由"),))
Break = Callable[[], Any]


class Faulty:
    """A plugin that has nothing to say until a hook of it is made to break."""

    def __init__(self) -> None:
        self.breaks: dict[str, Break] = {}

    def _answer(self, hook: str) -> Any:
        return self.breaks[hook]() if hook in self.breaks else None

    @hookimpl
    def koubo_words(self) -> Any:
        return self._answer("koubo_words")

    @hookimpl
    def koubo_schemes(self) -> Any:
        return self._answer("koubo_schemes")

    @hookimpl
    def koubo_award_amount(self) -> Any:
        return self._answer("koubo_award_amount")

    @hookimpl
    def koubo_eligibility_findings(self) -> Any:
        return self._answer("koubo_eligibility_findings")

    @hookimpl
    def koubo_filing_problems(self) -> Any:
        return self._answer("koubo_filing_problems")

    @hookimpl
    def koubo_file_scan(self) -> Any:
        return self._answer("koubo_file_scan")

    @hookimpl
    def koubo_reviewer_conflicts(self) -> Any:
        return self._answer("koubo_reviewer_conflicts")

    @hookimpl
    def koubo_score(self) -> Any:
        return self._answer("koubo_score")

    @hookimpl
    def koubo_selection(self) -> Any:
        return self._answer("koubo_selection")

    @hookimpl
    def koubo_panel_views(self) -> Any:
        return self._answer("koubo_panel_views")

    @hookimpl
    def koubo_award_conditions(self) -> Any:
        return self._answer("koubo_award_conditions")

    @hookimpl
    def koubo_report_problems(self) -> Any:
        return self._answer("koubo_report_problems")

    @hookimpl
    def koubo_settlement(self) -> Any:
        return self._answer("koubo_settlement")

    @hookimpl
    def koubo_statistics(self) -> Any:
        return self._answer("koubo_statistics")

    @hookimpl
    def koubo_mail_kinds(self) -> Any:
        return self._answer("koubo_mail_kinds")

    @hookimpl
    def koubo_messages(self) -> Any:
        return self._answer("koubo_messages")

    @hookimpl
    def koubo_web_blueprints(self) -> Any:
        return self._answer("koubo_web_blueprints")

    @hookimpl
    def koubo_web_panels(self) -> Any:
        return self._answer("koubo_web_panels")


def raises() -> Any:
    raise RuntimeError("どこかで壊れた")


def leaves() -> Any:
    raise SystemExit(1)


def breaks_off() -> Any:
    yield Problem("x", "おかしい。")
    raise ValueError("途中で壊れた")


def runs_away() -> Any:
    while True:
        yield Problem("x", "おかしい。")


def gives(answer: Any) -> Break:
    return lambda: answer


ANYWHERE: dict[str, Break] = {
    "raises": raises,
    "leaves": leaves,
    "number": gives(7),
    "text": gives("ok"),
    "list of nothing": gives([None]),
}
LISTS: dict[str, Break] = {"breaks off": breaks_off, "runs away": runs_away}
NO_ANSWER: Any = "not_met"
OUTSIDE = (
    "//elsewhere.example",
    "https://elsewhere.example",
    "/\\\\elsewhere",
    "/\t/elsewhere",
    "x",
)
PANELS: dict[str, Any] = {
    "untitled": Panel(" "),
    "of numbers": Panel("題", (3,)),  # type: ignore[arg-type]
    "of lists": Panel("題", ["行"]),  # type: ignore[arg-type]
    "one text for lines": Panel("題", "行"),  # type: ignore[arg-type]
    "a row of three": Panel("題", (), (("あ", "い", "う"),)),  # type: ignore[arg-type]
    "half a link": Panel("題", link=("外へ",)),  # type: ignore[arg-type]
    **{f"to {address!r}": Panel("題", link=("外へ", address)) for address in OUTSIDE},
}
UNSOUND: dict[str, dict[str, Break]] = {
    "koubo_web_panels": {name: gives([panel]) for name, panel in PANELS.items()},
    "koubo_award_amount": {
        "float": gives(Worked(1.5, WHY)),
        "true": gives(Worked(True, WHY)),
        "negative": gives(Worked(-1, WHY)),
        "no working": gives(Worked(1, None)),  # type: ignore[arg-type]
    },
    "koubo_eligibility_findings": {
        "not met, no problem": gives([Finding("a", "あ", Answer.NOT_MET, WHY)]),
        "no answer": gives([Finding("a", "あ", NO_ANSWER, WHY)]),
    },
    "koubo_filing_problems": {
        "silent": gives([Problem("x", " ")]),
        "numbered": gives([Problem("x", 3)]),  # type: ignore[arg-type]
    },
    "koubo_file_scan": {
        "nobody found it": gives(Scan("", "Eicar")),
        "no text": gives(Scan("clamd", None)),  # type: ignore[arg-type]
        "a long name": gives(Scan("c" * 61)),
    },
    "koubo_score": {"float": gives(Score(4.5, 20, {}, 1))},  # type: ignore[arg-type]
    "koubo_panel_views": {
        "no title": gives([PanelView("broken", " ", ("壊れた見方",))]),
        "no address": gives([PanelView("壊れた", "壊れた見方", ())]),
        "a row too short": gives(
            [PanelView("broken", "壊れた見方", (), (Column("あ"),), (ViewRow(()),))]
        ),
        "data from elsewhere": gives(
            [PanelView("broken", "壊れた見方", (), chart=Chart("図", {"data": {"url": "x.csv"}}))]
        ),
    },
    "koubo_selection": {
        "nobody": gives(Selection((), WHY)),
        "somebody else": gives(Selection((Outcome(999, 1, Verdict.PASSED, 0, WHY),), WHY)),
        "no verdict": gives(Selection((Outcome(1, 1, "passed", 0, WHY),), WHY)),  # type: ignore[arg-type]
    },
    "koubo_settlement": {
        "too much": gives(Settlement(10**9, 0, 0, WHY)),
        "fraction": gives(Settlement(Fraction(1, 3), 0, 0, WHY)),  # type: ignore[arg-type]
    },
}
