"""How long what is sent on the way in may be."""

from functools import wraps
from typing import Any, cast

from flask import abort, request

from koubo_web.access import View
from koubo_web.typed import CARRIED

LONGEST_FIELD = 1_000
"""In characters; longer than any name, address or password that a person has."""


def refuse_oversized(view: View) -> View:
    """Let a view of the way in refuse what argon2 would not take as a password.

    What somebody typed elsewhere, and carries through the sign-in, may be longer.
    """

    @wraps(view)
    def sized(*args: Any, **values: Any) -> Any:
        own = (text for name, text in request.form.items(multi=True) if name != CARRIED)
        if any(len(text) > LONGEST_FIELD for text in own):
            abort(400)
        return view(*args, **values)

    return cast(View, sized)
