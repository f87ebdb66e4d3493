"""Presses every button of a town twice, as it is drawn, and notes which records come twice."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from koubo.storage.base import Base
from promises.watched_city import Watched

LOGS = {"history", "chain_head", "event", "mail", "access_log", "try_count", "counter"}
"""What grows with whatever happens."""
FORMS = SoupStrainer("form", method="post")
UNTOUCHED = ("submit", "button", "file")
TYPED = "理由です"
"""What is typed where nothing stands."""


def numbers(watched: Watched) -> dict[str, int]:
    """Count the rows of every table that holds records."""
    tables = [name for name in Base.metadata.tables if name not in LOGS]
    counts = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in tables)
    with watched.town.city.database.engine.connect() as connection:
        [found] = connection.exec_driver_sql(f"SELECT {counts}")
    return dict(zip(tables, found, strict=True))


def grown(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Name the tables that have more rows than before."""
    return [name for name, number in after.items() if number > before[name]]


def forms_of(
    watched: Watched, client: FlaskClient, paths: list[str]
) -> Iterator[tuple[str, str, MultiDict[str, str]]]:
    """Give endpoint, address and fields of every form on some pages."""
    adapter = watched.town.app.url_map.bind("localhost")
    for path in paths:
        answer = client.get(path)
        if answer.mimetype != "text/html":
            answer.close()
            continue
        page = BeautifulSoup(answer.text, "html.parser", parse_only=FORMS)
        for form in page.find_all("form", recursive=False):
            target = urlsplit(urljoin(path, str(form.get("action", "")) or path)).path
            try:
                endpoint, _ = adapter.match(target, method="POST")
            except HTTPException:
                continue
            yield endpoint, target, filled(form)


def filled(form: Tag) -> MultiDict[str, str]:
    """Give what a hurried person sends: what is there, and a word where nothing is."""
    sent: MultiDict[str, str] = MultiDict()
    for box in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(box["name"]), str(box.get("type", "text"))
        if kind in UNTOUCHED or box.has_attr("disabled") or (kind == "radio" and name in sent):
            continue
        if box.name == "select":
            options = [str(one["value"]) for one in box.select("option[value]") if one["value"]]
            sent.add(name, options[0] if options else "")
        elif box.name == "textarea":
            sent.add(name, box.get_text().removeprefix("\n") or TYPED)
        else:
            sent.add(name, str(box.get("value", "")) or (TYPED if kind == "text" else ""))
    button = form.select_one("button[name]:not(.k-default-submit)")
    if button is not None:
        sent.add(str(button["name"]), str(button.get("value", "")))
    return sent
