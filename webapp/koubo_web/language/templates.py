"""The texts of a template: each sentence between block tags, and each text within an expression."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import product

from jinja2 import Environment, nodes

from koubo_web.language.units import (
    MARKS,
    TAG,
    is_balanced,
    is_ours,
    mark_of,
    name_of,
    numbered,
    span_of,
    tidy,
    written,
)

HOLE = "\ue000"
BREAK = "\ue001"
MOST_WAYS = 16
"""As many ways through the 「if」s of one sentence are gathered; beyond them its pieces are."""

READ_ATTRIBUTES = ("title", "aria-label", "aria-description", "alt", "placeholder", "data-label")
"""The attributes that people read; besides them every `data-words-…`, and `content` and `value`."""
READ = re.compile(
    rf"""\s((?:{"|".join(READ_ATTRIBUTES)}|data-words[a-z-]*|content|value))="([^"]*)\""""
)
SHOWN_VALUE = re.compile(r"""\stype="(?:submit|button|reset)\"""")
SHOWN_CONTENT = re.compile(
    r"""\s(?:name|property)="(?:description|og:[a-z_:]+|twitter:[a-z]+|author)\""""
)
LEFT_ALONE = re.compile(r"""\s(?:translate="no"|lang=")""")
FORMAT = re.compile(r"%(?:\([a-z_]+\))?[sd]|\{[a-z_0-9.!:,]*\}")


def messages_of_template(source: str, environment: Environment) -> Iterator[tuple[int, str]]:
    """Give each text of a template with its line.

    :raise jinja2.TemplateSyntaxError: where it is none
    """
    tree = environment.parse(source)
    for line, stream in _streams(tree.body):
        for text in _ways(stream):
            for unit in units_of(text):
                yield line, unit
    yield from _texts_in_expressions(tree)


def read_attributes(tag: str) -> Iterator[re.Match[str]]:
    """Give the attributes of a tag whose value people read: group 1 is its name, 2 its value."""
    for found in READ.finditer(tag):
        if found[1] == "value" and not (name_of(tag) == "input" and SHOWN_VALUE.search(tag)):
            continue
        if found[1] == "content" and not SHOWN_CONTENT.search(tag):
            continue
        yield found


def is_left_alone(tag: str) -> bool:
    """Say whether an element says of itself that it is not to be translated."""
    opening = not tag.startswith("</") and name_of(tag) != "html"
    return opening and LEFT_ALONE.search(tag) is not None


def units_of(text: str) -> Iterator[str]:
    """Give the units in a text with tags, its changing parts as holes, as a catalogue writes them."""
    unit: list[str] = []
    passing, depth = "", 0  # the element that is left alone, and how deep its like stands in it
    for position, piece in enumerate(re.split(f"({TAG.pattern}|{BREAK})", text)):
        if passing:
            if position % 2 and name_of(piece) == passing:
                depth += -1 if piece.startswith("</") else 1
            passing = passing if depth else ""
            continue
        if position % 2 == 0:
            unit.append(html.unescape(piece))
            continue
        for found in read_attributes(piece):
            yield from _unit(html.unescape(found[2]))
        alone = is_left_alone(piece)
        if alone:
            passing, depth = name_of(piece), 1
        if (sign := mark_of(piece)) and not alone:
            unit.append(sign)
        else:
            yield from _unit("".join(unit))
            unit = []
    yield from _unit("".join(unit))


def _unit(code: str) -> Iterator[str]:
    start, end = span_of(tidied := tidy(code))
    whole = tidied[start:end]
    # What is cut in the middle of a tag is read piece by piece: see Catalogue._between_tags.
    for piece in [whole] if is_balanced(whole) else MARKS.split(whole):
        found = numbered(piece.strip(" "), HOLE)
        if is_ours(found):
            yield written(found)


def _streams(body: Sequence[nodes.Node]) -> Iterator[tuple[int, list[object]]]:
    """Give the runs of output in a body: texts, holes and lists of alternatives."""
    stream: list[object] = []
    line = 0
    for node in body:
        line = line or node.lineno
        if isinstance(node, nodes.Output):
            stream.extend(_pieces(node))
        elif isinstance(node, nodes.If) and (ways := _alternatives(node)) is not None:
            stream.append(ways)
        else:
            if isinstance(node, nodes.Assign | nodes.Import | nodes.FromImport):
                continue
            stream.append(BREAK)
            yield from _inner(node)
    if stream:
        yield line, stream


def _inner(node: nodes.Node) -> Iterator[tuple[int, list[object]]]:
    for name in ("body", "else_", "elif_"):
        inner = getattr(node, name, None)
        if isinstance(inner, list):
            for one in inner:
                if isinstance(one, nodes.If) and name == "elif_":
                    yield from _inner(one)
            if name != "elif_":
                yield from _streams(inner)


def _pieces(node: nodes.Output) -> Iterator[str]:
    for one in node.nodes:
        yield one.data if isinstance(one, nodes.TemplateData) else HOLE


def _alternatives(node: nodes.If) -> list[list[object]] | None:
    """Give what an 「if」 may write within a sentence; None where it holds more than a few words."""
    ways: list[list[object]] = []
    branches = [node.body, *(one.body for one in node.elif_), node.else_]
    for branch in branches:
        found = list(_streams(branch))
        if len(found) > 1 or any(BREAK in stream for _, stream in found):
            return None
        stream = found[0][1] if found else []
        if any(_ends_a_sentence(one) for one in stream):
            return None
        ways.append(stream)
    return ways


def _ends_a_sentence(piece: object) -> bool:
    if isinstance(piece, str):
        return any(not mark_of(one) for one in TAG.findall(piece))
    return False


def _ways(stream: list[object]) -> Iterator[str]:
    """Give the texts that a run of output may come to, sentence by sentence."""
    for run in _runs(stream):
        choices = [one if isinstance(one, list) else [[one]] for one in run]
        count = 1
        for one in choices:
            count *= len(one)
        if count > MOST_WAYS:
            for one in choices:
                for way in one:
                    yield from _ways(way)
            continue
        for way in product(*choices):
            yield "".join(text for pieces in way for text in _flat(pieces))


def _flat(pieces: Sequence[object]) -> Iterator[str]:
    for one in pieces:
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):  # an 「if」 within an 「if」: as if it were a changing part
            yield HOLE


def _runs(stream: list[object]) -> Iterator[list[object]]:
    """Cut a run of output where a sentence ends, so that its 「if」s multiply with no others."""
    run: list[object] = []
    for one in stream:
        if not isinstance(one, str):
            run.append(one)
            continue
        pieces = re.split(f"({TAG.pattern}|{BREAK})", one)
        for position, piece in enumerate(pieces):
            run.append(piece)
            if position % 2 and not mark_of(piece):
                yield run
                run = []
    yield run


def _texts_in_expressions(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    within: set[int] = set()
    for node in tree.find_all(nodes.Concat):
        if id(node) in within:
            continue
        within.update(id(one) for one in node.find_all(nodes.Concat))
        text = "".join(_operand(one) for one in node.nodes)
        within.update(id(one) for one in node.nodes if isinstance(one, nodes.Const))
        for unit in units_of(text):
            yield node.lineno, unit
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in within:
            for unit in units_of(FORMAT.sub(HOLE, const.value)):
                yield const.lineno, unit


def _operand(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.Concat):
        return "".join(_operand(one) for one in node.nodes)
    return HOLE
