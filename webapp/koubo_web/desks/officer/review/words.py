"""Words and tones of review as staff read them."""

from collections.abc import Mapping

from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.review.selection.values import VERDICT_NAMES, Verdict

VERDICT_TONES: Mapping[Verdict, str] = {
    Verdict.PASSED: "green",
    Verdict.RUNNER_UP: "blue",
    Verdict.NO_MONEY: "grey",
    Verdict.BELOW_MARK: "red",
    Verdict.VETOED: "red",
    Verdict.UNSCORED: "neutral",
    Verdict.TIED: "yellow",
    Verdict.ORGANISATION_LIMIT: "grey",
}
CONCLUSION_TONES: Mapping[Conclusion, str] = {
    Conclusion.ADVANCE: "green",
    Conclusion.RECOMMENDED: "green",
    Conclusion.RUNNER_UP: "blue",
    Conclusion.NOT_RECOMMENDED: "red",
}


def verdict_tag(verdict: Verdict) -> tuple[str, str]:
    """Give a computed verdict in words, with its tone."""
    return VERDICT_NAMES[verdict], VERDICT_TONES[verdict]


def conclusion_tag(conclusion: Conclusion) -> tuple[str, str]:
    """Give the panel's conclusion in words, with its tone."""
    return CONCLUSION_NAMES[conclusion], CONCLUSION_TONES[conclusion]
