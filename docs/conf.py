"""How the documentation is built: Sphinx, MyST and furo; nothing is fetched from the network.

A page takes parts from the code with a line of its own, ``<!-- from the code: hooks -->``.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from reference import filled

project = "Koubo"
language = "ja"
extensions = ["myst_parser"]
exclude_patterns = ["_build", "reference"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
smartquotes = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["koubo.css"]
html_title = "Koubo（公募）"
html_show_sphinx = False
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False


def fill(app: Any, page: str, source: list[str]) -> None:
    """Put into a page what it takes from the code."""
    source[0] = filled(source[0])


def setup(app: Any) -> None:
    """Fill pages as Sphinx reads them."""
    app.connect("source-read", fill)
