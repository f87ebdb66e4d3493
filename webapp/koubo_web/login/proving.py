"""Asking for the password again, right where something is changed that others would like to change."""

from flask_security import current_user
from flask_security.utils import verify_password

from koubo.problems import Problem, Problems
from koubo_web.login.sizes import LONGEST_FIELD
from koubo_web.login.waiting import password_was_right, wait_for_password

FIELD = "password"
"""Named so that it is never kept with a form that was typed in vain."""
EMPTY = "「いまのパスワード」を入力してください。ログインに使っているパスワードです。"
WRONG = (
    "「いまのパスワード」が違います。ログインに使っているパスワードを、もう一度入力してください。"
)


def require_password(typed: str) -> None:
    """Raise Problems at the password's field unless it is that of who is signed in."""
    if not typed:
        raise Problems([Problem("no_password", EMPTY, field=FIELD)])
    wait = wait_for_password(current_user.email)
    if wait:
        raise Problems([Problem("too_many_passwords", wait, field=FIELD)])
    if len(typed) > LONGEST_FIELD or not verify_password(typed, current_user.password):
        raise Problems([Problem("wrong_password", WRONG, field=FIELD)])
    password_was_right(current_user.email)
