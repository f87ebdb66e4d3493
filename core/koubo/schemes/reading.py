"""Reading a scheme file: YAML without its traps, and the line of every value.

Every scalar is text (marshmallow gives the types), aliases and doubled keys are refused, and all
complaints come at once with their lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

MAX_BYTES = 1_000_000

Path = tuple[str | int, ...]

UNKNOWN = "Unknown field."
AS_LIST = "「- 」で始まる一覧で書いてください"
AS_MAPPING = "「項目: 値」の形で書いてください"
MESSAGES = {
    "Missing data for required field.": "この項目が必要です",
    "この項目を入力してください。": "この項目が必要です",
    "Field may not be null.": "値を書いてください",
    "Invalid value.": "値を確かめてください",
    "Not a valid list.": AS_LIST,
    "Not a valid mapping type.": AS_MAPPING,
    "Invalid input type.": AS_MAPPING,
    "Invalid type.": AS_MAPPING,
}
"""What marshmallow and the fields of our forms say, in the words of a scheme file."""


@dataclass(frozen=True, order=True)
class Complaint:
    """Something wrong in a scheme file, with the line a person has to look at."""

    line: int
    path: str
    message: str

    def text(self, file: str) -> str:
        """Write the complaint as staff read it."""
        where = f" {self.path}" if self.path else ""
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
        return 1

    def complain(self, path: Path, message: str) -> None:
        """Note a complaint at a value."""
        self.complaints.append(Complaint(self.line(path), dotted(path), message))


class _Loader(yaml.SafeLoader):
    """Composes nodes, but follows no alias: a file that refers to itself has no end."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Give the next node."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            message = "「*名前」の形の引用は使えません。同じ内容をそのまま書いてください"
            raise BrokenSchemeFile([Complaint(mark.line + 1 if mark else 1, "", message)])
        return super().compose_node(parent, index)


def read_yaml(content: bytes) -> Located:
    """Read a file's bytes; raise BrokenSchemeFile if there is no sense to be made of them."""
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1000
        raise BrokenSchemeFile([Complaint(1, "", f"大きすぎます（{limit}KBまで）")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "文字コードが UTF-8 ではありません。UTF-8 で保存し直してください"
        raise BrokenSchemeFile([Complaint(line, "", message)]) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        hint = "字下げ（半角空白）と「: 」のあとの空白を確かめてください"
        if "\t" in text:
            hint = "タブは使えません。半角空白に直してください"
        raise BrokenSchemeFile([Complaint(line, "", f"書き方が読み取れません。{hint}")]) from error
    except yaml.YAMLError as error:
        raise BrokenSchemeFile([Complaint(1, "", "使えない文字が含まれています")]) from error
    except RecursionError as error:
        raise BrokenSchemeFile([Complaint(1, "", "括弧の入れ子が深すぎます")]) from error
    located = Located({})
    if not isinstance(node, yaml.MappingNode):
        raise BrokenSchemeFile([Complaint(1, "", AS_MAPPING)])
    located.data = _plain(node, (), located)
    return located


def complaints_from(errors: Any, located: Located, known: dict[str, list[str]]) -> None:
    """Turn marshmallow's nested messages into complaints with lines and likely keys."""
    for path, message in _walk(errors, ()):
        if message == UNKNOWN:
            located.complain(path, _unknown(path, known))
        else:
            located.complain(path, MESSAGES.get(message, message))


def dotted(path: Path) -> str:
    """Write a path as staff see it: ``courses.0.funding.rate``."""
    return ".".join(str(part) for part in path)


def _unknown(path: Path, known: dict[str, list[str]]) -> str:
    around = dotted(tuple(part for part in path[:-1] if isinstance(part, str)))
    close = get_close_matches(str(path[-1]), known.get(around, []), n=1, cutoff=0.6)
    hint = f"（「{close[0]}」のことですか）" if close else ""
    return f"この項目はありません{hint}"


def _walk(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _walk(inner, path if key == "_schema" else (*path, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _walk(inner, path)
    else:
        yield path, str(errors)


def _plain(node: yaml.Node, path: Path, located: Located) -> Any:
    located.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, place), located) for place, one in enumerate(node.value)]
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        here = (*path, key)
        line = key_node.start_mark.line + 1
        if not key:
            located.complaints.append(Complaint(line, dotted(path), "項目の名前が読み取れません"))
        elif key in plain:
            located.complaints.append(Complaint(line, dotted(here), "同じ項目が2回書かれています"))
        else:
            located.lines[here] = line
            plain[key] = _plain(value_node, here, located)
    return plain
