"""要確認 marks of a scheme file: listing them, and confirming one with the source it was read in.

A mark is taken out of the text itself, so that comments and layout stay as people wrote them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import category

import yaml

from koubo.problems import Problem, Problems
from koubo.schemes.figure_list import NAMES
from koubo.schemes.figures import TO_CONFIRM
from koubo.schemes.file.reading import VALUE, WORD_KEYS, Path, dotted, read_yaml

SOURCE = "source"
TITLE_KEYS = ("title", "label")
PARTS = {
    "title": "名称",
    "costs": "対象経費の費目",
    "allowed": "対象経費の費目",
    "vetoes": "足切りのきまり",
    "tie_breakers": "同点のときの順",
}
"""What is no figure and yet bears a mark."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that have no place in one line of text."""
LONGEST_SOURCE = 200
BY_HAND = (
    "この要確認は、ここからは確認済みにできません。制度ファイルを直接編集して、"
    "「要確認」の行を消し、根拠をコメントに書いてください。"
)

Pairs = dict[str, tuple[yaml.Node, yaml.Node]]
Span = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A place at which a scheme file says that the city has not confirmed something."""

    path: str
    """``courses.0.funding.2.unit``; names the mark while the text stays as it is."""
    line: int
    label: str
    """The course, form or letter, and what of it."""
    value: str
    source: str
    """Where the assumed value was read; empty where nowhere."""
    reason: str
    confirmable: bool
    """Whether `confirm` can do it; others are to be edited by hand."""


def marks_of(text: str) -> tuple[Mark, ...]:
    """Give all marks of a scheme file in the order of its lines, broken rules or not.

    :raises BrokenSchemeFile: where the text is not even YAML
    """
    return tuple(mark for mark, _ in _found(text))


def confirm(text: str, path: str, source: str) -> str:
    """Give the text with one mark gone, and ``source:`` saying where the value was read.

    :raises BrokenSchemeFile: where the text is not even YAML
    :raises Problems: with the fields ``source`` and ``path``
    """
    if problems := list(_source_problems(source)):
        raise Problems(problems)
    marked = {mark.path: (mark, node) for mark, node in _found(text)}
    if path not in marked:
        message = "この要確認は、もうありません。ページを読み込み直してください。"
        raise Problems([Problem("mark_gone", message, "path")])
    mark, node = marked[path]
    if mark.confirmable:
        changed = _with_source(text, node, source.strip())
        left = {one.path for one in marks_of(changed)}
        if left == marked.keys() - {path}:
            return changed
    raise Problems([Problem("mark_by_hand", BY_HAND, "path")])


def _source_problems(source: str) -> Iterator[Problem]:
    plain = source.strip()
    if not plain:
        message = "「根拠」を入力してください。どの資料のどこで確かめたかを書きます。"
        yield Problem("no_source", message, "source")
    elif len(plain) > LONGEST_SOURCE or any(category(one) in UNSEEN for one in plain):
        message = f"「根拠」は、改行を入れずに{LONGEST_SOURCE}字までで入力してください。"
        yield Problem("long_source", message, "source")


def _found(text: str) -> list[tuple[Mark, yaml.MappingNode]]:
    read_yaml(text.encode())
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    found = list(_walk(node, (), ()))
    return sorted(found, key=lambda one: one[0].line)


def _walk(
    node: yaml.Node | None, path: Path, titles: tuple[str, ...], word: str = ""
) -> Iterator[tuple[Mark, yaml.MappingNode]]:
    if isinstance(node, yaml.SequenceNode):
        for place, one in enumerate(node.value):
            yield from _walk(one, (*path, place), titles)
    if not isinstance(node, yaml.MappingNode):
        return
    pairs = _pairs(node)
    for key in pairs:
        if key.endswith(TO_CONFIRM):
            yield _mark(pairs, key, path, titles, word), node
    titles = _with_title(titles, pairs)
    named = next((_text(pairs[one][1]) for one in WORD_KEYS if one in pairs), "")
    for key, (_, value) in pairs.items():
        yield from _walk(value, (*path, key), titles, named)


def _pairs(node: yaml.MappingNode) -> Pairs:
    pairs: Pairs = {}
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            pairs.setdefault(str(key.value), (key, value))
    return pairs


def _mark(pairs: Pairs, key: str, path: Path, titles: tuple[str, ...], word: str) -> Mark:
    """Give the mark that a mapping bears: on its value, or on what its key begins with."""
    key_node, reason = pairs[key]
    about = path if key == TO_CONFIRM else (*path, key)
    name = str(about[-1]).removesuffix(f"_{TO_CONFIRM}") if about else ""
    label = NAMES.get(f"{word}.{name}") or NAMES.get(name) or PARTS.get(name, name)
    return Mark(
        path=dotted(about),
        line=key_node.start_mark.line + 1,
        label="　".join((*titles, label)),
        value=_text(pairs[VALUE][1]) if VALUE in pairs else "",
        source=_text(pairs[SOURCE][1]) if SOURCE in pairs else "",
        reason=_text(reason),
        confirmable=key == TO_CONFIRM and VALUE in pairs,
    )


def _with_title(titles: tuple[str, ...], pairs: Pairs) -> tuple[str, ...]:
    """Add what a part calls itself; the scheme's own title names nothing."""
    for key in TITLE_KEYS:
        if key in pairs and "courses" not in pairs:
            inner = pairs[key][1]
            plain = _pairs(inner) if isinstance(inner, yaml.MappingNode) else {}
            return (*titles, _text(plain[VALUE][1] if VALUE in plain else inner))
    return titles


def _text(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "、".join(_text(one) for one in node.value)
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def _with_source(text: str, node: yaml.MappingNode, source: str) -> str:
    """Splice the text: the new source in place of the old or of the mark, never a first key out."""
    pairs, quoted = _pairs(node), _quoted(source)
    mark = pairs[TO_CONFIRM]
    if SOURCE not in pairs:
        return _spliced(text, [(_span(text, *mark), f"{SOURCE}: {quoted}")])
    old = pairs[SOURCE]
    if node.value[0][0] is mark[0]:
        kept, gone, written = _span(text, *mark), old, f"{SOURCE}: {quoted}"
    else:
        kept, gone, written = _span(text, *old), mark, f"{SOURCE}: {quoted}"
    removed = _wider(text, _span(text, *gone), flow=bool(node.flow_style))
    return _spliced(text, [(kept, written), (removed, "")])


def _span(text: str, key: yaml.Node, value: yaml.Node) -> Span:
    """Give from where to where a pair stands; a block text ends before its last line break."""
    start, end = key.start_mark.index, value.end_mark.index
    return start, start + len(text[start:end].rstrip())


def _wider(text: str, span: Span, *, flow: bool) -> Span:
    """Give what goes with a pair that is taken out, but no comment: its comma, or its lines."""
    start, end = span
    before = text[:start].rstrip()
    if flow:
        return (len(before) - 1, end) if before.endswith(",") else span
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end + 1
    if text[line_start:start].strip() or text[end:line_end].strip():
        return span
    return line_start, line_end


def _spliced(text: str, changes: list[tuple[Span, str]]) -> str:
    for (start, end), written in sorted(changes, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _quoted(source: str) -> str:
    options: dict[str, Any] = {"default_style": '"', "allow_unicode": True, "width": 10_000}
    return str(yaml.safe_dump(source, **options)).strip()
