"""Charts as SVG pictures, drawn once and kept; without the extra there are tables alone."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from importlib.resources import files
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, request

import koubo.papers

try:
    import vl_convert
except ModuleNotFoundError:  # pip install 'koubo[statistics]'
    DRAWS = False
else:
    DRAWS = True
    vl_convert.register_font_directory(str(files(koubo.papers) / "fonts"))

DRAWINGS = "koubo_drawings"
"""Under which `app.extensions` holds the drawings of this process."""
MOST_KEPT = 256
"""So many pictures are kept at most, of 10 to 30 kB each: the newest used."""
INK, SOFT, LINE = "#1a1a1a", "#595959", "#d8dce3"
LOOK: Mapping[str, Any] = {
    # White of its own: a picture stays readable where the page is dark or in forced colours.
    "background": "#ffffff",
    "font": "BIZ UDPGothic, BIZ UDGothic, Noto Sans JP, Meiryo, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": SOFT,
        "tickColor": SOFT,
        "gridColor": LINE,
    },
    "text": {"fontSize": 14, "color": INK},
}
"""The fonts of our papers and the ink of our pages, at a size that is read without glasses."""
# A picture cannot run anything in a page; what it may do by itself is said all the same.
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
ASKED_ANEW = "private, no-cache"
"""A picture may be kept by the browser that was shown it, and is asked for anew at each look."""


class Drawings:
    """The pictures that this process drew, by what they were drawn from.

    A picture costs 0.1 to 0.6 seconds of CPU; one that is asked for again costs a look-up.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._shelf, self._pen = Lock(), Lock()

    def draw(self, text: str, digest: str) -> bytes:
        """Give the picture of a chart.

        :param text: Vega-Lite as JSON, with its data in it
        :param digest: of the text
        :raises ValueError: where it is no chart that can be drawn
        """
        found = self._look_up(digest)
        if found is not None:
            return found
        with self._pen:  # one at a time; who waited for the same picture finds it kept
            found = self._look_up(digest)
            if found is None:
                svg = vl_convert.vegalite_to_svg(json.loads(text), allowed_base_urls=[])
                found = svg.encode()
                self._keep(digest, found)
        return found

    def _look_up(self, digest: str) -> bytes | None:
        with self._shelf:
            if digest in self._kept:
                self._kept.move_to_end(digest)
            return self._kept.get(digest)

    def _keep(self, digest: str, svg: bytes) -> None:
        with self._shelf:
            self._kept[digest] = svg
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def drawing(spec: Mapping[str, Any]) -> Response:
    """Give a chart as a picture; nothing that it names outside of itself is loaded.

    :param spec: Vega-Lite, with its data in it
    :raises TypeError: where it holds what is no JSON
    :raises ValueError: where it is no chart that can be drawn
    """
    whole = {**spec, "config": {**LOOK, **spec.get("config", {})}}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    drawings: Drawings = current_app.extensions[DRAWINGS]
    has_it = request.if_none_match.contains(digest)
    svg = b"" if has_it else drawings.draw(text, digest)
    answer = Response(svg, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = NOTHING_ELSE
    answer.headers["Cache-Control"] = ASKED_ANEW
    answer.set_etag(digest)
    answer.make_conditional(request)
    return answer


def serve_drawings(app: Flask) -> None:
    """Give the site its own kept drawings."""
    app.extensions[DRAWINGS] = Drawings()
