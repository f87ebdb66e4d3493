"""A real server in its own process, on a real port, and somebody who talks HTTP to it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from builders import City, a_call, a_city
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from web.browser import PASSWORD
from web.ready_sites import make_tables
from web.town import give_accounts

KOUBO = Path(sys.executable).with_name("koubo")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Answer:
    """What the server said."""

    status: int
    text: str
    location: str = ""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Visitor:
    """A person with cookies; redirects are shown, not followed."""

    base: str
    _opener: object = field(default=None)

    def __post_init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send(Request(f"{self.base}{path}"))

    def post(self, path: str, fields: Mapping[str, str], page: str = "") -> Answer:
        """Send a form with the token of the page it stands on."""
        token = TOKEN.search(page or self.get(path).text)
        assert token is not None
        body = urlencode({**fields, "csrf_token": token[1]}).encode()
        request = Request(f"{self.base}{path}", data=body)
        request.add_header("Referer", f"{self.base}{path}")
        return self._send(request)

    def upload(self, path: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> Answer:
        """Send a form with files; each is called 規約.pdf."""
        token = TOKEN.search(self.get(path).text)
        assert token is not None
        edge = "koubo-test-edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in {**fields, "csrf_token": token[1]}.items()
        ]
        for name, content in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="規約.pdf"'
            parts.append(f"{head}\r\nContent-Type: application/pdf\r\n\r\n".encode())
            parts += [content, b"\r\n"]
        request = Request(f"{self.base}{path}", data=b"".join(parts) + f"--{edge}--\r\n".encode())
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        request.add_header("Referer", f"{self.base}{path}")
        return self._send(request)

    def _send(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as got:  # type: ignore[attr-defined]
                return Answer(got.status, got.read().decode())
        except HTTPError as got:
            return Answer(got.code, got.read().decode(), got.headers.get("Location", ""))


@dataclass
class Server:
    """A running `koubo serve`, and the city that it serves."""

    city: City
    call_id: int
    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        """Give the address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *before: str) -> None:
        """Start and wait until it answers; ``before`` is a command that runs it."""
        self.process = subprocess.Popen(
            [*before, str(KOUBO), "serve"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, "the server ended"
            time.sleep(0.1)
        raise TimeoutError

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def sign_in(self, person: str) -> Visitor:
        """Give somebody who has signed in."""
        visitor = Visitor(self.base)
        answer = visitor.post("/login", {"email": f"{person}@example.jp", "password": PASSWORD})
        assert answer.status == 302, answer.text
        return visitor


def a_server(folder: Path, database_url: str = "") -> Server:
    """Make a city with an open call in a data folder; the server is not started yet.

    :param database_url: of an empty database; SQLite in the folder if not given
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "KOUBO_DEMO": "yes",
        "KOUBO_DATA": str(folder / "data"),
        "KOUBO_PORT": str(port),
        "KOUBO_DATABASE_URL": database_url or f"sqlite:///{folder / 'data' / 'koubo.sqlite3'}",
    }
    app = create_app(read_settings(settings))
    site = app.extensions[SITE]
    make_tables(site.database)
    city = a_city(site.database, site.files, site.house)
    give_accounts(app, city)
    now = datetime.now(UTC)
    call_id = a_call(city, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1))
    site.database.close()
    environment = {**os.environ, **settings}
    database = Database(settings["KOUBO_DATABASE_URL"])
    reopened = City(database, city.house, FileStore(folder / "data" / "files"), city.ids)
    return Server(reopened, call_id, environment, port)
