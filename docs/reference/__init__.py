"""The parts of the documentation that are written by the code itself.

A page takes a part with a line of its own: ``<!-- from the code: hooks -->``. What the part is
called stands in ``PARTS``; a name that is none stops the build.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from reference.cases import income_kinds, not_funded, reasons
from reference.example import (
    what_check_says,
    what_explain_says,
    what_test_says,
    working_of,
)
from reference.hooks import all_hooks
from reference.samples import samples
from reference.sources import sources
from reference.values import the_door
from reference.vocabulary import all_conditions, all_steps
from reference.words import (
    aggregates,
    agreements,
    allocations,
    awards_per,
    cell_policies,
    change_bases,
    change_kinds,
    days,
    directions,
    evaluation_times,
    facts,
    filing_kinds,
    gates,
    letter_kinds,
    needs,
    own_fields,
    placeholders,
    placeholders_of_receipt,
    placeholders_of_recommendation,
    placeholders_of_result,
    recusals,
    result_fields,
    reviewer_names,
    seals,
    stage_methods,
    theme_uses,
    tie_breaks,
    waivers,
)

PARTS: Mapping[str, Callable[[], str]] = {
    "hooks": all_hooks,
    "door": the_door,
    "conditions": all_conditions,
    "steps": all_steps,
    "days": days,
    "facts": facts,
    "gates": gates,
    "filing kinds": filing_kinds,
    "stage methods": stage_methods,
    "aggregates": aggregates,
    "tie breaks": tie_breaks,
    "allocations": allocations,
    "recusals": recusals,
    "cell policies": cell_policies,
    "waivers": waivers,
    "theme uses": theme_uses,
    "change kinds": change_kinds,
    "change bases": change_bases,
    "directions": directions,
    "needs": needs,
    "evaluation times": evaluation_times,
    "letter kinds": letter_kinds,
    "placeholders": placeholders,
    "placeholders of the receipt": placeholders_of_receipt,
    "placeholders of the recommendation": placeholders_of_recommendation,
    "placeholders of the result": placeholders_of_result,
    "seals": seals,
    "agreements": agreements,
    "awards per": awards_per,
    "result fields": result_fields,
    "own fields": own_fields,
    "reviewer names": reviewer_names,
    "income kinds": income_kinds,
    "reasons": reasons,
    "not funded": not_funded,
    "sources": sources,
    "samples": samples,
    "working of MH-01": partial(working_of, "MH-01"),
    "what check says": what_check_says,
    "what test says": what_test_says,
    "what explain says": what_explain_says,
}
MARK = re.compile(r"^<!-- from the code: (?P<name>.+?) -->$", re.MULTILINE)


def filled(page: str) -> str:
    """Give a page's Markdown with every part that it takes from the code.

    :raises KeyError: for a part that there is none of
    """
    return MARK.sub(lambda found: PARTS[found["name"]](), page)
