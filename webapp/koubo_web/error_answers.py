"""How it is said that something went wrong: as a page, a part of one, JSON, or plain lines.

The page is the site's own where that can be drawn. Where it cannot, or where it is the database
that is gone, a page stands in that asks neither database nor session for anything.
"""

from collections.abc import Callable
from enum import Enum, auto
from pathlib import PurePosixPath

from flask import Response, current_app, jsonify, make_response, render_template, request

from koubo_web.error_words import Words
from koubo_web.incidents import log_incident
from koubo_web.requests import site
from koubo_web.typed import typed_in_vain
from koubo_web.ways_on import path_again, ways_on

PLAIN = "text/plain; charset=utf-8"
PAGES = frozenset({"text/html", "application/xhtml+xml"})
FILES = frozenset(
    {".css", ".csv", ".docx", ".ics", ".js", ".pdf", ".png", ".rss", ".svg", ".txt", ".xlsx",
     ".xml", ".zip"}
)  # fmt: skip
SAID = "#said"
"""The place of every page where parts of pages are told what went wrong."""


class Shape(Enum):
    """What the asker can make use of."""

    PAGE = auto()
    PART = auto()
    JSON = auto()
    LINES = auto()


def shape_wanted() -> Shape:
    """Say what the request's asker can make use of; a browser that goes somewhere wants a page."""
    if request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers:
        return Shape.PART
    asked = {kind for kind, quality in request.accept_mimetypes if quality > 0}
    if asked & PAGES:
        return Shape.PAGE
    ending = PurePosixPath(request.path).suffix.lower()
    if ending == ".json" or any(kind.endswith(("/json", "+json")) for kind in asked):
        return Shape.JSON
    if ending in FILES or any(kind.startswith(("image/", "text/")) for kind in asked):
        return Shape.LINES
    return Shape.PAGE


def answer_trouble(
    code: int, words: Words, *, incident: str = "", wait: int = 0, bare: bool = False
) -> Response:
    """Give the answer in the shape that is wanted.

    :param incident: the number under which the log has it; "" where the office needs none
    :param wait: seconds after which to try again; 0 where time mends nothing
    :param bare: whether to ask neither database nor session for anything
    """
    words = words.filled(current_app.config["MAX_CONTENT_LENGTH"] // 1_000_000)
    draw = {Shape.PAGE: _page, Shape.PART: _part, Shape.JSON: _json, Shape.LINES: _lines}
    answer = draw[shape_wanted()](code, words, incident, bare)
    answer.status_code = code
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def drawn_or_bare(draw: Callable[[], str], words: Words, incident: str = "") -> Response:
    """Give a page; where its frame is what is broken, one that needs none, with the same words."""
    try:
        return make_response(draw())
    except Exception as error:
        return bare_page(words, incident or log_incident(error))


def bare_page(words: Words, incident: str = "", **more: str) -> Response:
    """Give a page drawn without the frame: no database, no session, nobody's name.

    :param more: what else errors/bare.html takes: until, note
    """
    try:
        # Not render_template(): that asks the frame for what it puts onto every page.
        template = current_app.jinja_env.get_template("errors/bare.html")
        settings = site().settings
        page = template.render(
            words=words,
            incident=incident,
            site_name=settings.site_name,
            contact=settings.contact,
            again=path_again(),
            **more,
        )
    except Exception as error:
        log_incident(error)
        return _plain_lines(words, incident)
    return make_response(page)


def _page(code: int, words: Words, incident: str, bare: bool) -> Response:
    if bare:
        return bare_page(words, incident)
    return drawn_or_bare(
        lambda: render_template(
            "layout/error.html",
            heading=words.heading,
            message=words.message,
            remedy=words.remedy,
            reference=incident,
            links=ways_on(code),
            office=site().settings.contact,
            typed=typed_in_vain(),
        ),
        words,
        incident,
    )


def _part(code: int, words: Words, incident: str, bare: bool) -> Response:
    """Give a banner for the place of the page where trouble is told; the rest of it stays."""
    template = current_app.jinja_env.get_template("errors/part.html")
    sent = request.method == "POST"
    answer = make_response(template.render(words=words, incident=incident, sent=sent))
    answer.headers["HX-Retarget"] = SAID
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _json(code: int, words: Words, incident: str, bare: bool) -> Response:
    told = {
        "code": code,
        "heading": words.heading,
        "message": words.message,
        "remedy": words.remedy,
        "incident": incident,
    }
    return jsonify({name: value for name, value in told.items() if value})


def _lines(code: int, words: Words, incident: str, bare: bool) -> Response:
    return _plain_lines(words, incident)


def _plain_lines(words: Words, incident: str) -> Response:
    lines = [*words.lines, *([f"お問い合わせの番号：{incident}"] if incident else [])]
    answer = make_response("\n".join(lines) + "\n")
    answer.headers["Content-Type"] = PLAIN
    return answer
