"""The map of every mail: what is declared, what staff decided about it, and what goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.hooks import Hooks
from koubo.people.hookspecs import koubo_mail_kinds
from koubo.people.mail_kinds import MailKind, Wording
from koubo.people.mail_models import MailTextRow
from koubo.storage.outbox import Event, Reader

Key = tuple[str, Reader]
HOUSE_WIDE = ""
"""The scheme id under which stands what holds for every scheme."""


class NoSuchMail(LookupError):
    """An event that the map does not know: nobody could be told of it."""


@dataclass(frozen=True)
class MailPlan:
    """One mail of the map as it goes out: in one scheme, or wherever no scheme says otherwise.

    :param wording: the words in force
    :param said_at: whose words they are: "" Koubo's or the plugin's, else "house" or "scheme"
    :param switched_at: who decided whether it goes out, likewise
    :param unusable: words that staff saved name what this version no longer knows; they rest
    """

    kind: MailKind
    wording: Wording
    is_on: bool
    said_at: str = ""
    switched_at: str = ""
    unusable: bool = False

    @property
    def is_changed(self) -> bool:
        """Say whether staff decided anything about it."""
        return bool(self.said_at or self.switched_at or self.unusable)


class MailMap:
    """Every mail with what staff decided; read once, then asked."""

    def __init__(self, hooks: Hooks, rows: Iterable[MailTextRow]) -> None:
        self._hooks = hooks
        self._rows = {(one.kind, one.reader, one.scheme_id): one for one in rows}
        self._kinds: dict[str, Mapping[Key, MailKind]] = {}

    def kinds(self, scheme_id: str = HOUSE_WIDE) -> Mapping[Key, MailKind]:
        """Give the mails that are declared; a scheme's plugin may word them its own way."""
        if scheme_id not in self._kinds:
            self._kinds[scheme_id] = declared(self._hooks, scheme_id)
        return self._kinds[scheme_id]

    def plans(self, scheme_id: str = HOUSE_WIDE) -> list[MailPlan]:
        """Give every mail as it goes out, in the order in which the mails are declared."""
        return [self.plan(key, scheme_id) for key in self.kinds(scheme_id)]

    def plan(self, key: Key, scheme_id: str = HOUSE_WIDE) -> MailPlan:
        """Give one mail as it goes out.

        :raises NoSuchMail: where no such mail is declared
        """
        kind = self.kinds(scheme_id).get(key)
        if kind is None:
            raise NoSuchMail(f"{key[0]} / {key[1].value}: このお知らせの文面がありません")
        rows = [(level, row) for level, row in self._levels(key, scheme_id) if row is not None]
        worded = [(level, row) for level, row in rows if row.subject]
        usable = [
            (level, words)
            for level, row in worded
            if not kind.problems(words := Wording(row.subject, row.body))
        ]
        said_at, wording = usable[0] if usable else ("", kind.wording)
        switched = [(level, row.is_on) for level, row in rows if row.is_on is not None]
        switched_at, is_on = switched[0] if switched and not kind.must else ("", True)
        return MailPlan(kind, wording, is_on, said_at, switched_at, len(usable) < len(worded))

    def row(self, key: Key, scheme_id: str = HOUSE_WIDE) -> MailTextRow | None:
        """Give what staff decided for just this scheme, or for the house."""
        return self._rows.get((*key, scheme_id))

    def _levels(self, key: Key, scheme_id: str) -> list[tuple[str, MailTextRow | None]]:
        house = ("house", self.row(key))
        return [house] if scheme_id == HOUSE_WIDE else [("scheme", self.row(key, scheme_id)), house]


def read_mail_map(session: Session, hooks: Hooks) -> MailMap:
    """Give the map as it stands now; one statement."""
    return MailMap(hooks, session.scalars(select(MailTextRow)))


def declared(hooks: Hooks, scheme_id: str = HOUSE_WIDE) -> Mapping[Key, MailKind]:
    """Give the mails that are declared: for one scheme, or for all alike.

    What several declare is said by the plugin before the core. What a city's plugin says holds in
    its own schemes only.
    """
    found: dict[Key, MailKind] = {}
    # The core is asked last and stands first, so that a plugin's words take the place of its own.
    for plugin, kinds in reversed(hooks.each(koubo_mail_kinds, scheme_id or None)()):
        if scheme_id or not hooks.owned_by(plugin):
            found |= {kind.key: kind for kind in kinds}
    return found


def events_told(event: Event) -> list[tuple[Key, tuple[int, ...]]]:
    """Give the mails of an event and who gets each; nobody gets two."""
    told: set[int] = set()
    found = []
    for reader in Reader:
        if reader in event.to:
            people = tuple(one for one in dict.fromkeys(event.to[reader]) if one not in told)
            told.update(people)
            found.append(((event.kind, reader), people))
    return found
