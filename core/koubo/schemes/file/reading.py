"""Reading a scheme file: YAML without its traps, and the line of every value.

Every scalar is text (marshmallow gives the types), aliases and doubled keys are refused, and all
complaints come at once with their lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml
from marshmallow import ValidationError

from koubo.fields import Text
from koubo.money import format_yen
from koubo.problems import Keyed
from koubo.schemes.file.complaints import Said

MAX_BYTES = 1_000_000
MAX_NODES = 30_000
"""Keys and values; the longest file that we know has a sixth of them."""

Path = tuple[str | int, ...]

VALUE = "value"
WORD_KEYS = ("rule", "step")
"""Keys that name a word of a vocabulary."""
FEW = 12
"""So many keys are all named where none is likely."""
UNKNOWN = "Unknown field."
LEFT_OPEN = ("quoted scalar", "flow sequence", "flow mapping")
"""What YAML was in the middle of where a quotation or a bracket has no end."""
WHOLE = "_schema"
"""Where marshmallow puts what is wrong with a part as a whole."""
MESSAGES = {
    "Missing data for required field.": "missing",
    "Field may not be null.": "no_value",
    "Not a valid list.": "not_a_list",
    "Not a valid mapping type.": "not_a_mapping",
    "Invalid input type.": "not_a_mapping",
    "Invalid type.": "not_a_mapping",
}
"""Codes for what marshmallow itself says."""
KEYS = {
    "required": "missing",
    "null": "missing",
    "kind": "not_text",
    "yen_low": "too_low",
    "yen_high": "too_high",
    "whole": "bad_count",
    "whole_low": "too_low",
    "whole_high": "too_high",
    "control": "control_character",
    "single_line": "not_one_line",
    "max_length": "too_long",
    "yes_no": "bad_yes_no",
}
"""Codes for what our fields say, by the keys of their catalogue."""
REASONS = (
    ("金額は0円以上", "too_low"),
    ("金額", "bad_amount"),
    ("割合は0より大きく", "rate_out_of_range"),
    ("正の数", "bad_number"),
    ("割合", "bad_rate"),
    ("という日はありません", "no_such_day"),
    ("", "bad_date"),
)
"""Codes for why a field cannot read a text, by a part of the ground's sentence; the first holds."""


@dataclass(frozen=True, order=True)
class Complaint:
    """Something wrong in a scheme file, with the line a person has to look at."""

    line: int
    path: str
    message: Said

    @property
    def code(self) -> str:
        """Give the stable name of what is wrong, for programs and tests."""
        return self.message.code

    def text(self, file: str, *, english: bool = False) -> str:
        """Write the complaint as staff read it."""
        where = f" {self.path}" if self.path else ""
        if english:
            return f"{file}:{self.line}{where}: {self.message.english}"
        return f"{file}:{self.line}行目{where}: {self.message}"


class BrokenSchemeFile(Exception):
    """A scheme file cannot be used; carries every complaint."""

    def __init__(self, complaints: list[Complaint], file: str = "") -> None:
        super().__init__(f"{len(complaints)} complaints")
        self.complaints = sorted(complaints)
        self.file = file
        """Name of the file, where who read it knows it."""

    def text(self, file: str) -> str:
        """Write all complaints, one a line; the given name stands where none is known."""
        return "\n".join(one.text(self.file or file) for one in self.complaints)


@dataclass
class Located:
    """What was read, and at which line each value stands."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Give the line of a value, or of the nearest thing around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.lines.get((), 1)

    def complain(self, path: Path, message: str) -> None:
        """Note a complaint at a value."""
        path = self.written(path)
        said = said_of(message)
        self.complaints.append(Complaint(self.line(path), dotted(path), said))

    def written(self, path: Path) -> Path:
        """Give a path as the file has it: the parts of a figure stand under its ``value``."""
        here: Path = ()
        for part in path:
            within = (*here, "value", part)
            plain = (*here, part)
            here = within if plain not in self.lines and within in self.lines else plain
        return here


class _Loader(yaml.SafeLoader):
    """Composes nodes, but follows no alias: a file that refers to itself has no end."""

    composed = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Give the next node."""
        self.composed += 1
        if self.composed > MAX_NODES:  # each may be complained about, on one page
            raise _nonsense(1, Said("too_many", limit=f"{MAX_NODES:,}"))
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _nonsense(mark.line + 1 if mark else 1, Said("alias"))
        return super().compose_node(parent, index)


def read_yaml(content: bytes) -> Located:
    """Read a file's bytes; raise BrokenSchemeFile if there is no sense to be made of them."""
    if len(content) > MAX_BYTES:
        raise _nonsense(1, Said("too_big", limit=MAX_BYTES // 1000))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        raise _nonsense(before.count(b"\n") + 1, Said("not_utf8")) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
        located = Located({})
        if not isinstance(node, yaml.MappingNode):
            raise _nonsense(1, Said("not_a_mapping"))
        located.data = _plain(node, (), located)
    except yaml.MarkedYAMLError as error:
        raise _unread(error, text) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # an escape that is no character
        raise _nonsense(1, Said("forbidden_character")) from error
    except RecursionError as error:
        raise _nonsense(1, Said("too_deep")) from error
    return located


def _unread(error: yaml.MarkedYAMLError, text: str) -> BrokenSchemeFile:
    """Say where reading stopped; what was left open is mended where it begins."""
    left_open = any(one in (error.context or "") for one in LEFT_OPEN)
    mark = error.context_mark if left_open else error.problem_mark or error.context_mark
    place = mark.line if mark else 0
    stopped = error.problem_mark.line if error.problem_mark else place
    if "\t" in [*text.splitlines(), ""][stopped]:
        return _nonsense(stopped + 1, Said("tab"))
    return _nonsense(place + 1, Said("not_yaml"))


def _nonsense(line: int, said: Said) -> BrokenSchemeFile:
    return BrokenSchemeFile([Complaint(line, "", said)])


def said_of(message: str) -> Said:
    """Give a complaint of marshmallow or of our fields in the words of a scheme file."""
    if isinstance(message, Keyed):
        if message.key == "unreadable":
            reason = message.values["reason"]
            code = next(code for part, code in REASONS if part in reason)
            return Said(code, minimum=format_yen(0))
        if message.key in KEYS:
            return Said(KEYS[message.key], **message.values)
    elif message in MESSAGES:
        return Said(MESSAGES[message])
    return Said.of(message)


def complaints_from(errors: Any, located: Located, known: dict[str, list[str]]) -> None:
    """Turn marshmallow's nested messages into complaints with lines and likely keys."""
    for path, message in _walk(errors, ()):
        if message == UNKNOWN:
            located.complain(path, _unknown(path, located.data, known))
        elif VALUE in _written(located.data, path):
            located.complain(path, Said("no_mark_here"))
        else:
            located.complain(path, message)


def dotted(path: Path) -> str:
    """Write a path as staff see it: ``courses.0.funding.rate``."""
    return ".".join(str(part) for part in path)


def likely(name: str, known: Iterable[str]) -> Said | str:
    """Give the name that was probably meant, as it stands at the end of a complaint."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return Said("likely", name=close[0]) if close else ""


def _written(data: Any, path: Path) -> Mapping[str, Any]:
    """Give the mapping that stands at a path; an empty one where something else does."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return data if isinstance(data, Mapping) else {}


def _unknown(path: Path, data: Any, known: dict[str, list[str]]) -> Said:
    """Name the likely key, or all of a few; a part within others of its kind has their keys."""
    around = tuple(part for part in path[:-1] if isinstance(part, str))
    while around and dotted(around) not in known:
        around = around[:-1]
    keys = known.get(dotted(around), [])
    own = known.get(f"{dotted(around)}:{_word(data, path[:-1])}", keys)
    hint = likely(str(path[-1]), own)
    if not hint and len(own) <= FEW:
        hint = Said("known_keys", known=tuple(own))
    return Said("unknown_key", hint=hint)


def _word(data: Any, path: Path) -> str:
    """Give the word of a vocabulary that a part begins with; empty where it is none."""
    part = _written(data, path)
    return next((str(part[key]) for key in WORD_KEYS if key in part), "")


def _walk(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            whole = key == WHOLE and inner != [UNKNOWN]
            yield from _walk(inner, path if whole else (*path, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _walk(inner, path)
    else:
        yield path, errors


def _plain(node: yaml.Node, path: Path, located: Located) -> Any:
    located.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, place), located) for place, one in enumerate(node.value)]
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _key(key_node)
        here = (*path, key)
        line = key_node.start_mark.line + 1
        if not key:
            located.complaints.append(Complaint(line, dotted(path), Said("bad_key")))
        elif key in plain:
            located.complaints.append(Complaint(line, dotted(here), Said("doubled_key")))
        else:
            located.lines[here] = line
            plain[key] = _plain(value_node, here, located)
    return plain


def _key(node: yaml.Node) -> str:
    """Give a key as it can be shown again; empty where it is none."""
    if not isinstance(node, yaml.ScalarNode):
        return ""
    try:
        return str(Text(single_line=True, load_default="").deserialize(node.value))
    except ValidationError:
        return ""
