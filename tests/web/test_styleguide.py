"""The living page of the look: every macro of templates/parts, and nothing where people work."""

from pathlib import Path

from flask import Flask
from jinja2 import Environment, nodes

from koubo_web.static_files import FOLDER
from koubo_web.styleguide import TAGS, TONES
from web.pages import soup

TEMPLATES = FOLDER.parent / "templates"
GUIDE = sorted((TEMPLATES / "styleguide").glob("*.html"))


def test_the_page_is_there_in_a_demo_and_nowhere_else(app: Flask, demo_app: Flask) -> None:
    assert demo_app.test_client().get("/styleguide").status_code == 200
    assert app.test_client().get("/styleguide").status_code == 404


def test_every_macro_of_the_parts_is_shown() -> None:
    shown = {name for one in GUIDE for name in macros_used(one)}
    # One that only its neighbours call is shown by them.
    for part in (TEMPLATES / "parts").glob("*.html"):
        shown |= macros_of(part) & called_in(part)

    missing = [
        f"{part.name}: {name}"
        for part in sorted((TEMPLATES / "parts").glob("*.html"))
        for name in sorted(macros_of(part) - shown)
    ]

    assert missing == []


def test_every_state_has_a_tag_and_every_tag_a_tone_that_exists(demo_app: Flask) -> None:
    page = soup(demo_app.test_client().get("/styleguide"))
    shown = {one.get_text() for one in page.select(".k-tag")}

    for title, names, tones in TAGS:
        assert set(names.values()) - shown == set(), title
        assert set(tones.values()) <= set(TONES), title


def test_no_id_stands_twice(demo_app: Flask) -> None:
    page = soup(demo_app.test_client().get("/styleguide"))
    ids = [one["id"] for one in page.select("[id]")]

    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def macros_of(part: Path) -> set[str]:
    """Give the macros that pages may use; a part that is a page of its own has none."""
    tree = parsed(part)
    return {one.name for one in tree.find_all(nodes.Macro) if not one.name.startswith("_")}


def macros_used(page: Path) -> set[str]:
    """Give the macros that a page takes from elsewhere and really calls."""
    tree = parsed(page)
    taken = {
        name if isinstance(name, str) else name[0]
        for one in tree.find_all(nodes.FromImport)
        for name in one.names
    }
    return taken & called_in(page)


def called_in(page: Path) -> set[str]:
    calls = parsed(page).find_all(nodes.Call)
    return {one.node.name for one in calls if isinstance(one.node, nodes.Name)}


def parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
