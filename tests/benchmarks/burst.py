"""The last second before a deadline: how long 500 filings, each pressed twice, wait beside bare INSERTs.

    PYTHONPATH=tests python -m benchmarks.burst --bench FOLDER [--postgresql URL]

FOLDER holds `bare_app.py` and `burst.py`. Round by round a bare app and a site of ours, each fresh
and alone, take the same posts under the same server; what is printed is how long until the last
one has its answer. URL is that of a PostgreSQL server where databases may be made and dropped;
without it both keep to SQLite, with synchronous=FULL.
"""

import argparse
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.page_sites import bare_page
from conftest import name_database, say
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from promises.deadline_crowd import a_crowd, press_all
from promises.server import a_server

COUNT = 500
MOST = 3
"""So many times as long as the bare app may it take."""
DRAINED = re.compile(r"drained in ([\d.]+) s")


@contextmanager
def a_database(server: str) -> Iterator[str]:
    """Give the address of an empty database on a server; nothing where there is no server."""
    if not server:
        yield ""
        return
    say(server, "DROP DATABASE IF EXISTS burst WITH (FORCE)", "CREATE DATABASE burst")
    try:
        yield name_database(server, "burst")
    finally:
        say(server, "DROP DATABASE burst WITH (FORCE)")


def bare_drain(bench: Path, server: str, port: int) -> float:
    """Give how long the bare app takes (seconds)."""
    with TemporaryDirectory() as made, a_database(server) as url:
        database = url.replace("postgresql://", "postgresql+psycopg://")
        with bare_page(bench, Path(made), 1, port, database) as served:
            command = [sys.executable, str(bench / "burst.py"), served.base, str(COUNT)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = DRAINED.search(told)
    if found is None or "lost 0, duplicated 0" not in told:
        raise SystemExit(told)
    return float(found[1])


def our_drain(server: str) -> float:
    """Give how long a site of ours takes (seconds)."""
    with TemporaryDirectory() as made, a_database(server) as url:
        ours = a_server(Path(made), url)
        ours.environment["KOUBO_DEMO"] = ""
        ours.environment["KOUBO_SECRET_KEY"] = "3f1d9ac07be84652d1f0a9c8e7b6543210fedcba"
        ours.environment["KOUBO_BASE_URL"] = ours.base
        app = create_app(read_settings(ours.environment))
        crowd = a_crowd(app, ours.city, ours.call_id, COUNT)
        app.extensions[SITE].database.close()
        ours.start()
        try:
            begun = time.perf_counter()
            answers = Counter(one.status for one in press_all(ours.base, crowd))
            drained = time.perf_counter() - begun
        finally:
            ours.kill()
            ours.city.database.close()
    if answers != {303: 2 * COUNT}:
        raise SystemExit(f"answers: {answers}")
    return drained


def main() -> None:
    """Measure in turn, and print each round and the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8740)
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.bench))
    bare, ours = list[float](), list[float]()
    for _ in range(asked.rounds):
        bare.append(bare_drain(asked.bench, asked.postgresql, asked.port))
        ours.append(our_drain(asked.postgresql))
        print(f"bare {bare[-1]:.2f} s, ours {ours[-1]:.2f} s", flush=True)
    print(f"x{median(ours) / median(bare):.2f} (goal {MOST})")


if __name__ == "__main__":
    main()
