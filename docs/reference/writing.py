"""Markdown from Python: signatures, types, docstrings and tables."""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")
OPTIONAL = re.compile(r"^Optional\[(.+)\]$")
ABOUT = re.compile(r":(?P<kind>param|returns?|raises?)(?: (?P<name>\w+))?: (?P<text>.*)")
CODE = re.compile(r"``([^`]+)``|:class:`([^`]+)`")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a Markdown table; a bar inside a cell stays a bar."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(one) for one in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def type_name(annotation: Any) -> str:
    """Give a type as an author writes it, without the modules: ``Iterable[Problem]``."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return OPTIONAL.sub(r"\1 | None", MODULES.sub("", text))


def signature(function: Callable[..., Any]) -> str:
    """Give a function's head, one argument a line where it is long."""
    found = inspect.signature(function)
    arguments = [_argument(one) for one in found.parameters.values()]
    if any(one.kind is one.KEYWORD_ONLY for one in found.parameters.values()):
        first = [one.kind for one in found.parameters.values()].index(
            inspect.Parameter.KEYWORD_ONLY
        )
        arguments.insert(first, "*")
    gives = f" -> {type_name(found.return_annotation)}"
    short = f"{function.__name__}({', '.join(arguments)}){gives}"
    if len(short) <= 90:
        return short
    return f"{function.__name__}(\n    " + ",\n    ".join(arguments) + f",\n){gives}"


def _argument(parameter: inspect.Parameter) -> str:
    text = f"{parameter.name}: {type_name(parameter.annotation)}"
    return text if parameter.default is parameter.empty else f"{text} = {parameter.default!r}"


def prose(thing: Any) -> str:
    """Give a docstring as Markdown; what it says of arguments becomes a list."""
    paragraphs: list[str] = []
    listed: list[str] = []
    for line in (inspect.getdoc(thing) or "").splitlines():
        about = ABOUT.match(line)
        if about:
            listed.append(_about(about))
        elif listed and line.strip():
            listed[-1] += " " + line.strip()
        else:
            paragraphs.append(line)
    text = "\n".join(paragraphs).strip()
    if listed:
        text += "\n\n" + "\n".join(f"- {one}" for one in listed)
    return CODE.sub(lambda found: f"`{found[1] or found[2]}`", text).strip()


def _about(found: re.Match[str]) -> str:
    if found["kind"] == "param":
        return f"`{found['name']}`: {found['text']}"
    if found["kind"].startswith("return"):
        return f"gives {found['text']}"
    return f"raises `{found['name']}` {found['text']}"
