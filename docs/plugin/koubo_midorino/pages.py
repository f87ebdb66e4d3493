"""The page that the plugin brings: below /plugins/midorino/."""

from flask import Blueprint

from koubo_web.api import public, render

guide = Blueprint("guide", __name__, template_folder="templates")


@guide.get("/guide")
@public
def show() -> str:
    """Tell how to plant a tree."""
    return render("guide.html", title="植え方の手引き", depth=60)
