"""The tone in which each state is shown: a colour of ``state_tag``."""

from collections.abc import Mapping

from koubo.applications.rules import ApplicationState, FilingState
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.rules import CallState, Phase, ThemeState

APPLICATION_TONES: Mapping[ApplicationState, str] = {
    ApplicationState.FILED: "yellow",
    ApplicationState.IN_CORRECTION: "blue",
    ApplicationState.ACCEPTED: "green",
    ApplicationState.INELIGIBLE: "red",
    ApplicationState.SELECTED: "green",
    ApplicationState.RUNNER_UP: "blue",
    ApplicationState.NOT_SELECTED: "grey",
    ApplicationState.WITHDRAWN: "grey",
}
FILING_TONES: Mapping[FilingState, str] = {
    FilingState.FILED: "yellow",
    FilingState.IN_CORRECTION: "blue",
    FilingState.ACCEPTED: "green",
}
ANSWER_TONES: Mapping[Answer, str] = {
    Answer.MET: "green",
    Answer.NOT_MET: "red",
    Answer.UNKNOWN: "yellow",
}
THEME_TONES: Mapping[ThemeState, str] = {
    ThemeState.OFFERED: "yellow",
    ThemeState.COORDINATED: "blue",
    ThemeState.PUBLISHED: "green",
    ThemeState.TAKEN: "green",
    ThemeState.NOT_TAKEN: "grey",
}
CALL_TONES: Mapping[CallState, str] = {
    CallState.PLANNED: "neutral",
    CallState.DECIDED: "green",
    CallState.FINISHED: "grey",
    CallState.CANCELLED: "grey",
}
PHASE_TONES: Mapping[Phase, str] = {
    Phase.COMING: "neutral",
    Phase.OPEN: "blue",
}
