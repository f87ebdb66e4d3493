"""What templates turn values into text with; every page has them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from koubo.applications.receipts import size_word
from koubo.calendar import (
    day_in_japan,
    format_date,
    format_deadline,
    format_deadline_short,
    format_fiscal_year,
    format_moment,
    format_moment_short,
)
from koubo.fields import text_length
from koubo.money import format_yen
from koubo_web.forms.showing import (
    answer_text,
    budget_lines,
    print_note,
    raw_text,
    row_cells,
    row_totals,
    when_text,
)
from koubo_web.lists.cells import in_tags

FILTERS: Mapping[str, Callable[..., Any]] = {
    "yen": format_yen,
    "day": format_date,
    "day_of_moment": lambda at: format_date(day_in_japan(at)),
    "moment": format_moment,
    "moment_short": format_moment_short,
    "deadline": format_deadline,
    "deadline_short": format_deadline_short,
    "fiscal_year": format_fiscal_year,
    "file_size": size_word,
    "answer_text": answer_text,
    "raw_text": raw_text,
    "text_length": text_length,
    "budget_lines": budget_lines,
    "print_note": print_note,
    "row_cells": row_cells,
    "row_totals": row_totals,
    "when_text": when_text,
    "zip": zip,
    "in_tags": in_tags,
}


def serve_filters(app: Flask) -> None:
    """Give every template the filters."""
    app.jinja_env.filters.update(FILTERS)
