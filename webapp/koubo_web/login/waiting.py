"""Slowing down who tries on and on at the way in: whom it is counted for, and what they are told."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from flask import Flask, Response, current_app, g, request

from koubo_web.address import sender_network
from koubo_web.login.tries import (
    ACCOUNT,
    KNOWN,
    MAIL_BY,
    MAIL_TO,
    SENDER,
    Counted,
    Rule,
    counted,
    forgive,
    take_try,
)
from koubo_web.requests import site, unit_of_work

COOKIE = "koubo_known"
COOKIE_AGE = timedelta(days=180)
MINUTE = 60
PASSWORDS = (
    "パスワードが違うことが続いたため、いまは確かめていません。"
    "あと{wait}たってから、もう一度お試しください。"
    "待っているあいだも、「パスワードを忘れたとき」から設定し直せます。"
)
MAILS = (
    "短い時間に何度も受け付けたため、いまはメールを送れません。届いているメールがないか、"
    "迷惑メールの中も確かめてください。あと{wait}たつと、もう一度お試しいただけます。"
)


def wait_for_password(email: str) -> str:
    """Count a try at the password of a mail address.

    :returns: "" where the password may be judged; else what to tell, the same for every address
    """
    return _wait(_password_names(email), PASSWORDS)


def wait_for_mail(email: str) -> str:
    """Count a mail that nobody signed in asks for; the answer as for passwords."""
    names = [_counted(MAIL_TO, email)]
    network = _network()
    if network:
        names.append(_counted(MAIL_BY, network))
    return _wait(names, MAILS)


def password_was_right(email: str) -> None:
    """Begin the counting anew, and know this browser again."""
    forgive(unit_of_work(), _password_names(email))
    g.koubo_known = _counted(KNOWN, email).digest


def sent_too_often() -> str:
    """Give what this request was told where it has to wait; else ""."""
    return str(g.get("koubo_wait_words", ""))


def _password_names(email: str) -> list[Counted]:
    known = _counted(KNOWN, email)
    own = hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), known.digest.encode())
    names = [known if own else _counted(ACCOUNT, email)]
    network = _network()
    if network and not own:
        names.append(_counted(SENDER, network))
    return names


def _wait(names: Sequence[Counted], words: str) -> str:
    left = take_try(unit_of_work(), names)
    if not left:
        return ""
    g.koubo_wait = ceil(left.total_seconds())
    g.koubo_wait_words = words.replace("{wait}", wait_in_words(left))
    kinds = " ".join(one.key[:20] for one in names)
    current_app.logger.warning(
        "too many tries at %s: %s, from %s, %s s to wait",
        request.endpoint, kinds, request.remote_addr, g.koubo_wait,
    )  # fmt: skip
    return sent_too_often()


def wait_in_words(left: timedelta) -> str:
    """Give how long to wait, rounded up."""
    seconds = ceil(left.total_seconds())
    return f"{seconds}秒" if seconds < MINUTE else f"{ceil(seconds / MINUTE)}分"


def _counted(rule: Rule, name: str) -> Counted:
    return counted(rule, name, site().settings.secret_key)


def _network() -> str:
    return sender_network(request.remote_addr or "", site().settings)


def serve_waiting(app: Flask) -> None:
    """Let answers say how long to wait, and browsers that signed in be known again."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    if "koubo_wait" in g:
        response.status_code = 429
        response.headers["Retry-After"] = str(g.koubo_wait)
    if "koubo_known" in g:
        # The digest tells nothing without the site's secret, and opens nothing by itself.
        response.set_cookie(
            COOKIE, g.koubo_known, max_age=COOKIE_AGE,
            secure=site().settings.secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response
