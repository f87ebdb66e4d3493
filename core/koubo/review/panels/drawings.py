"""A drawing as it is kept: all that went in and came out, so that it can be told and run again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from koubo.review.panels.assigning import Judge, Plan, Terms, Wanted, assign


def inputs_of(judges: Iterable[Judge], wanted: Iterable[Wanted], terms: Terms) -> dict[str, Any]:
    """Give what went in, in an order of its own."""
    return {
        "judges": [
            {
                "name": one.name,
                "sphere": one.sphere,
                "affiliation": one.affiliation,
                "most": one.most,
            }
            for one in sorted(judges, key=lambda one: one.name)
        ],
        "applications": [
            {
                "name": one.name,
                "has": sorted(one.has),
                "kept_out": dict(sorted(one.kept_out.items())),
            }
            for one in sorted(wanted, key=lambda one: one.name)
        ],
        "seed": terms.seed,
        "each": terms.each,
        "spheres": dict(sorted(terms.spheres.items())),
        "apart": terms.apart,
    }


def result_of(plan: Plan) -> dict[str, Any]:
    """Give what came out."""
    return {
        "given": [
            {"application": one.application, "judge": one.judge, "why": one.why}
            for one in plan.given
        ],
        "lacks": [{"application": one.application, "why": one.why} for one in plan.lacks],
        "loads": dict(sorted(plan.loads.items())),
    }


def run_again(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Run a kept drawing once more; equal to what was kept, to the byte."""
    judges = [Judge(**one) for one in inputs["judges"]]
    wanted = [
        Wanted(one["name"], frozenset(one["has"]), one["kept_out"])
        for one in inputs["applications"]
    ]
    terms = Terms(inputs["seed"], inputs["each"], inputs["spheres"], inputs["apart"])
    return result_of(assign(judges, wanted, terms))


def digest(kept: Mapping[str, Any]) -> str:
    """Give the fingerprint of a drawing; another one means that something came in between."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
