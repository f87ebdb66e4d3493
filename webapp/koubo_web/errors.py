"""What goes wrong, said in Japanese and with a way on."""

from dataclasses import replace

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, InternalServerError

from koubo.hooks import PluginFault
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused, Stale
from koubo_web.access import Gate, policy_of_request
from koubo_web.error_answers import Shape, answer_trouble, drawn_or_bare, shape_wanted
from koubo_web.error_words import (
    EXPIRED,
    FAULT,
    NO_DATABASE,
    NO_TABLET,
    NOT_NOW,
    PLUGIN_FAULT,
    STALE,
    Words,
    words_for,
)
from koubo_web.incidents import log_incident
from koubo_web.login.again import resend_page, sign_in_page
from koubo_web.requests import actor_or_none
from koubo_web.typed import typed_in_vain

DATABASE_GONE = (OperationalError, InterfaceError, NoConnection)
SOON = 30
LATER = 60
"""Seconds after which to try again: what is busy, and what is broken."""


def serve_errors(app: Flask) -> None:
    """Answer everything that can go wrong with a page of ours."""
    app.register_error_handler(HTTPException, say_http)
    app.register_error_handler(CSRFError, say_expired)
    app.register_error_handler(NotFound, lambda error: answer_trouble(404, words_for(404)))
    app.register_error_handler(NotAllowed, lambda error: answer_trouble(403, words_for(403)))
    app.register_error_handler(Stale, lambda error: answer_trouble(409, STALE))
    app.register_error_handler(Refused, say_refused)
    app.register_error_handler(PluginFault, say_plugin_fault)
    app.register_error_handler(Exception, say_fault)


def say_http(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error in our words; a redirect passes."""
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return say_fault(error.original_exception)
    code = error.code or 500
    if code < 400:
        return error.get_response()
    typed = typed_in_vain() if code == 401 else None
    if typed is not None and shape_wanted() is Shape.PAGE:
        return _with_code(drawn_or_bare(lambda: sign_in_page(typed), words_for(401)), 401)
    answer = answer_trouble(code, _words_of(code), wait=SOON if code in (429, 503) else 0)
    for name in ("Allow", "Content-Range", "Retry-After"):
        for given in dict(error.get_headers()).get(name, "").splitlines():
            answer.headers[name] = given
    return answer


def say_expired(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token does not fit the session: what was typed can be sent again."""
    who, typed = actor_or_none(), typed_in_vain()
    if who is not None and request.endpoint == "security.login":
        return redirect(url_for("public.home"))  # signed in on another tab meanwhile
    if typed is None or shape_wanted() is not Shape.PAGE:
        return answer_trouble(400, EXPIRED)
    if who is None and typed.person_id is not None:
        return _with_code(drawn_or_bare(lambda: sign_in_page(typed), EXPIRED), 400)
    return _with_code(drawn_or_bare(lambda: resend_page(typed), EXPIRED), 400)


def say_refused(error: Refused) -> ResponseReturnValue:
    """Answer a step that may not be taken now, with the action's own sentence."""
    return answer_trouble(409, Words(NOT_NOW, error.message))


def say_plugin_fault(error: PluginFault) -> ResponseReturnValue:
    """Answer a step that a plugin could not judge: nothing is taken, nothing is lost."""
    return answer_trouble(503, PLUGIN_FAULT, incident=log_incident(error), wait=LATER)


def say_fault(error: BaseException) -> ResponseReturnValue:
    """Answer what nobody foresaw, with a number under which the log has it."""
    incident = log_incident(error)
    if isinstance(error, DATABASE_GONE):
        # Not asked once more: every page of the site would wait for it again.
        return answer_trouble(503, NO_DATABASE, incident=incident, wait=SOON, bare=True)
    return answer_trouble(500, FAULT, incident=incident)


def _words_of(code: int) -> Words:
    policy = policy_of_request()
    if code == 403 and policy is not None and policy.gate is Gate.TABLET:
        return NO_TABLET
    words = words_for(code)
    if code == 403 and actor_or_none() is None:
        return replace(words, message="このページを開くには、ログインが必要です。")
    return words


def _with_code(answer: Response, code: int) -> Response:
    answer.status_code = code
    return answer
