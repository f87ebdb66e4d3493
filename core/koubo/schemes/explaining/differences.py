"""What changed between two files of a scheme, in sentences that staff and applicants read."""

from collections.abc import Iterator, Mapping

from koubo.schemes.explaining.entries import Entry
from koubo.schemes.explaining.explanation import explain
from koubo.schemes.letters import LetterTemplate
from koubo.schemes.rules import Scheme


def differences(old: Scheme, new: Scheme) -> tuple[str, ...]:
    """Give each change in one sentence, in the order of the 募集要項; empty if nothing changed."""
    before, after = _entries(old), _entries(new)
    return (*_changes(before, after), *_letter_texts(old, new))


def _entries(scheme: Scheme) -> Mapping[str, tuple[str, Entry]]:
    return {
        one.key: (part.title, one)
        for part in explain(scheme, with_ended=True)
        for one in part.entries
    }


def _changes(
    before: Mapping[str, tuple[str, Entry]], after: Mapping[str, tuple[str, Entry]]
) -> Iterator[str]:
    for key, (title, entry) in after.items():
        if key not in before:
            yield f"{_where(title, entry)}：「{entry.told.text}」が加わりました"
            continue
        earlier = before[key][1]
        if earlier.told.text != entry.told.text or earlier.name != entry.name:
            told = f"「{_full(earlier, entry)}」→「{_full(entry, earlier)}」"
            yield f"{_where(title, entry)}：{told}"
        elif earlier.told.to_confirm and not entry.told.to_confirm:
            source = entry.told.source or "記載なし"
            yield f"{_where(title, entry)}：要確認でなくなりました（出典 {source}）"
        elif entry.told.to_confirm != earlier.told.to_confirm:
            yield f"{_where(title, entry)}：要確認の理由が変わりました（{entry.told.to_confirm}）"
    for key, (title, entry) in before.items():
        if key not in after:
            yield f"{_where(title, entry)}：「{entry.told.text}」がなくなりました"


def _where(title: str, entry: Entry) -> str:
    return f"{title} {entry.name}".strip()


def _full(one: Entry, other: Entry) -> str:
    """Give the text, with the name before it where the two names differ."""
    return one.told.text if one.name == other.name else f"{one.name}：{one.told.text}"


def _letter_texts(old: Scheme, new: Scheme) -> Iterator[str]:
    for kind, letter in new.letters.items():
        earlier = old.letters.get(kind)
        if earlier is not None and _body(earlier) != _body(letter):
            yield f"通知「{letter.title}」：文面が変わりました"


def _body(letter: LetterTemplate) -> tuple[object, ...]:
    return letter.title, letter.opening, letter.items, letter.paragraphs, letter.appeal
