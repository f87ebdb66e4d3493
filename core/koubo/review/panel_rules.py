"""What a member is on the panel of one stage."""

from enum import StrEnum


class PanelRole(StrEnum):
    """What a member is on the panel of one stage."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    """Judges only in the place of somebody who is kept out or away."""


PANEL_ROLE_NAMES = {
    PanelRole.CHAIR: "委員長",
    PanelRole.DEPUTY: "副委員長",
    PanelRole.MEMBER: "委員",
    PanelRole.SUBSTITUTE: "補充の委員",
}
