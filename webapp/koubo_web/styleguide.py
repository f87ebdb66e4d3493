"""The living page of the site's look: every macro of templates/parts in each of its states.

It stands at /styleguide in a demo, nowhere else; nothing on it is sent or kept.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from koubo.applications.rules import APPLICATION_STEPS, FILING_STEPS
from koubo.award.amendments.rules import AMENDMENT_STEPS
from koubo.award.payments.claim_rules import CLAIM_STEPS
from koubo.award.rules import AWARD_STEPS, DECISION_STEPS, OUTCOME_NAMES
from koubo.review.paper.rules import PAPER_STEPS
from koubo.review.rules import CONCLUSION_NAMES
from koubo.review.selection.values import VERDICT_NAMES
from koubo.schemes.eligibility.case import ANSWER_NAMES
from koubo.schemes.rules import CALL_STEPS, PHASE_NAMES, THEME_STEPS
from koubo_web.access import public_in_demo
from koubo_web.desks.amendment_view import AMENDMENT_TONES
from koubo_web.desks.award_words import AWARD_TONES, CLAIM_TONES, DECISION_TONES, OUTCOME_TONES
from koubo_web.desks.officer.review.words import CONCLUSION_TONES, VERDICT_TONES
from koubo_web.desks.officer.score_paper.pages import TONES as PAPER_TONES
from koubo_web.desks.officer.tones import (
    ANSWER_TONES,
    APPLICATION_TONES,
    CALL_TONES,
    FILING_TONES,
    PHASE_TONES,
    THEME_TONES,
)
from koubo_web.requests import now, site
from koubo_web.styleguide_samples import samples

Tags = list[tuple[str, str]]
TAGS: tuple[tuple[str, Mapping[Any, str], Mapping[Any, str]], ...] = (
    ("募集", CALL_STEPS.names, CALL_TONES),
    ("募集の時期", PHASE_NAMES, PHASE_TONES),
    ("テーマ", THEME_STEPS.names, THEME_TONES),
    ("応募", APPLICATION_STEPS.names, APPLICATION_TONES),
    ("提出物", FILING_STEPS.names, FILING_TONES),
    ("要件の確認", ANSWER_NAMES, ANSWER_TONES),
    ("紙の審査票", PAPER_STEPS.names, PAPER_TONES),
    ("集計の案", VERDICT_NAMES, VERDICT_TONES),
    ("答申", CONCLUSION_NAMES, CONCLUSION_TONES),
    ("決定", DECISION_STEPS.names, DECISION_TONES),
    ("決定の結果", OUTCOME_NAMES, OUTCOME_TONES),
    ("交付", AWARD_STEPS.names, AWARD_TONES),
    ("変更", AMENDMENT_STEPS.names, AMENDMENT_TONES),
    ("請求", CLAIM_STEPS.names, CLAIM_TONES),
)
"""What has states: its title, their names and their tones."""
TONES = ("neutral", "blue", "green", "yellow", "red", "grey")
COLOURS = (
    "ink", "ink-soft", "paper", "paper-soft", "line", "line-strong", "accent", "accent-deep",
    "accent-soft", "link-visited", "error",
)  # fmt: skip
SPACES = ("4", "8", "12", "16", "24", "32", "48")


def styleguide_pages() -> Blueprint:
    """Give the blueprint of the page; create_app registers it in demo mode only."""
    pages = Blueprint("styleguide", __name__, url_prefix="/styleguide")
    pages.get("")(page)
    return pages


@public_in_demo
def page() -> ResponseReturnValue:
    """Show all parts with sample texts."""
    return render_template(
        "styleguide/page.html",
        states=[(title, tags_of(names, tones)) for title, names, tones in TAGS],
        tones=TONES,
        colours=COLOURS,
        spaces=SPACES,
        sample=samples(now()),
        canonical_url=request.base_url,
        base_url=site().settings.base_url,
    )


def tags_of(names: Mapping[Any, str], tones: Mapping[Any, str]) -> Tags:
    """Give the states of a record as the pages show them."""
    return [(name, tones.get(state, "neutral")) for state, name in names.items()]
