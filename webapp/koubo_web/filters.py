"""What templates turn values into text with; every page has them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from koubo.calendar import (
    format_date,
    format_deadline,
    format_deadline_short,
    format_fiscal_year,
    format_moment,
)
from koubo.money import format_yen
from koubo_web.forms.showing import answer_text, budget_lines, file_size, raw_text

FILTERS: Mapping[str, Callable[..., Any]] = {
    "yen": format_yen,
    "day": format_date,
    "moment": format_moment,
    "deadline": format_deadline,
    "deadline_short": format_deadline_short,
    "fiscal_year": format_fiscal_year,
    "file_size": file_size,
    "answer_text": answer_text,
    "raw_text": raw_text,
    "budget_lines": budget_lines,
    "zip": zip,
}


def serve_filters(app: Flask) -> None:
    """Give every template the filters."""
    app.jinja_env.filters.update(FILTERS)
