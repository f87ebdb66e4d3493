"""Who may open which page: every route declares it, and what is undeclared is closed.

@desk.get("/calls")
@seat(SeatKind.OFFICER)
def calls() -> ResponseReturnValue: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SEAT_NAMES, NotAllowed, SeatKind, require
from koubo_web.requests import actor_or_none, site
from koubo_web.tablets import holder_or_none

View = TypeVar("View", bound=Callable[..., Any])

POLICIES = "koubo_policies"
MARK = "koubo_policy"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate(StrEnum):
    """How far a page is open."""

    PUBLIC = "だれでも"
    DEMO = "体験モードならだれでも"
    SIGNED_IN = "ログインした人"
    SEAT = "席のある人"
    TABLET = "カードで開いたタブレット"


@dataclass(frozen=True)
class Policy:
    """Who may open a page; an object on it is judged once more, by its area's policy."""

    gate: Gate
    seats: frozenset[SeatKind] = frozenset()

    def __str__(self) -> str:
        if self.gate is not Gate.SEAT:
            return str(self.gate)
        return "・".join(name for kind, name in SEAT_NAMES.items() if kind in self.seats)


PUBLIC = Policy(Gate.PUBLIC)
DEMO = Policy(Gate.DEMO)
SIGNED_IN = Policy(Gate.SIGNED_IN)
TABLET = Policy(Gate.TABLET)


class NoPolicy(Exception):
    """A route does not say who may open it; the site does not start."""


def public(view: View) -> View:
    """Open the page to everybody."""
    return _declare(view, PUBLIC)


def public_in_demo(view: View) -> View:
    """Open the page to everybody where this is a demo, and hide it elsewhere."""
    return _declare(view, DEMO)


def signed_in(view: View) -> View:
    """Open the page to everybody who has signed in."""
    return _declare(view, SIGNED_IN)


def seat(*kinds: SeatKind) -> Callable[[View], View]:
    """Open the page to those who hold a seat of one of these kinds today."""
    if not kinds:
        raise TypeError("seat() needs at least one kind")
    policy = Policy(Gate.SEAT, frozenset(kinds))
    return lambda view: _declare(view, policy)


def tablet(view: View) -> View:
    """Open the page to a tablet that a card opened, and to nobody who has signed in."""
    return _declare(view, TABLET)


def _declare(view: View, policy: Policy) -> View:
    setattr(view, MARK, policy)
    return view


def close_undeclared(app: Flask, declared: Mapping[str, Policy]) -> None:
    """Keep every route's policy; called last, when all routes stand.

    :param declared: the policies of endpoints whose views are not ours to decorate
    :raise NoPolicy: with the endpoints that have none
    """
    policies: dict[str, Policy] = {}
    missing: list[str] = []
    for endpoint, view in sorted(app.view_functions.items()):
        found = declared.get(endpoint) or getattr(view, MARK, None)
        if isinstance(found, Policy):
            policies[endpoint] = found
        else:
            missing.append(endpoint)
    if missing:
        raise NoPolicy("だれが開けるかが決まっていないページがあります: " + "、".join(missing))
    app.extensions[POLICIES] = policies


@dataclass(frozen=True)
class RouteLine:
    """One route, as `koubo routes` shows it and the promise test reads it."""

    path: str
    methods: tuple[str, ...]
    endpoint: str
    policy: Policy | None


def route_lines(app: Flask) -> list[RouteLine]:
    """Give every route with its policy, by path."""
    policies: dict[str, Policy] = app.extensions[POLICIES]
    lines = [
        RouteLine(
            path=rule.rule,
            methods=tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
            endpoint=rule.endpoint,
            policy=policies.get(rule.endpoint),
        )
        for rule in app.url_map.iter_rules()
    ]
    return sorted(lines, key=lambda line: (line.path, line.methods))


def policy_of_request() -> Policy | None:
    """Give the policy of the page that was asked for; None where there is no such page."""
    return policy_of(request.endpoint or "")


def policy_of(endpoint: str) -> Policy | None:
    """Give the policy of a page; None where there is no such page."""
    policies: dict[str, Policy] = current_app.extensions[POLICIES]
    return policies.get(endpoint)


def guard() -> ResponseReturnValue | None:
    """Let the request through, lead it to the sign-in page, or refuse it."""
    if request.endpoint is None:
        return None  # no such page: Flask says so itself
    policy = policy_of_request()
    if policy is None or (policy.gate is Gate.DEMO and not site().settings.demo):
        abort(404)
    if policy.gate in (Gate.PUBLIC, Gate.DEMO):
        return None
    if policy.gate is Gate.TABLET:
        if holder_or_none() is None:
            abort(403)
        return None
    actor = actor_or_none()
    if actor is None:
        return _ask_to_sign_in()
    if policy.gate is Gate.SEAT:
        try:
            require(actor, *policy.seats)
        except NotAllowed:
            abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method not in SAFE_METHODS:
        abort(401)  # a redirect would throw away what was typed
    wanted = request.full_path if request.query_string else request.path
    return redirect(url_for("security.login", next=wanted))
