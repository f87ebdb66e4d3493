"""What a public site owes its readers: its accessibility, and what it does with people's data."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.keeping import kept
from koubo_web.requests import site


@desk.get("/accessibility")
@public
@kept
def accessibility() -> ResponseReturnValue:
    """Tell which level is aimed at, by when, and whom to tell of what is in the way."""
    return render_template("public/accessibility.html", settings=site().settings)


@desk.get("/privacy")
@public
@kept
def privacy() -> ResponseReturnValue:
    """Tell what is kept of people, what for, and who sees it."""
    return render_template("public/privacy.html", settings=site().settings)
