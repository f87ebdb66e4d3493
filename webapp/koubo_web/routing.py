"""How routes are kept: the work on an address is done when it is first built."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


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
