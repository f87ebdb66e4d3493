"""The installed schemes, and the scheme exactly as a release pinned it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256

from koubo.hooks import Hooks
from koubo.problems import Refused
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.schemas import load_scheme


def digest_of(text: str) -> str:
    """Give the SHA-256 of a scheme file's text, which names its release."""
    return sha256(text.encode()).hexdigest()


class Catalog:
    """All schemes of the installed plugins, and the hooks that speak for them."""

    def __init__(self, hooks: Hooks, schemes: Mapping[str, Scheme]) -> None:
        self.hooks = hooks
        self.schemes = dict(schemes)
        # A running call keeps the text it was opened with; parsing costs more than a page.
        self._read: Callable[[str], Scheme] = lru_cache(maxsize=64)(_read_text)

    def installed(self, scheme_id: str) -> Scheme:
        """Give the scheme as its plugin brings it today; Refused if the plugin is gone."""
        try:
            return self.schemes[scheme_id]
        except KeyError:
            raise Refused(
                f"制度「{scheme_id}」のプラグインが入っていません。管理者に連絡してください。"
            ) from None

    def course(self, course_id: str) -> Course:
        """Give an installed course by its full id; KeyError if there is none such."""
        return self.schemes[course_id.partition(".")[0]].course(course_id)

    def title_of(self, course_id: str) -> str:
        """Give an installed course's title, or its id where its plugin is gone."""
        scheme = self.schemes.get(course_id.partition(".")[0])
        courses = scheme.courses if scheme else ()
        return next((one.title for one in courses if one.id == course_id), course_id)

    def pinned(self, text: str) -> Scheme:
        """Give the scheme that a release's stored text declares."""
        return self._read(text)


def _read_text(text: str) -> Scheme:
    return load_scheme(text.encode())
