"""How templates are kept: all of them see the same globals."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Flask's environment, whose templates share one mapping of globals."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give what a template sees beside its context.

        Jinja chains a mapping of the template's own before the common one. No template of ours has
        any, and each import of macros compares the two sides' names: with chains that takes a
        twentieth of a page's time.
        """
        return super().make_globals(d) if d else self.globals
