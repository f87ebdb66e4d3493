"""What plugins bring to the site: panels gathered for a page, pages put below /plugins/."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Blueprint, Flask, render_template, request
from jinja2 import BaseLoader, ChoiceLoader, PrefixLoader
from werkzeug.routing import Rule

from koubo.hooks import Hooks
from koubo.plugins import UnusablePlugins
from koubo_web.access import PUBLIC, Policy
from koubo_web.hookspecs import koubo_web_blueprints, koubo_web_panels
from koubo_web.panel import Page, Panel, Subject
from koubo_web.requests import actor_or_none, site

PLUGIN_NAME = re.compile(r"[A-Za-z0-9_.-]+")
OF_PLUGIN = ":"
"""Stands between the name of a plugin's blueprint and that of its template."""


def panels_for(page: Page, subject: Subject) -> list[Panel]:
    """Give the panels that plugins put onto a page; those that fail are left out."""
    ask = site().hooks.all(koubo_web_panels, subject.scheme_id)
    return [one.plain() for one in ask(page=page, subject=subject, actor=actor_or_none())]


def serve_plugin_pages(app: Flask, hooks: Hooks) -> Mapping[str, Policy]:
    """Put the plugins' pages onto the site; give the policies of their style sheets and pictures.

    :raises UnusablePlugins: where a blueprint cannot be put there, or reaches beyond its pages
    """
    templates: dict[str, BaseLoader] = {}
    open_to_all: dict[str, Policy] = {}
    for plugin, blueprints in hooks.each(koubo_web_blueprints)():
        around = _blueprint_of(plugin)
        with _staying_inside(app, plugin, around.url_prefix or ""):
            for one in blueprints:
                around.register_blueprint(one)
            app.register_blueprint(around)
        pages = [one for one in blueprints if one.has_static_folder]
        open_to_all |= {f"{around.name}.{one.name}.static": PUBLIC for one in pages}
        loaders = [one.jinja_loader for one in blueprints]
        templates[around.name] = ChoiceLoader([one for one in loaders if one is not None])
    ours = app.jinja_env.loader
    theirs = PrefixLoader(templates, delimiter=OF_PLUGIN)
    app.jinja_env.loader = ChoiceLoader([*([ours] if ours else []), theirs])
    return open_to_all


def render(template: str, *, title: str, **values: object) -> str:
    """Draw a plugin's own template, which extends ``layout/plugin.html``, for the page asked for.

    Whatever is put into it is escaped. Its own templates name one another as
    ``plugin_<plugin>:<file>``, with ``_`` for a dot in the plugin's name.

    :param template: name of a file ending in ``.html`` below the blueprint's template folder
    :param title: the page's title and heading
    """
    if not template.endswith(".html"):
        raise ValueError(f"{template}: only templates named .html are escaped")
    *_, outermost = request.blueprints
    return render_template(f"{outermost}{OF_PLUGIN}{template}", title=title, **values)


def _blueprint_of(plugin: str) -> Blueprint:
    if not PLUGIN_NAME.fullmatch(plugin):
        raise UnusablePlugins(
            f"プラグイン {plugin}: ページを持つプラグインの名前は、半角の英数字と _ . - で書きます"
        )
    name = f"plugin_{plugin.replace('.', '_')}"
    return Blueprint(name, __name__, url_prefix=f"/plugins/{plugin}")


@contextmanager
def _staying_inside(app: Flask, plugin: str, prefix: str) -> Iterator[None]:
    """Refuse blueprints that bring routes elsewhere, or what would be called for every page."""
    routes, everywhere = set(map(id, app.url_map.iter_rules())), _called_for_every_page(app)
    try:
        yield
    except (ValueError, AssertionError, AttributeError) as error:
        raise UnusablePlugins(f"プラグイン {plugin}: {error}") from error
    brought: list[Rule] = [one for one in app.url_map.iter_rules() if id(one) not in routes]
    for rule in brought:
        if not rule.rule.startswith(f"{prefix}/"):
            raise UnusablePlugins(
                f"プラグイン {plugin}: ページ {rule.rule} が {prefix}/ の下にありません"
            )
    if _called_for_every_page(app) != everywhere:
        raise UnusablePlugins(
            f"プラグイン {plugin}: ほかのページにも働く関数（before_app_request など）は使えません"
        )


def _called_for_every_page(app: Flask) -> list[int]:
    """Count what the app calls whatever page is asked for."""
    functions = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
        app.template_context_processors,
        app.url_value_preprocessors,
        app.url_default_functions,
    )
    handlers = app.error_handler_spec[None].values()
    return [*(len(one.get(None, ())) for one in functions), sum(map(len, handlers))]
