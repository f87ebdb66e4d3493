"""Which walk takes which pictures of the applicants' guide; how the walks of any guide are taken."""

from collections.abc import Callable
from typing import NamedTuple

from pictures import before, filing, writing
from pictures.camera import Studio


class Walk(NamedTuple):
    """One way through the pages, and the names of its pictures."""

    go: Callable[[Studio], None]
    pictures: tuple[str, ...]


WALKS = (
    Walk(
        before.check_before,
        ("check-front", "check-call", "check-papers", "check-ask", "check-answer"),
    ),
    Walk(before.register, ("account-register", "account-sent", "account-organisation")),
    Walk(
        before.organisation,
        (
            "account-profile",
            "account-members",
            "account-invite",
            "account-roster",
            "account-representative",
        ),
    ),
    Walk(writing.begin, ("draft-home", "draft-start", "draft-copy")),
    Walk(writing.autosave, ("draft-section", "draft-saved", "draft-lost", "draft-again")),
    Walk(writing.stale, ("draft-stale",)),
    Walk(writing.budget, ("budget-lines", "budget-differs", "budget-expected")),
    Walk(filing.papers, ("papers-choose", "papers-refused", "papers-attached")),
    Walk(
        filing.hand_in,
        ("filing-missing", "filing-check", "filing-press", "filing-receipt"),
    ),
    Walk(filing.correct, ("correction-home", "correction-asked", "correction-fields")),
    Walk(filing.withdraw, ("withdraw-link", "withdraw-form")),
    Walk(
        filing.participate,
        (
            "participation-call",
            "participation-filed",
            "participation-then",
            "participation-next",
        ),
    ),
    Walk(filing.paper, ("paper-contact",)),
)


def take_all(studio: Studio, walks: tuple[Walk, ...]) -> None:
    """Take the pictures of these walks.

    :raises ValueError: where a walk took others than it names
    """
    for walk in walks:
        studio.taken.clear()
        walk.go(studio)
        if tuple(studio.taken) != walk.pictures:
            raise ValueError(f"{walk.go.__name__}: {studio.taken} instead of {walk.pictures}")
