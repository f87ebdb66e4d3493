"""What filing costs beside one bare POST: from the call's start page to the receipt, in CPU.

    PYTHONPATH=tests python -m benchmarks.filing --bench FOLDER

FOLDER holds `bare_app.py` and `loadgen.py`. A bare Flask + SQLAlchemy app and a site of ours run
beside each other; in each round four clients ask them in turn. What is printed is the median of the
rounds, and the ratio to one bare INSERT in a transaction of its own.
"""

import argparse
import importlib
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from benchmarks.page_sites import (
    Served,
    bare_page,
    environment_of,
    koubo_site,
)
from builders import PDF, a_call, a_city
from koubo.plugins import load
from koubo_web import hookspecs
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from koubo_web.tables import migrate_all
from promises.deadline_crowd import Applicant, a_crowd

CLIENTS = 4
COURSE = "kurashiki.collab_prep"
BARE_ROWS = 1_000
MOST = 20
"""So many times the bare POST may the whole flow cost."""
INPUT = re.compile(r"<input[^>]*>")
FILING = re.compile(r"/filings/(\d+)")
EARLIER = re.compile(rb'<option value="(\d+)"')
NUMBER = re.compile(rb"KU26-\d-\d{4}-\d{2}")
DAYS = {
    "starts_on-year": "2026",
    "starts_on-month": "4",
    "starts_on-day": "10",
    "ends_on-year": "2027",
    "ends_on-month": "2",
    "ends_on-day": "28",
}
ANSWERS: dict[str, dict[str, str]] = {
    "project": {
        "project_name": "まちなか防災すごろくづくり",
        "issue": "若い世代が来ない。" * 10,
        "plan": "すごろくを作り遊ぶ。" * 20,
        "effect": "親子で覚える。",
        **DAYS,
    },
    "collaboration": {"wish": "会場を貸してほしい。"},
    "money": {
        "budget-expenses-0-category": "消耗品費",
        "budget-expenses-0-item": "台紙",
        "budget-expenses-0-amount": "138400",
        "budget-incomes-0-category": "requested_grant",
        "budget-incomes-0-amount": "103000",
        "budget-incomes-1-category": "own_funds",
        "budget-incomes-1-item": "会費",
        "budget-incomes-1-amount": "35400",
    },
    "papers": {"pledge": "はい"},
}
FILES = {name: (f"{name}.pdf", "application/pdf", PDF) for name in ("bylaws", "roster")}


def shown_fields(page: bytes) -> dict[str, str]:
    """Give what the form of a page would send as it stands; files and what is unticked are not."""
    text = page.decode()
    found = {}
    for tag in INPUT.findall(text[text.index("<main") :]):
        values = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        ticked = values.get("type") not in {"radio", "checkbox"} or " checked" in tag
        if "name" in values and ticked and values.get("type") != "file":
            found[values["name"]] = values.get("value", "")
    return found


def file_anew(client: Any, call_id: int) -> None:
    """Write every page of the form, hand it in, and read the receipt."""
    page, path = _begin(client, call_id)
    for section in ANSWERS:
        page, path = _write(client, page, path, section)
    _hand_in(client, page, path)


def file_again(client: Any, call_id: int) -> None:
    """Copy what was written a year ago: one draft to save, the papers' and the pledge's."""
    page, path = _begin(client, call_id, copying=True)
    _hand_in(client, *_write(client, page, path, "papers"))


def _begin(client: Any, call_id: int, *, copying: bool = False) -> tuple[bytes, str]:
    path = f"/applicant/calls/{call_id}/start"
    page = client.get(path)
    fields = {**shown_fields(page), "course_id": COURSE}
    if copying:
        fields["source_id"] = EARLIER.findall(page)[0].decode()
    return _post(client, path, fields)


def _write(client: Any, page: bytes, path: str, section: str) -> tuple[bytes, str]:
    if not path.endswith(section):
        raise ValueError(f"at {path}, not at {section}")
    files = FILES if section == "papers" else None
    return _post(client, path, {**shown_fields(page), **ANSWERS[section], "do": "next"}, files)


def _hand_in(client: Any, page: bytes, path: str) -> None:
    receipt, _ = _post(client, path, shown_fields(page))
    if not NUMBER.search(receipt):
        raise ValueError("no receipt")


def _post(
    client: Any, path: str, fields: Mapping[str, str], files: Mapping[str, Any] | None = None
) -> tuple[bytes, str]:
    """Send a form; give the page to which it leads and its path."""
    led_to = client.post(path, list(fields.items()), want=303, files=files)
    status, path, page = client.follow(led_to)
    if status != 200:
        raise ValueError(f"{path}: {status}")
    return page, re.split("[?#]", path)[0]


def bare_post(client: Any) -> None:
    """Add one row, as the bare app does."""
    row = {"csrf": client.token, "key": uuid4().hex, "title": "x", "body": "y " * 500}
    client.post("/add", list(row.items()))


def bare_flow(client: Any, forms: int) -> None:
    """Ask the bare app as often as an applicant asks us: a page, so many rows, a page after each."""
    client.get("/one/1")
    for _ in range(forms):
        bare_post(client)
        client.get("/one/1")


def an_open_call(data: Path) -> tuple[int, list[Applicant]]:
    """Make a site with an open call and as many signed-in groups as there are clients."""
    app = create_app(read_settings(environment_of(data, 8000)), house=load(hookspecs=(hookspecs,)))
    site = app.extensions[SITE]
    migrate_all(site.database)
    city = a_city(site.database, site.files, site.house)
    now, day = datetime.now(UTC), timedelta(days=1)
    call_id = a_call(city, opens_at=now - day, closes_at=now + day)
    crowd = a_crowd(app, city, call_id, CLIENTS)
    site.database.close()
    return call_id, crowd


def main() -> None:
    """Measure round by round, and print the medians."""
    asked = _arguments()
    sys.path.insert(0, str(asked.bench))
    loadgen = importlib.import_module("loadgen")
    with TemporaryDirectory() as made, ExitStack() as stack:
        data = Path(made)
        call_id, crowd = an_open_call(data / "site")
        bare = stack.enter_context(bare_page(asked.bench, data, BARE_ROWS, asked.port))
        ours = stack.enter_context(koubo_site(data / "site", asked.port + 1))

        def applicant(place: int) -> Any:
            client = loadgen.Client(ours.base)
            client.cookies = dict([crowd[place].cookie.split("=", 1)])
            return client

        def stranger(_: int) -> Any:
            client = loadgen.Client(bare.base)
            client.token = loadgen.field(client.get("/one/1"), "csrf")
            return client

        def of_bare(flow: Callable[[Any], None], count: int) -> float:
            return _cost(loadgen, bare, stranger, lambda one, _: flow(one), count)

        def of_ours(flow: Callable[[Any, int], None]) -> float:
            return _cost(loadgen, ours, applicant, lambda one, _: flow(one, call_id), asked.flows)

        rounds = [
            {
                "bare POST": of_bare(bare_post, 600),
                "bare, anew": of_bare(lambda one: bare_flow(one, 6), 100),
                "filed anew": of_ours(file_anew),
                "bare, again": of_bare(lambda one: bare_flow(one, 3), 200),
                "filed again": of_ours(file_again),
            }
            for _ in range(asked.rounds)
        ]
    for name in rounds[0]:
        ratio = median(one[name] / one["bare POST"] for one in rounds)
        print(f"{name:12} {median(one[name] for one in rounds):7.2f} ms CPU  x{ratio:.1f}")
    print(f"goal: filed again at most x{MOST}")


def _cost(
    loadgen: Any,
    served: Served,
    client: Callable[[int], Any],
    flow: Callable[..., None],
    count: int,
) -> float:
    """Give what one flow takes (CPU ms of the server), by four clients."""
    found = loadgen.measure(
        "", flow, client, count, conc=CLIENTS, repeats=1, app_root=served.process, quiet=True
    )
    if found["errors"]:
        raise SystemExit(f"{served.base}: {found['first_error']}")
    return float(found["app_cpu_ms"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--flows", type=int, default=40)
    parser.add_argument("--port", type=int, default=8720)
    return parser.parse_args()


if __name__ == "__main__":
    main()
