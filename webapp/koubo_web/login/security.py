"""Wires Flask-Security: which of its parts are on, and what stands in the place of its own."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security.core import Security
from flask_security.signals import password_reset

from koubo_web.access import PUBLIC, SIGNED_IN, Policy
from koubo_web.login.again import wire_tokens
from koubo_web.login.datastore import AccountDatastore, abandon, wholly_or_not
from koubo_web.login.forms import (
    ChangingForm,
    ConfirmingForm,
    ForgottenForm,
    SignInForm,
    SignUpForm,
)
from koubo_web.login.mails import OutboxMail
from koubo_web.login.pages import confirm_by_reset, confirm_email, login_pages
from koubo_web.login.sizes import refuse_oversized
from koubo_web.login.texts import MESSAGES, SUBJECTS
from koubo_web.login.waiting import serve_waiting
from koubo_web.login.wanted import keep_wanted
from koubo_web.requests import now
from koubo_web.settings import Settings

PASSWORD_LENGTH = 8

LOGIN_POLICIES: dict[str, Policy] = {
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.register": PUBLIC,
    "security.send_confirmation": PUBLIC,
    "security.confirm_email": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.change_password": SIGNED_IN,
}

PARTS: dict[str, Any] = {
    "REGISTERABLE": True,
    "CONFIRMABLE": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    # An unknown address and a wrong password look alike.
    "RETURN_GENERIC_RESPONSES": True,
    "API_ENABLED_METHODS": ["session"],
    "FRESHNESS": timedelta(seconds=-1),
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
    "PASSWORD_CONFIRM_REQUIRED": False,
    "CONFIRM_EMAIL_WITHIN": timedelta(days=2),
    "RESET_PASSWORD_WITHIN": timedelta(days=1),
    # Whether mail can be delivered is learnt by sending it, not by asking a name server.
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "EMAIL_HTML": False,
    # argon2 salts for itself; a second hash under the secret key would tie all passwords to it.
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    # What stands in a mailed link is signed; the slow default hash would run under the write lock.
    "HASHING_SCHEMES": ["hex_sha256"],
    "DEPRECATED_HASHING_SCHEMES": [],
    "POST_REGISTER_VIEW": "login.sent",
    # Our page asks for the password before it confirms, so it may also sign in.
    "AUTO_LOGIN_AFTER_CONFIRM": True,
    "POST_CONFIRM_VIEW": "/",
    "LOGIN_USER_TEMPLATE": "login/sign_in.html",
    "REGISTER_USER_TEMPLATE": "login/sign_up.html",
    "SEND_CONFIRMATION_TEMPLATE": "login/send_confirmation.html",
    "FORGOT_PASSWORD_TEMPLATE": "login/forgot_password.html",
    "RESET_PASSWORD_TEMPLATE": "login/reset_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "login/change_password.html",
    "REGISTER_EMAIL_TEMPLATE": "login/mail/welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "login/mail/welcome_existing",
    "EMAIL_TEMPLATE_CONFIRM": "login/mail/confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "login/mail/reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "login/mail/reset_notice",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "login/mail/change_notice",
}


def wire_login(app: Flask, settings: Settings) -> None:
    """Let people register, confirm their address, sign in and out, and mend their password."""
    app.config.update({f"SECURITY_{name}": value for name, value in PARTS.items()})
    app.config.update({f"SECURITY_MSG_{name}": text for name, text in MESSAGES.items()})
    app.config.update({f"SECURITY_EMAIL_SUBJECT_{name}": text for name, text in SUBJECTS.items()})
    app.config["SECURITY_DATETIME_FACTORY"] = now
    app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
        "argon2__time_cost": settings.password_time,
        "argon2__memory_cost": settings.password_memory,
        "argon2__parallelism": settings.password_lanes,
    }
    security = Security(
        app,
        AccountDatastore(),
        login_form=SignInForm,
        register_form=SignUpForm,
        forgot_password_form=ForgottenForm,
        send_confirmation_form=ConfirmingForm,
        change_password_form=ChangingForm,
        mail_util_cls=OutboxMail,
    )
    # Pages only: no JSON, and no token in a header or an address in the place of the session.
    security.want_json(lambda request: False)
    security.login_manager.request_loader(lambda request: None)
    security.principal.skip_static = True
    app.view_functions["security.confirm_email"] = confirm_email
    password_reset.connect(confirm_by_reset, app)
    keep_wanted(app)
    for endpoint in LOGIN_POLICIES:
        view = wholly_or_not(app.view_functions[endpoint])
        app.view_functions[endpoint] = refuse_oversized(view)
    app.register_blueprint(login_pages())
    wire_tokens(app)
    serve_waiting(app)
    app.teardown_request(abandon)
