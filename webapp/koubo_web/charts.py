"""Charts of plugins as SVG pictures; without the extra that draws them there are tables alone."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from flask import Response

import koubo.papers

try:
    import vl_convert
except ModuleNotFoundError:  # pip install 'koubo[statistics]'
    DRAWS = False
else:
    DRAWS = True
    vl_convert.register_font_directory(str(files(koubo.papers) / "fonts"))

LOOK = {"font": "BIZ UDPGothic, sans-serif", "axis": {"labelFontSize": 13, "titleFontSize": 13}}
"""The fonts of our papers, at a size that an officer reads without glasses."""
# A picture cannot run anything in a page; what it may do by itself is said all the same.
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"


def drawing(spec: Mapping[str, Any]) -> Response:
    """Give a chart as a picture; nothing that it names outside of itself is loaded.

    :param spec: Vega-Lite, with its data in it
    """
    svg = vl_convert.vegalite_to_svg(
        {**spec, "config": {**LOOK, **spec.get("config", {})}}, allowed_base_urls=[]
    )
    answer = Response(svg, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = NOTHING_ELSE
    return answer
