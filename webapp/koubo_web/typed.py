"""What somebody sent in vain, so that no text is lost: shown again, and sent again when they say so.

A form is kept only where the site itself drew it: its token bears whose session that was, and is
signed. Passwords and files are never kept.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, session
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

CARRIED = "typed"
"""The field in which a kept form travels through the sign-in."""
TOKEN = "csrf_token"
TOKEN_SALT = "wtf-csrf-token"  # Flask-WTF's own
TYPED_SALT = "koubo-typed"
OF_THE_PAGE = frozenset({TOKEN, CARRIED, "version", "seen", "do", "next"})
"""Fields that the page fills in, not the person."""
SECRET = "password"
WAY_IN = ("security.", "login.")


@dataclass(frozen=True)
class Typed:
    """A form that was sent and not taken.

    :param url: where it was sent to: the site's own path, with its query
    :param endpoint: the page of that address
    :param fields: the names and texts in their order
    :param files: the names of the files that were chosen, and have to be chosen again
    :param drawn_here: whether the site itself drew the form
    :param person_id: who was signed in when it was drawn; None for nobody
    """

    url: str
    endpoint: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    drawn_here: bool
    person_id: int | None

    @property
    def texts(self) -> list[str]:
        """Give what a person may have written, each text once."""
        return list(dict.fromkeys(_written(self.fields)))

    def sealed(self) -> str:
        """Give the form as one text that only this site can have made."""
        kept = [self.url, self.endpoint, self.fields, self.files, self.drawn_here, self.person_id]
        return str(_seal().dumps(kept))

    @classmethod
    def opened(cls, sealed: str) -> "Typed | None":
        """Give the form back; None for what this site has not made."""
        try:
            url, endpoint, fields, files, drawn_here, person_id = _seal().loads(sealed)
        except (BadData, ValueError, TypeError):
            return None
        pairs = tuple((str(name), str(text)) for name, text in fields)
        return cls(url, endpoint, pairs, tuple(files), drawn_here, person_id)


def typed_in_vain() -> Typed | None:
    """Give the form that this request brought; None where there is nothing to keep."""
    endpoint = request.endpoint or ""
    if request.method != "POST" or request.accept_mimetypes.best == "application/json":
        return None
    try:
        if CARRIED in request.form:
            return Typed.opened(request.form[CARRIED])
        if not endpoint or endpoint.startswith(WAY_IN) or request.path.startswith("//"):
            return None
        fields = tuple(
            (name, text)
            for name, text in request.form.items(multi=True)
            if name != TOKEN and SECRET not in name
        )
        files = tuple(one.filename for one in request.files.values() if one.filename)
        drawn_here, person_id = _drawn_for(request.form.get(TOKEN, ""))
    except HTTPException:
        return None  # the form itself could not be read
    if not (files or any(_written(fields))):
        return None
    url = request.full_path if request.query_string else request.path
    return Typed(url, endpoint, fields, files, drawn_here, person_id)


def bind_token(person_id: int) -> None:
    """Begin a new token with a session: every form drawn in it says whose it is."""
    g.pop(TOKEN, None)
    session[TOKEN] = f"{person_id}:{secrets.token_hex(20)}"


def _drawn_for(token: str) -> tuple[bool, int | None]:
    """Say whether a token is this site's, however old, and for whom the form was drawn."""
    signed = URLSafeTimedSerializer(current_app.secret_key or "", salt=TOKEN_SALT)
    try:
        raw = str(signed.loads(token))
    except BadData:
        return False, None
    person, found, _ = raw.partition(":")
    return True, int(person) if found and person.isdecimal() else None


def _written(fields: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, text in fields:
        if name not in OF_THE_PAGE and not name.startswith(":") and text.strip():
            yield text


def _seal() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt=TYPED_SALT)
