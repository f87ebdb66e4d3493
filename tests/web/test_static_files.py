"""Style sheets and scripts: one sheet for all pages, kept for a year, packed; answers packed too."""

import gzip
import json
import random
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from flask import Flask, Response, url_for
from werkzeug.test import TestResponse

from koubo_web.access import public
from koubo_web.compression import SMALLEST, packed, serve_compressed
from koubo_web.static_files import FOLDER, style_sheet
from web.browser import BASE_URL

PACKED = {"Accept_Encoding": "gzip, deflate, br"}
LONG = "募集要項 " * SMALLEST


def address(app: Flask, name: str) -> str:
    with app.test_request_context(base_url=BASE_URL):
        return url_for("static", filename=name)


def asked(app: Flask, path: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(path, headers=named)


def test_a_file_with_the_digest_is_kept_for_a_year_and_never_asked_for_again(app: Flask) -> None:
    answer = asked(app, address(app, "koubo.css"))

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text == style_sheet()
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/static/koubo.css", "/static/0123456789ab/koubo.css"])
def test_without_the_digest_or_with_an_older_one_it_is_asked_after_again(
    app: Flask, path: str
) -> None:
    first = asked(app, path)

    assert first.headers["Cache-Control"] == "no-cache"
    assert asked(app, path, If_None_Match=first.headers["ETag"]).status_code == 304


def test_a_script_finds_its_neighbours_below_the_same_digest(app: Flask) -> None:
    script = address(app, "js/tablet.js")

    neighbour = asked(app, urljoin(script, "./tablet_words.js"))

    assert neighbour.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_is_sent_packed_to_who_takes_that_and_in_parts_plain(app: Flask) -> None:
    path = address(app, "koubo.css")
    whole = asked(app, path)
    small = asked(app, path, **PACKED)
    part = asked(app, path, Range="bytes=10-19")

    assert gzip.decompress(small.data) == whole.data
    assert small.headers["Content-Length"] == str(len(small.data))
    assert small.headers["ETag"] != whole.headers["ETag"]
    assert asked(app, path, **PACKED, If_None_Match=small.headers["ETag"]).status_code == 304
    assert (part.status_code, part.data) == (206, whole.data[10:20])


@pytest.mark.parametrize("name", ["css/base.css", "js/none.js", "js", "../app.py"])
def test_nothing_else_is_sent(app: Flask, name: str) -> None:
    assert asked(app, f"/static/{name}").status_code == 404


def test_every_style_sheet_is_in_the_one_and_no_page_names_another() -> None:
    whole = style_sheet()
    templates = sorted((FOLDER.parent / "templates").rglob("*.html"))

    assert [one.name for one in templates if "filename='css/" in one.read_text("utf-8")] == []
    for one in (FOLDER / "css").glob("*.css"):
        last = one.read_text("utf-8").rsplit("{", 1)[1].split(";")[0].strip()
        assert last in whole, one.name
    assert whole.count("{") == whole.count("}")


@pytest.fixture
def answers() -> Flask:
    """Give an app that answers a text, a short one, a stream, a picture, and with an ETag."""
    app = Flask("answers")
    serve_compressed(app)

    @app.get("/<kind>")
    @public
    def answer(kind: str) -> Response:
        if kind == "stream":
            return Response(lines(), mimetype="text/csv")
        told = Response("short" if kind == "short" else LONG)
        told.mimetype = "image/png" if kind == "picture" else "text/html"
        if kind == "etag":
            told.set_etag("abc")
        return told

    return app


def lines() -> Iterator[str]:
    found = random.Random(1)  # what packing cannot foresee, the same each time
    yield from (f"{number},{found.getrandbits(2_000)}\r\n" for number in range(500))


def test_a_page_is_packed_for_who_takes_it(answers: Flask) -> None:
    small, whole = asked(answers, "/long", **PACKED), asked(answers, "/long")

    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == whole.data == LONG.encode()
    assert small.headers["Content-Length"] == str(len(small.data))
    assert [one.headers["Vary"] for one in (small, whole)] == ["Accept-Encoding"] * 2


@pytest.mark.parametrize("kind", ["short", "picture"])
def test_what_gains_nothing_is_left_as_it_is(answers: Flask, kind: str) -> None:
    assert "Content-Encoding" not in asked(answers, f"/{kind}", **PACKED).headers


def test_a_refused_packing_is_not_done(answers: Flask) -> None:
    assert "Content-Encoding" not in asked(answers, "/long", Accept_Encoding="gzip;q=0").headers


def test_the_same_content_in_other_bytes_has_a_weak_mark(answers: Flask) -> None:
    assert asked(answers, "/etag", **PACKED).headers["ETag"] == 'W/"abc"'


def test_what_is_streamed_goes_on_streaming(answers: Flask) -> None:
    answer = answers.test_client().get("/stream", headers={"Accept-Encoding": "gzip"})
    parts = list(answer.response)

    assert gzip.decompress(b"".join(parts)).decode() == "".join(lines())
    assert len(parts) > 3
    assert "Content-Length" not in answer.headers


def test_a_stream_that_is_left_is_closed() -> None:
    closed = []

    def rows() -> Iterator[bytes]:
        try:
            while True:
                yield LONG.encode()
        finally:
            closed.append(True)

    app = Flask("left")
    serve_compressed(app)
    app.add_url_rule("/", view_func=lambda: Response(rows(), mimetype="text/csv"))
    answer = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})

    next(iter(answer.response))
    answer.close()

    assert closed == [True]


def test_the_length_of_a_page_does_not_tell_what_is_in_it() -> None:
    lengths = {len(b"".join(packed([LONG.encode()]))) for _ in range(50)}

    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100


def test_json_is_packed_too(answers: Flask) -> None:
    answers.add_url_rule("/told/json", view_func=lambda: {"told": LONG})

    answer = asked(answers, "/told/json", **PACKED)

    assert json.loads(gzip.decompress(answer.data)) == {"told": LONG}
