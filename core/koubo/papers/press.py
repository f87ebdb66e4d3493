"""Printing one paper from its template: values as JSON, the fonts that come with Koubo."""

import json
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent


def print_paper(template: str, **inputs: Any) -> bytes:
    """Give a tagged PDF (PDF/UA-1) of a template that stands beside this file.

    :param inputs: what the template reads by name from ``sys.inputs``, as JSON; texts in it are
        shown as they are and never evaluated
    """
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    printed = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=fonts,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={name: json.dumps(each, ensure_ascii=False) for name, each in inputs.items()},
    )
    if not isinstance(printed, bytes):
        raise TypeError("typst gave no PDF")
    return printed
