"""Asking the rules what is known against a reviewer: the one place where it is asked."""

from collections import defaultdict
from collections.abc import Iterable

from koubo.problems import Problem
from koubo.review.hookspecs import koubo_reviewer_conflicts
from koubo.review.panels.conflict_rules import Known, LikelyConflict, ReviewedApplication, Reviewer
from koubo.schemes.catalog import Catalog
from koubo.schemes.rules import Scheme


def conflicts_of(
    catalog: Catalog, scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Known:
    """Ask every rule what it knows against a reviewer, or a member of staff, of an application."""
    found = catalog.hooks.all(koubo_reviewer_conflicts, scheme.id)(
        scheme=scheme, application=application, reviewer=reviewer
    )
    return Known(
        certain=tuple(
            Problem(code, message)
            for code, message in _told_once(
                one for one in found if not isinstance(one, LikelyConflict)
            )
        ),
        likely=tuple(
            LikelyConflict(code, message)
            for code, message in _told_once(one for one in found if isinstance(one, LikelyConflict))
        ),
    )


def _told_once(problems: Iterable[Problem]) -> Iterable[tuple[str, str]]:
    """Give each code once, with all that is said of it."""
    told: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in problems:
        told[one.code][one.message] = None
    return [(code, "\n".join(messages)) for code, messages in told.items()]
