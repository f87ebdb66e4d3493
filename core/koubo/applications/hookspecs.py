"""Applications: may this organisation apply, and is this filing complete."""

from collections.abc import Iterable

from koubo.applications.rules import FilingCase
from koubo.applications.scanning import FileToScan, Scan
from koubo.hooks import Mode, OnFault, hookspec
from koubo.money import Working
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, EligibilityCase, Finding
from koubo.schemes.rules import Course


def is_sound_finding(answer: Finding) -> bool:
    """Say whether a finding can be judged by: its answer is one, and what is not met says why."""
    says_why = Problem.is_sound(answer.problem)
    return (
        type(answer.rule) is str
        and type(answer.title) is str
        and isinstance(answer.answer, Answer)
        and (says_why if answer.answer is Answer.NOT_MET else answer.problem is None or says_why)
        and Working.is_sound(answer.working)
    )


@hookspec(mode=Mode.ALL, gives=Finding, sound=is_sound_finding)
def koubo_eligibility_findings(course: Course, case: EligibilityCase) -> Iterable[Finding]:
    """Answer the rules of a course about one applicant: met, not met, or unknown.

    Called when an application is filed and whenever staff look at it, before it is accepted. All
    answers count. The core answers the conditions in the scheme file and whether the filing was
    in time; a plugin adds what the vocabulary cannot say. A finding that is not met carries a
    problem; one that is unknown waits for an officer. A rule names the day it is counted on
    (``case.filed_on``) and whether a running year (``case.running_year``) counts.

    :param case: applicant, past awards, theme, filings with their times, declarations
    :returns: findings, each with its working
    """


@hookspec(mode=Mode.ALL, gives=Problem, sound=Problem.is_sound)
def koubo_filing_problems(course: Course, filing: FilingCase) -> Iterable[Problem]:
    """Say what is wrong with a filing beyond what each question's own field judges.

    Called before a filing is shown for confirmation and again when it is handed in. All answers
    count; any problem keeps the filing from being handed in, the draft stays. The core says
    whether the project ends after it begins and, for a 交付申請書, stays within what was adopted.

    :param filing: the typed answers with budget and, for later filings, what binds them
    :returns: problems, each tied to a question
    """


@hookspec(
    mode=Mode.FIRST,
    gives=Scan,
    on_fault=OnFault.SOFT,
    seconds=30.0,
    sound=Scan.is_sound,
    without_plugin=True,
)
def koubo_file_scan(file: FileToScan) -> Scan | None:
    """Look for viruses in a file that somebody sent.

    Called when a file is attached, before it counts as attached, and again when an officer asks
    for it. The first scanner that answers stands. A file in which something was found is refused;
    one that was found clean bears the scanner's name and the time. Where no scanner answers, or
    it breaks, the file is taken all the same and staff see 「ウイルス検査：未実施」 beside it: a
    scanner that is down on the last day must not keep anybody from filing.

    :param file: name, size, kind, digest, and a way to read the bytes
    :returns: what was found, or that nothing was; None where this plugin did not scan
    """
