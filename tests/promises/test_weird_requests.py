"""Whatever a request looks like, and however often it comes, the site answers and nothing breaks."""

import shutil
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from promises.pressed_twice import forms_of, grown, numbers
from promises.test_weird_input import at, methods_of, place
from promises.watched_city import Watched, a_watched_city

pytestmark = pytest.mark.timeout(600)
"""Every button of a city is pressed in one test."""

ODD_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS", "HEAD", "NONSENSE")
LONG = "x" * 60_000
MULTIPART = "multipart/form-data"
PART = b'--b\r\nContent-Disposition: form-data; name="note"'
BODIES: tuple[tuple[str, bytes], ...] = (
    (MULTIPART, b"no boundary at all"),
    (f"{MULTIPART}; boundary=b", b"--other\r\n\r\n--other--"),
    (f"{MULTIPART}; boundary=b", PART + b"\r\n\r\nnever ends"),
    (f"{MULTIPART}; boundary=b", PART + b'; filename="\0../a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'),
    (f"{MULTIPART}; boundary=b", PART + b"; filename*=UTF-8''%ff%fe\r\n\r\n\xff\xfe\r\n--b--\r\n"),
    (f"{MULTIPART}; boundary=b", b"--b\r\nX: " + b"x" * 70_000 + b"\r\n\r\n\r\n--b--\r\n"),
    ("application/x-www-form-urlencoded", b"note=%ff%fe&\xff\xfe=%&name=%00&&&==&version=%zz"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"note=+ADw-script+AD4-"),
    ("application/json", b'{"note": '),
    ("text/html; charset=\xff", b"\x00" * 64),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Range": "bytes=0-0"},
    {"Range": "bytes=999999999999-"},
    {"Range": "bytes=5-1,9-2,-0"},
    {"Range": "rows=abc"},
    {"If-None-Match": 'W/"', "If-Modified-Since": "yesterday", "If-Range": "x"},
    {"Accept": "text/html;q=high, */*;q=-1, /", "Accept-Language": "xx-\x80;q=1;;", "Accept-Encoding": ";"},
    {"Cookie": "koubo=.eJx; koubo=\xff; koubo_known=; koubo_lang=\xff; =; ;;"},
    {"Referer": "https://[::1", "X-Forwarded-For": "\xff", "Forwarded": "for=,,;"},
    {"HX-Request": "true", "HX-Boosted": "\x80", "HX-Current-URL": "javascript:"},
    {"X-Long": LONG, "User-Agent": LONG},
    {"Content-Length": "-1", "Transfer-Encoding": "chunked"},
)  # fmt: skip
PATHS = (
    "/" + "a/" * 2_000,
    "/%00",
    "/%ff%fe",
    "/officer/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/",
    "/applicant/applications/1%0d%0aSet-Cookie:x=1",
    "/calls?" + "&".join(f"q{number}=1" for number in range(5_000)),
    "/calls?" + "a[" * 1_000 + "=1",
    "/login?next=" + "%2f" * 5_000,
    "/login?next=%00&next=javascript:alert(1)&lang=%ff",
    "/static/%00",
    "/static/..%5c..%5capp.py",
    "/static/" + "a" * 5_000,
)
MADE_ANEW = {
    "officer.make_presentation_cards",  # each press gives new cards and revokes those before
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Give a city in which every page has something on it; its forms need no token here."""
    data = tmp_path_factory.mktemp("requests")
    found = a_watched_city(data)
    found.town.app.config["WTF_CSRF_ENABLED"] = False
    yield found
    found.close()
    shutil.rmtree(data)


@pytest.fixture(scope="module")
def clients(watched: Watched) -> dict[str, FlaskClient]:
    """Give somebody of each desk, signed in."""
    people = ("applicant", "officer", "auditor", "department_person", "releaser", "reviewer_a")
    return {person: watched.client(person) for person in people}


def places(watched: Watched, method: str) -> Iterator[tuple[str, str]]:
    """Give a page's endpoint and one address of it, for all that take a method."""
    for rule in watched.town.app.url_map.iter_rules():
        known = rule.endpoint.partition(".")[0] not in ("tablet", "static", "security", "login")
        if known and "." in rule.endpoint and method in methods_of(watched, rule.endpoint):
            try:
                at(rule.endpoint)
                given = {name: place(watched, name) for name in rule.arguments}
            except KeyError:
                continue
            path = rule.rule
            for name, value in given.items():
                for kind in ("", "int:", "path:"):
                    path = path.replace(f"<{kind}{name}>", value)
            yield rule.endpoint, path


def test_no_method_breaks_a_page(watched: Watched, clients: dict[str, FlaskClient]) -> None:
    client = clients["officer"]
    paths = ["/", "/login", "/officer/inbox", "/officer/calls.csv", "/static/koubo.svg", "/nothing"]

    broken = [
        (method, path, answer.status_code)
        for method in ODD_METHODS
        for path in paths
        if (answer := client.open(path, method=method)).status_code >= 500
    ]

    assert broken == []
    refused = client.put("/officer/inbox")
    assert (refused.status_code, "GET" in refused.headers["Allow"]) == (405, True)


def test_no_header_breaks_a_page_or_a_file(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    found = list(places(watched, "GET"))
    assert len(found) > 100
    broken = []
    for number, (endpoint, path) in enumerate(found[::3]):
        # A page of three meets one of them; all of them are met by pages of every desk.
        headers = HEADERS[number % len(HEADERS)]
        answer = clients[at(endpoint)].get(path, headers=headers)
        if answer.status_code >= 500:
            broken.append((path, headers, answer.status_code))
        answer.close()

    assert broken == []


def test_a_part_of_a_file_is_given_or_refused_in_words(watched: Watched) -> None:
    client = watched.client("nobody")

    part = client.get("/static/koubo.svg", headers={"Range": "bytes=0-3"})
    none = client.get("/static/koubo.svg", headers={"Range": "bytes=999999-"})

    assert part.status_code in (200, 206)
    assert none.status_code in (200, 416)


def test_no_address_breaks_the_site(clients: dict[str, FlaskClient]) -> None:
    broken = [
        (path[:60], answer.status_code)
        for path in PATHS
        if (answer := clients["officer"].get(path)).status_code >= 500
        or "Set-Cookie: x" in str(answer.headers)
    ]

    assert broken == []


def test_pressing_twice_makes_no_record_twice(
    watched: Watched, clients: dict[str, FlaskClient]
) -> None:
    pressed: set[str] = set()
    twice = set()
    for person, client in clients.items():
        own = [path for endpoint, path in places(watched, "GET") if at(endpoint) == person]
        for endpoint, path, fields in forms_of(watched, client, own):
            if endpoint in pressed or endpoint.startswith("security."):
                continue
            pressed.add(endpoint)
            client.post(path, data=fields)
            before = numbers(watched)
            answer = client.post(path, data=fields)
            if grown(before, numbers(watched)) or answer.status_code >= 500:
                twice.add(endpoint)

    assert len(pressed) > 80
    assert twice - MADE_ANEW == set()


def test_no_body_breaks_a_form(watched: Watched, clients: dict[str, FlaskClient]) -> None:
    found = list(places(watched, "POST"))
    assert len(found) > 100
    broken = []
    for number, (endpoint, path) in enumerate(found):
        for step in range(2):
            kind, body = BODIES[(number + step * 3) % len(BODIES)]
            answer = clients[at(endpoint)].post(path, data=body, content_type=kind)
            if answer.status_code >= 500:
                broken.append((path, kind, body[:60], answer.status_code))

    assert broken == []
