"""Shows officers what a panel's marks look like; asked about every scheme, and changes nothing."""

from collections.abc import Iterable

from koubo.api import PanelView, Selection, SelectionInputs, hookimpl
from koubo_panel_view.views import views


@hookimpl
def koubo_panel_views(inputs: SelectionInputs, selection: Selection) -> Iterable[PanelView]:
    """Give the near line, stability, disagreement, severity and agreement of a stage."""
    return tuple(views(inputs, selection))
