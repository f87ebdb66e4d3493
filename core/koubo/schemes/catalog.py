"""The installed schemes, and the scheme exactly as a release pinned it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from koubo.hooks import Hooks
from koubo.problems import Refused
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.models import Release
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.vocabulary import CORE_VOCABULARY, GONE
from koubo.schemes.words import Vocabulary

NO_VERSIONS: Mapping[str, str] = MappingProxyType({})


def digest_of(text: str) -> str:
    """Give the SHA-256 of a scheme file's text, which names its release."""
    return sha256(text.encode()).hexdigest()


def content_digest(scheme: Scheme) -> str:
    """Give one digest of a scheme's text and its golden cases: what a proof is about."""
    return digest_of(digest_of(scheme.text) + sha256(scheme.cases).hexdigest())


@dataclass(frozen=True)
class Versions:
    """Which core and plugin read a scheme; empty while a call is only planned."""

    core: str = ""
    plugin: str = ""
    """Empty for a scheme that stands in its file alone, without a plugin."""


class Catalog:
    """All schemes of the installed plugins, and the hooks that speak for them."""

    def __init__(
        self,
        hooks: Hooks,
        schemes: Mapping[str, Scheme],
        *,
        vocabulary: Vocabulary = CORE_VOCABULARY,
        core_version: str = "",
        plugin_versions: Mapping[str, str] = NO_VERSIONS,
    ) -> None:
        """Keep the schemes that plugins bring.

        :param vocabulary: the core's words and those of the installed plugins
        :param plugin_versions: by scheme, the version of the plugin that brings it
        """
        self.schemes = dict(schemes)
        self.vocabulary = vocabulary
        self._core_version = core_version
        self._plugin_versions = dict(plugin_versions)
        self._alone = _Alone(self.schemes)
        self.hooks = hooks.among(self._alone)
        # A running call keeps the text it was opened with; parsing costs more than a page.
        self._read: Callable[[str], Scheme] = lru_cache(maxsize=64)(self._read_text)
        self._read_strictly: Callable[[str], Scheme] = lru_cache(maxsize=64)(self._read_new)
        self._by_digest: dict[str, Scheme] = {}

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

    def pinned(self, text: str) -> Scheme:
        """Give the scheme that a release's stored text declares, words of gone plugins too."""
        return self._read(text)

    def _read_text(self, text: str) -> Scheme:
        return read_scheme(text.encode(), replace(self.vocabulary, gone=GONE))

    def to_open(self, text: str) -> Scheme:
        """Give the scheme that a text declares in the words that are known now, for a new call.

        :raises BrokenSchemeFile: where a word is gone, or anything else is wrong
        """
        return self._read_strictly(text)

    def _read_new(self, text: str) -> Scheme:
        return read_scheme(text.encode(), self.vocabulary)

    def of(self, release: Release) -> Scheme:
        """Give the scheme exactly as a release pinned it, whatever is installed now.

        One that was opened without a plugin has lost none: the core alone answers for it.
        """
        scheme = self._by_digest.get(release.digest)
        if scheme is None:
            scheme = self._by_digest[release.digest] = self._read(release.text)
        if release.core_version:
            self.admit(scheme, release.plugin_version)
        return scheme

    def admit(self, scheme: Scheme, plugin_version: str) -> None:
        """Let the core alone answer for a scheme that no plugin brings, unless one ever did.

        :param plugin_version: of the plugin that brought what is read now; empty for none
        """
        (self._alone.lost if plugin_version else self._alone.ids).add(scheme.id)

    def with_draft(self, scheme: Scheme) -> "Catalog":
        """Give a catalog that can also be asked about a scheme that is not offered yet."""
        other = copy(self)
        other._alone = _Alone(self.schemes, {*self._alone.ids, scheme.id})
        other.hooks = self.hooks.among(other._alone)
        return other

    def versions_of(self, scheme_id: str) -> Versions:
        """Give the versions that read a scheme now; no plugin's where none brings it."""
        return Versions(self._core_version, self._plugin_versions.get(scheme_id, ""))


class _Alone(Collection[str]):
    """The schemes that can be answered for: those installed, and those that need no plugin."""

    def __init__(self, installed: Mapping[str, Scheme], ids: Iterable[str] = ()) -> None:
        self.installed = installed
        self.ids = set(ids)
        self.lost: set[str] = set()
        """Schemes of which something was read that a plugin brought.

        Hooks know no releases: where one release needed a plugin and another did not, refusing
        both once the first was read is better than answering by rules that are not its own.
        """

    def __contains__(self, scheme_id: object) -> bool:
        return scheme_id in self.installed or (scheme_id in self.ids and scheme_id not in self.lost)

    def __iter__(self) -> Iterator[str]:
        return iter({*self.installed, *(self.ids - self.lost)})

    def __len__(self) -> int:
        return len({*self.installed, *(self.ids - self.lost)})
