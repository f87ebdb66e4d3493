"""Award: what a grantee has to keep to."""

from collections.abc import Iterable

from koubo.award.rules import AwardCase
from koubo.hooks import Mode, hookspec


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
