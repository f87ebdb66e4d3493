"""As much of JSON Schema as our forms use: where a value breaks one."""

from collections.abc import Iterator
from typing import Any

TYPES = {"string": str, "object": dict, "array": list, "integer": int, "boolean": bool}


def broken(schema: Any, value: Any, path: str = "") -> Iterator[str]:
    """Give the place of each thing that a schema does not allow."""
    if isinstance(schema, bool):
        yield from () if schema else (path,)
        return
    wanted = TYPES.get(schema.get("type", ""))
    if (wanted and type(value) is not wanted) or not _is_among(schema, value):
        yield path
        return
    yield from _branches(schema, value, path)
    if isinstance(value, dict):
        yield from _of_object(schema, value, path)
    elif isinstance(value, list):
        yield from _of_list(schema, value, path)


def _is_among(schema: dict[str, Any], value: Any) -> bool:
    if isinstance(value, int) and not schema.get("minimum", value) <= value:
        return False
    return value in schema.get("enum", [value]) and value == schema.get("const", value)


def _branches(schema: dict[str, Any], value: Any, path: str) -> Iterator[str]:
    for one in schema.get("allOf", ()):
        yield from broken(one, value, path)
    if "if" in schema:
        met = not list(broken(schema["if"], value))
        yield from broken(schema["then" if met else "else"], value, path)


def _of_object(schema: dict[str, Any], value: dict[str, Any], path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{path}/{key}" for key in schema.get("required", ()) if key not in value)
    for key, inner in value.items():
        other = schema.get("additionalProperties", True)
        yield from broken(known.get(key, other), inner, f"{path}/{key}")


def _of_list(schema: dict[str, Any], value: list[Any], path: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield path
    for place, inner in enumerate(value):
        yield from broken(schema.get("items", True), inner, f"{path}/{place}")
