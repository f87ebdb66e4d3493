"""Our own pages of the way in: what to do after registering, and the page that confirms."""

from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_security.core import Security
from flask_security.utils import get_message
from flask_security.views import confirm_email as confirm_at_once

from koubo_web.access import public
from koubo_web.login.accounts import Account
from koubo_web.login.again import again
from koubo_web.login.wanted import forget_wanted, wanted_by, wanted_path
from koubo_web.requests import actor_or_none, forget_actor

WRONG_PASSWORD = "「パスワード」が違います。登録のときに決めたパスワードを入力してください。"


def login_pages() -> Blueprint:
    """Give the blueprint of our own pages of the way in."""
    pages = Blueprint("login", __name__)
    pages.get("/register/sent")(sent)
    pages.post("/login/again")(again)
    return pages


@public
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way, and what to do with it."""
    return render_template("login/sent.html", wanted=wanted_path())


def confirm_email(token: str) -> ResponseReturnValue:
    """Show a page with a button; only its POST, with the account's password, confirms.

    Flask-Security confirms on GET, and so would every scanner that follows links in mails. Without
    the password, somebody could register the address of another, who then confirms it for them.
    """
    expired, invalid, account = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    if not (expired or invalid) and account is not None and account.confirmed_at is None:
        error = ""
        if request.method == "POST":
            if _knows_password(account, request.form.get("password", "")):
                return _confirmed(token, account)
            error = WRONG_PASSWORD
        return render_template(
            "login/confirm.html", token=token, email=account.email, error=error
        ), 422 if error else 200
    if account is not None and account.confirmed_at is not None:
        return _lead_to("security.login", "ALREADY_CONFIRMED", next=wanted_by(account) or None)
    return _lead_to("security.send_confirmation", "INVALID_CONFIRMATION_TOKEN")


def confirm_by_reset(sender: Flask, user: Account, **more: Any) -> None:
    """Confirm the address of somebody who has just chosen a password through a mailed link."""
    confirm_user(user)  # type: ignore[no-untyped-call]


def _knows_password(account: Account, typed: str) -> bool:
    security: Security = current_app.extensions["security"]
    return account.verify_and_update_password(security.password_util.normalize(typed))


def _confirmed(token: str, account: Account) -> ResponseReturnValue:
    path = wanted_by(account)
    answer: ResponseReturnValue = confirm_at_once(token)
    forget_actor()
    if not path or actor_or_none() is None:
        return answer
    forget_wanted()
    return redirect(path)


def _lead_to(endpoint: str, message: str, **values: Any) -> ResponseReturnValue:
    text, category = get_message(message)
    flash(text, category)
    return redirect(url_for(endpoint, **values))
