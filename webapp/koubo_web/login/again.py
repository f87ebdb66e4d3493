"""Signing in where a session had ended, and going on with what was typed.

Nothing is sent without being asked for: the page after the sign-in has a button that sends the same
form to the same address, where its own policy decides anew.
"""

from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.signals import user_authenticated
from flask_security.utils import logout_user
from flask_security.views import login as sign_in

from koubo.people.models import Person
from koubo_web.access import Gate, policy_of, public
from koubo_web.login.accounts import Account
from koubo_web.login.datastore import wholly_or_not
from koubo_web.login.sizes import refuse_oversized
from koubo_web.login.waiting import sent_too_often
from koubo_web.requests import actor_or_none, forget_actor, unit_of_work
from koubo_web.typed import CARRIED, Typed, bind_token

SWITCH = "switch"
NOT_IN = (
    "メールアドレスかパスワードが違うか、登録の確認がまだ済んでいません。もう一度入力してください。"
)


@public
@wholly_or_not
@refuse_oversized
def again() -> ResponseReturnValue:
    """Let the person sign in, and show what they typed with a button that sends it."""
    typed = Typed.opened(request.form.get(CARRIED, ""))
    if typed is None:
        return redirect(url_for("security.login"))
    if request.form.get("do") == SWITCH and actor_or_none() is not None:
        logout_user()
        forget_actor()
        return sign_in_page(typed)
    if actor_or_none() is None:
        answer: Any = sign_in()
        forget_actor()
        if actor_or_none() is None:
            # A second factor asks on a page of its own; what was typed waits behind 「戻る」.
            asks_more = getattr(answer, "status_code", 200) == 302
            return answer if asks_more else (_refused(typed), 422)
    return resend_page(typed)


def sign_in_page(typed: Typed, error: str = "", wait: str = "") -> str:
    """Give the page that says that the session ended, keeps the form, and lets people sign in."""
    return render_template(
        "errors/signed_out.html",
        typed=typed,
        error=error,
        wait=wait,
        email=request.form.get("email", "") if error or wait else "",
    )


def _refused(typed: Typed) -> str:
    wait = sent_too_often()
    return sign_in_page(typed, wait=wait) if wait else sign_in_page(typed, NOT_IN)


def resend_page(typed: Typed) -> str:
    """Give the page that shows what was typed, and sends it where its writer says so."""
    who = actor_or_none()
    own = typed.person_id == (who.person_id if who else None)
    writer = _name_of(typed.person_id) if not own and typed.person_id else ""
    return render_template(
        "errors/resend.html",
        typed=typed,
        writer=writer,
        may_send=own and typed.drawn_here and (who is not None or _is_public(typed)),
    )


def wire_tokens(app: Flask) -> None:
    """Let every form that is drawn for somebody say so in its token."""
    user_authenticated.connect(_bind, app)


def _bind(sender: Flask, user: Account, **more: Any) -> None:
    bind_token(user.person_id)


def _is_public(typed: Typed) -> bool:
    policy = policy_of(typed.endpoint)
    return policy is not None and policy.gate is Gate.PUBLIC


def _name_of(person_id: int) -> str:
    person = unit_of_work().session.get(Person, person_id)
    return person.name if person else ""
