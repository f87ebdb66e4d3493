"""How addresses are built: the work on one is done when it is first asked for, and once."""

from collections.abc import Callable
from typing import Any

from flask import Flask, has_request_context, request
from werkzeug.routing import Rule


class KeptAddresses(Flask):
    """An app that builds the address of a page without parts once: every page has some thirty of them.

    Its menu, its style sheet, its footer. Kept are as many as there are such pages and files.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Make the app; the arguments are Flask's."""
        super().__init__(*arguments, **options)
        self._kept: dict[tuple[str, str, str], str] = {}

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Give an address as Flask does."""
        file = str(values["filename"]) if endpoint == "static" and len(values) == 1 else ""
        parts = (values and not file) or _anchor or _method or _scheme or _external is not None
        if parts or endpoint.startswith(".") or not has_request_context():
            return super().url_for(
                endpoint,
                _anchor=_anchor,
                _method=_method,
                _scheme=_scheme,
                _external=_external,
                **values,
            )
        key = (request.script_root, endpoint, file)
        if key not in self._kept:
            self._kept[key] = super().url_for(endpoint, **values)
        return self._kept[key]


class LateRule(Rule):
    """A route that puts together what builds its addresses when one is first asked for.

    Werkzeug writes and compiles two functions for each route at once. With some 550 routes that is
    two thirds of what it takes to make the app, and every command and every test makes one; few of
    them build more than a handful of addresses.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        def build(rule: "LateRule", **values: Any) -> tuple[str, str]:
            builder = compiled(append_unknown).__get__(rule, None)
            # In the place of this function, as Werkzeug itself would have put it there.
            setattr(rule, "_build_unknown" if append_unknown else "_build", builder)
            built: tuple[str, str] = builder(**values)
            return built

        return build
