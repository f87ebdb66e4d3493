"""Web: what plugins show on the site, panels on our pages and pages of their own."""

from collections.abc import Iterable

from flask import Blueprint

from koubo.hooks import Mode, OnFault, hookspec
from koubo.people.rules import Actor
from koubo_web.panel import Page, Panel, Subject, is_sound_panel


@hookspec(mode=Mode.ALL, gives=Blueprint, on_fault=OnFault.SOFT)
def koubo_web_blueprints() -> Iterable[Blueprint]:
    """Give the pages that this plugin brings.

    Called once when the site starts. All answers count; each blueprint stands below
    ``/plugins/<plugin>/``, and a plugin that fails is left out and reported. Every view says who
    may open it (``public``, ``signed_in`` or ``seat`` of ``koubo_web.api``); one that does not
    stops the start, as does a blueprint that reaches beyond its own pages.

    :returns: Flask blueprints; ``koubo_web.api.render`` draws their templates in the site's frame
    """


@hookspec(mode=Mode.ALL, gives=Panel, on_fault=OnFault.SOFT, sound=is_sound_panel)
def koubo_web_panels(page: Page, subject: Subject, actor: Actor | None) -> Iterable[Panel]:
    """Give the panels of a page.

    Called each time one of the pages is shown to somebody who may see it. All answers are shown
    one below the other; a plugin that fails is left out and reported. Panels are text: markup in
    them is shown as it is written.

    :param page: which page it is
    :param subject: the call or the application that the page is about
    :param actor: who is looking, with today's seats; None for somebody who is not signed in
    :returns: panels, each with a title
    """
