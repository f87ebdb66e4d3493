"""A picture as the answer to its own address: the page that shows it stays quick without it."""

from flask import Response, request

from koubo.problems import NotFound
from koubo_web.charts import DRAWS, drawing
from koubo_web.language.choice import text
from koubo_web.pictures.picture import NARROW, WIDE, Draw, Spec

SIZE, SMALL = "size", "narrow"
"""What is asked for where a picture is shown on a telephone: `?size=narrow`."""


def asked_width() -> int:
    """Give the width of the picture that is asked for (px)."""
    return NARROW if request.args.get(SIZE) == SMALL else WIDE


def fitted(spec: Spec) -> Spec:
    """Give a plugin's chart as it fits a telephone, where that is asked for."""
    if asked_width() > NARROW:
        return spec
    return {**spec, "width": NARROW, "autosize": {"type": "fit-x", "contains": "padding"}}


def drawn(draw: Draw | None) -> Response:
    """Give a picture in the width and the language that are asked for.

    :raises NotFound: where there is nothing to be drawn, or nothing that draws
    """
    if draw is None or not DRAWS:
        raise NotFound
    return drawing(draw(asked_width(), text))
