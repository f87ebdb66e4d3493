"""Award: what a grantee has to keep to."""

from collections.abc import Iterable

from koubo.award.amendments.changes import AmendmentCase
from koubo.award.payments.transfers import PaymentFile, TransferOrder, is_sound_file
from koubo.award.rules import AwardCase
from koubo.hooks import Mode, hookspec
from koubo.problems import Problem


def is_sentence(answer: str) -> bool:
    """Say whether a condition says anything."""
    return bool(answer.strip())


@hookspec(mode=Mode.ALL, gives=str, sound=is_sentence)
def koubo_award_conditions(award: AwardCase) -> Iterable[str]:
    """Give conditions for the letters of an award, beside those in the scheme file.

    Called when a 交付決定 is drafted. All answers count and are printed in order after the
    scheme file's own conditions. The core adds none.

    :returns: complete Japanese sentences
    """


@hookspec(mode=Mode.ALL, gives=Problem, sound=Problem.is_sound)
def koubo_amendment_problems(award: AwardCase, change: AmendmentCase) -> Iterable[Problem]:
    """Say what is wrong with a change of an awarded project.

    Called when a change (変更承認申請書) is checked and when it is handed in. All answers count; any
    problem keeps it from being handed in. What needs approval and what a mere notice is the scheme
    file's to say (``changes``). The core adds none.
    """


@hookspec(mode=Mode.ALL, gives=PaymentFile, sound=is_sound_file)
def koubo_payment_files(order: TransferOrder) -> Iterable[PaymentFile]:
    """Give files for the bank of a funder that pays its grantees by itself.

    Called when an officer makes transfer files of bills whose payment was ordered. Every file of
    every plugin is offered. The core makes none: cities pay through their own accounts. A file
    whose ``count`` or ``total`` differs from the order's is refused, and nothing is given out.

    :param order: the payer, the day, and each payment with its account in full
    :returns: complete files, each with the number and the sum (円) of the payments in it
    """
