"""Offering: which schemes there are, and what a course grants."""

from collections.abc import Iterable
from inspect import isabstract

from koubo.hooks import Mode, hookspec
from koubo.money import Worked, Working, is_yen
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.words import Word


@hookspec(mode=Mode.ALL, gives=Scheme, seconds=20.0)
def koubo_schemes() -> Iterable[Scheme]:
    """Give the schemes that this plugin brings.

    Called once when the house starts. A plugin that gives schemes is from then on asked only about
    those. All answers count; two plugins may not bring a scheme of the same id.

    :returns: schemes, usually ``[load_scheme(path.read_bytes())]``
    """


def is_word(answer: type) -> bool:
    """Say whether a plugin's word is a class of one of the vocabularies, whole and named."""
    return issubclass(answer, Word) and bool(answer.word) and not isabstract(answer)


@hookspec(mode=Mode.ALL, gives=type, sound=is_word)
def koubo_words() -> Iterable[type[Word]]:
    """Give words of the scheme file that this plugin adds to the core's.

    Called once when the house starts, before ``koubo_schemes``. All answers count; two words of
    one vocabulary may not have the same name. A plugin gives the same words to ``load_scheme``
    when it reads its own files.

    :returns: classes derived from ``Condition`` or ``AmountStep``
    """


def is_worked_yen(answer: Worked[int]) -> bool:
    """Say whether an amount is whole yen with a working."""
    return is_yen(answer.value) and Working.is_sound(answer.working)


@hookspec(mode=Mode.FIRST, gives=Worked, sound=is_worked_yen)
def koubo_award_amount(course: Course, case: AmountCase) -> Worked[int] | None:
    """Give the yen that a course grants for a case, with the working of every step.

    Called when an application is shown or filed, when a selection is computed, when an award is
    prepared and when it is settled. The first answer that is not None stands; where no plugin
    answers, the core applies the course's ``funding``: rate, cap, rounding, request, minimum.

    :param case: eligible cost and request in whole yen, and which time it is
    :returns: yen with its working, or 0 with the working that says why
    """
