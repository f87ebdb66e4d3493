"""The texts of a Python module: its strings and f-strings with Japanese words, no docstrings."""

import ast
import re
from collections.abc import Iterator

from koubo_web.language.templates import FORMAT, HOLE, units_of

EXPRESSION = re.compile(r"\\[sdwAZb]|\[[^\]]*.-.[^\]]*\]|\(\?[:P=!<]")
"""What only a regular expression has: it is compared, never shown."""


def messages_of_module(source: str) -> Iterator[tuple[int, str]]:
    """Give each text of a module with its line.

    :raise SyntaxError: where it is none
    """
    tree = ast.parse(source)
    passed = _docstrings(tree)
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed.update(id(one) for one in node.values)
            yield from _units(node.lineno, _text_of(node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _units(node.lineno, FORMAT.sub(HOLE, node.value))


def _units(line: int, text: str) -> Iterator[tuple[int, str]]:
    if EXPRESSION.search(text):
        return
    for piece in re.split(r"\n+", text):
        for unit in units_of(piece):
            yield line, unit


def _text_of(node: ast.JoinedStr) -> str:
    return "".join(
        FORMAT.sub(HOLE, str(one.value)) if isinstance(one, ast.Constant) else HOLE
        for one in node.values
    )


def _docstrings(tree: ast.Module) -> set[int]:
    """Give the strings that only people who read the code see: a string that stands by itself."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
