"""Reporting: is the report in order, which sum is fixed, what does the year add up to."""

from collections.abc import Iterable

from koubo.award.rules import AwardCase
from koubo.hooks import Mode, OnFault, hookspec
from koubo.money import Worked, Working, is_yen
from koubo.problems import Problem
from koubo.reporting.rules import ReportCase, Settlement, Table, YearRecord
from koubo.schemes.rules import Course


@hookspec(mode=Mode.ALL, gives=Problem, sound=Problem.is_sound)
def koubo_report_problems(award: AwardCase, report: ReportCase) -> Iterable[Problem]:
    """Say what is wrong with a report before its sum can be fixed.

    Called when a report is handed in and when staff accept it. All answers count; any problem
    keeps the report from being accepted. The core asks for receipts where money was spent.
    """


def is_sound_settlement(answer: Settlement) -> bool:
    """Say whether a settlement is whole yen with a working."""
    sums = (answer.fixed_amount, answer.further_payment, answer.return_amount)
    return all(is_yen(one) for one in sums) and Working.is_sound(answer.working)


@hookspec(mode=Mode.FIRST, gives=Settlement, sound=is_sound_settlement)
def koubo_settlement(
    course: Course, award: AwardCase, report: ReportCase, recalculated: Worked[int]
) -> Settlement | None:
    """Fix the sum of an award from its report, and say what is paid or returned.

    Called when staff look at a report and when the 額の確定 is drafted. The first answer that is
    not None stands; the core takes the smaller of ``recalculated`` and the award.

    :param recalculated: what ``koubo_award_amount`` gives for the actual costs: the plugin's own
        amount where the course has one, else its ``funding``
    :returns: yen with the whole working
    """


def is_sound_table(answer: Table) -> bool:
    """Say whether a table can be drawn: texts and whole numbers, a cell for each column."""
    return (
        type(answer.title) is str
        and all(type(one) is str for one in answer.columns)
        and all(len(row) == len(answer.columns) for row in answer.rows)
        and all(type(cell) in (str, int) for row in answer.rows for cell in row)
    )


@hookspec(mode=Mode.ALL, gives=Table, on_fault=OnFault.SOFT, sound=is_sound_table)
def koubo_statistics(fiscal_year: int, records: tuple[YearRecord, ...]) -> Iterable[Table]:
    """Give tables of a year's figures for the officer's yearly page.

    Called when the page is shown. All answers are shown one below the other; a plugin that fails
    is left out and reported. The core counts awards and adds their amounts by course.
    """
