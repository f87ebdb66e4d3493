"""`koubo states`: the states of every record, and the only steps between them."""

import json
from enum import StrEnum
from typing import Any

import click

from koubo.applications.rules import APPLICATION_STEPS, CORRECTION_STEPS, FILING_STEPS
from koubo.award.amendments.rules import AMENDMENT_STEPS
from koubo.award.payments.claim_rules import CLAIM_STEPS
from koubo.award.rules import AWARD_STEPS, DECISION_STEPS
from koubo.reporting.rules import REPAYMENT_STEPS
from koubo.review.paper.rules import PAPER_STEPS
from koubo.review.rules import REVIEW_STEPS
from koubo.schemes.rules import CALL_STEPS, THEME_STEPS
from koubo.states import Steps

ALL_STEPS: tuple[Steps[Any], ...] = (
    THEME_STEPS,
    CALL_STEPS,
    APPLICATION_STEPS,
    FILING_STEPS,
    CORRECTION_STEPS,
    REVIEW_STEPS,
    PAPER_STEPS,
    DECISION_STEPS,
    AWARD_STEPS,
    AMENDMENT_STEPS,
    CLAIM_STEPS,
    REPAYMENT_STEPS,
)
"""In the order of a grant's life."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="プログラムが読む形で出す。")
def states(as_json: bool) -> None:
    """記録ごとの状態と、次に進める状態を並べる。"""
    if as_json:
        document = [_document(steps) for steps in ALL_STEPS]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for steps in ALL_STEPS:
        click.echo(f"{steps.title}（{steps.record}）")
        for state, name in steps.names.items():
            after = (
                "、".join(steps.names[one] for one in onward(steps, state)) or "（ここで終わり）"
            )
            click.echo(f"  {name}（{state.value}） → {after}")


def onward(steps: Steps[Any], state: StrEnum) -> list[StrEnum]:
    """Give where a state may go, in the order in which the record's states are told."""
    return [one for one in steps.names if one in steps.onward.get(state, frozenset())]


def _document(steps: Steps[Any]) -> dict[str, Any]:
    return {
        "record": steps.record,
        "title": steps.title,
        "states": [
            {
                "state": state.value,
                "title": name,
                "onward": [one.value for one in onward(steps, state)],
            }
            for state, name in steps.names.items()
        ],
    }
