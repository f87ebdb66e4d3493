"""Addresses are built once, and are the same as Flask's own."""

from flask import Flask, url_for

from koubo_web.routing import KeptAddresses


def a_site(kind: type[Flask]) -> Flask:
    app = kind("site", static_folder="static", static_url_path="/static")
    app.add_url_rule("/", "home", lambda: "")
    app.add_url_rule("/calls/<int:call_id>", "call", lambda call_id: str(call_id))
    return app


def addresses(app: Flask, root: str) -> list[str]:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        return [
            url_for("home"),
            url_for("home", q="あ"),
            url_for("home", _anchor="main"),
            url_for("home", _external=True),
            url_for("call", call_id=1),
            url_for("call", call_id=2),
            url_for("static", filename="a.css"),
            url_for("static", filename="b.css"),
        ]


def test_kept_addresses_are_flasks_own_below_each_root() -> None:
    kept, plain = a_site(KeptAddresses), a_site(Flask)

    for root in ("", "/koubo", "", "/koubo"):
        assert addresses(kept, root) == addresses(plain, root)
