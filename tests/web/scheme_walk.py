"""An officer at a scheme: uploading, mending, publishing, as the desk's own forms send it."""

from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from web.browser import Browser
from web.pages import fields_of, send, soup

SCHEMES = "/officer/schemes"
UPLOAD = "/officer/scheme-files/upload"
KURASHIKI = f"{SCHEMES}/kurashiki"
NOTE = "要綱の改正に合わせた"


def upload(officer: Browser, content: bytes, cases: bytes = b"") -> TestResponse:
    """Send files to the page that takes them in."""
    files: dict[str, Any] = {"file": (BytesIO(content), "scheme.yaml")}
    if cases:
        files["cases_file"] = (BytesIO(cases), "cases.yaml")
    sent = send(officer, UPLOAD, files)
    sent.request.environ["wsgi.input"].close()  # what the client keeps a large file in
    return sent


def new_copy(officer: Browser, scheme_id: str = "kurashiki") -> str:
    """Start a working copy of an offered scheme; give its address."""
    started = officer.post(f"{SCHEMES}/{scheme_id}/edit")
    assert started.status_code == 303, started.text
    return str(started.location)


def typed_in(officer: Browser, copy: str) -> dict[str, Any]:
    """Give what the page of a copy has in its form."""
    return fields_of(soup(officer.get(copy)))


def save(officer: Browser, copy: str, **changed: Any) -> TestResponse:
    """Send the form of a copy with some boxes changed."""
    return send(officer, copy, {**typed_in(officer, copy), **changed})


def mend(officer: Browser, copy: str, *changes: tuple[str, str], **more: Any) -> TestResponse:
    """Replace texts in a copy, each of them once, and save it."""
    text = typed_in(officer, copy)["text"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return save(officer, copy, text=text, **more)


def publish(officer: Browser, copy: str, **fields: str) -> TestResponse:
    """Publish a copy as a release."""
    version = typed_in(officer, copy)["version"]
    return send(officer, f"{copy}/publish", {"version": version, "note": NOTE, **fields})


def complaints(page: Any) -> list[tuple[str, str]]:
    """Give number and text of each line that is marked as wrong."""
    return [
        (
            "".join(one.find_all(string=True, recursive=False)),
            line.select_one("code").get_text(),
        )
        for line in page.select(".k-source__line[data-wrong]")
        for one in line.select(".k-source__number")
    ]
