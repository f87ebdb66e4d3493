"""What our pages cost beside a bare Flask + SQLAlchemy page of the same shape, in CPU of the server.

    PYTHONPATH=tests python -m benchmarks.pages --bench FOLDER --data FOLDER

FOLDER of --bench holds `bare_app.py` and `loadgen.py`; in that of --data the towns are made (the
large one takes minutes) and kept. Three servers run beside each other: the bare page, a site with
few applications, and one with many. Each round asks every page of all three in turn, from four
clients; what is printed is the median of the rounds, and its ratio to the bare page.
"""

import argparse
import importlib
import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.page_sites import Served, bare_page, fill, koubo_site
from web.browser import PASSWORD

FEW, MANY = 1_000, 100_000
CLIENTS = 4


@dataclass(frozen=True)
class Measured:
    """A page of ours, the bare one of its shape, and how many times that it may cost."""

    name: str
    path: str
    bare: str
    most: float
    person: str = "officer"


PAGES = (
    Measured("staff list of 50", "/officer/calls/1/applications", "/list", 4),
    Measured("the same, waiting", "/officer/calls/1/applications?state=waiting", "/list", 4),
    Measured("one application", "/officer/applications/1", "/one/1", 4),
    Measured("its reviews", "/officer/calls/1/review/documents/applications/1", "/one/1", 4),
    Measured("ranking of 50", "/officer/calls/1/review/documents", "/ranking", 4),
    Measured("public call", "/calls/1", "/one/1", 3, person=""),
)


@dataclass
class Bench:
    """The load generator, the servers, and the CPU milliseconds of each page, by server."""

    loadgen: Any
    servers: dict[str, Served]
    requests: int

    def cost(self, server: str, path: str, person: str = "") -> float:
        """Give what one request takes (CPU ms of the server), asked by four clients."""
        served = self.servers[server]
        found = self.loadgen.measure(
            path,
            lambda client, _: client.get(path),
            lambda _: self._client(served, person),
            self.requests,
            conc=CLIENTS,
            repeats=1,
            app_root=served.process,
            quiet=True,
        )
        if found["errors"]:
            raise SystemExit(f"{server} {path}: {found['first_error']}")
        return float(found["app_cpu_ms"])

    def _client(self, served: Served, person: str) -> Any:
        client = self.loadgen.Client(served.base)
        if person:
            token = self.loadgen.field(client.get("/login"), "csrf_token")
            typed = {"email": f"{person}@example.jp", "password": PASSWORD, "csrf_token": token}
            client.post("/login", typed)
        return client


def main() -> None:
    """Measure, and print a line for each page."""
    asked = _arguments()
    sys.path.insert(0, str(asked.bench))
    sizes = {"few": FEW} if asked.few_only else {"few": FEW, "many": asked.many}
    for name, count in sizes.items():
        fill(asked.data / name, count)
    with ExitStack() as stack:
        servers = {"bare": stack.enter_context(bare_page(asked.bench, asked.data, FEW, asked.port))}
        for place, name in enumerate(sizes, start=1):
            site = koubo_site(asked.data / name, asked.port + place)
            servers[name] = stack.enter_context(site)
        bench = Bench(importlib.import_module("loadgen"), servers, asked.requests)
        _report(_costs(bench, asked.rounds), list(sizes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--few-only", action="store_true")
    return parser.parse_args()


def _costs(bench: Bench, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Ask every page of every server once a round; give the costs by page and server."""
    costs: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(rounds):
        for page in PAGES:
            costs[page.name, "bare"].append(bench.cost("bare", page.bare))
            for server in list(bench.servers)[1:]:
                costs[page.name, server].append(bench.cost(server, page.path, page.person))
    return costs


def _report(costs: dict[tuple[str, str], list[float]], sizes: list[str]) -> None:
    print("CPU ms a page at 4 clients, median of the rounds; ratios of the same round")
    for page in PAGES:
        bare = costs[page.name, "bare"]
        few = costs[page.name, "few"]
        line = f"{page.name:20} bare {median(bare):6.2f}  few {median(few):6.2f}"
        line += f"  x{_ratio(few, bare):.2f} (goal {page.most:g})"
        if "many" in sizes:
            many = costs[page.name, "many"]
            line += f"  many {median(many):6.2f}  x{_ratio(many, few):.2f} of few (goal 1.3)"
        print(line)


def _ratio(ours: list[float], others: list[float]) -> float:
    return median(one / other for one, other in zip(ours, others, strict=True))


if __name__ == "__main__":
    main()
