"""What every page has to stand up to in a real browser: axe, a narrow screen, and no complaint."""

import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from journeys.screens import Screen

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS = {"runOnly": WCAG_22_AA, "resultTypes": ["violations"]}
RUN = """options => axe.run(options).then(found => found.violations.map(
  one => `${one.id} ${one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")}`
))"""
PATIENCE = 15_000
"""In ms, for what has to come."""
MEANT = re.compile(r"Failed to load resource: .* status of (401|409|422) ")
"""An answer that shows the form once more is no fault; the browser's console calls it one."""


def found_by_axe(page: Page, *, colours: bool = True) -> list[str]:
    """Give what axe finds against WCAG 2.2 AA on the page as it stands, a line for each kind.

    :param colours: whether to weigh colours too, which takes longer than all the rest
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    rules = {"color-contrast": {"enabled": colours}, "target-size": {"enabled": True}}
    options = {**OPTIONS, "rules": rules}
    return [f"{page.url}: {one}" for one in page.evaluate(RUN, options)]


@dataclass
class WatchedScreen(Screen):
    """A tab that keeps everything that is wrong with the pages it comes to."""

    wrong: list[str] = field(default_factory=list)
    has_scripts: bool = True
    """Whether axe can run: it is a script."""

    @classmethod
    def watched(
        cls, context: BrowserContext, base: str, *, has_scripts: bool = True
    ) -> "WatchedScreen":
        """Open a tab and listen to its console and to what it asks of the network."""
        tab = cls(context.new_page(), base, [], has_scripts)
        tab.page.set_default_timeout(PATIENCE)
        tab.page.on("console", tab._heard)
        tab.page.on("pageerror", lambda error: tab.wrong.append(f"{tab.page.url}: {error}"))
        tab.page.on("request", tab._asked)
        return tab

    def _heard(self, message: ConsoleMessage) -> None:
        # What the policy of the page forbids is told here too.
        if message.type in ("error", "warning") and not MEANT.match(message.text):
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.wrong.append(f"{self.page.url}: asks {request.url}")

    def choose(self, name: str, value: str) -> None:
        """Tick one of several answers."""
        self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def look(self, *, colours: bool = True) -> None:
        """Look the page over: nothing sticks out, and axe finds nothing."""
        self.page.wait_for_load_state()
        self.look_at_width()
        if self.has_scripts:
            self.wrong += found_by_axe(self.page, colours=colours)

    def look_at_width(self) -> None:
        """Look whether anything sticks out of the screen as it is."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        shown = self.page.viewport_size
        if shown is None or wide > shown["width"]:
            self.wrong.append(f"{self.page.url}: {wide} pixels on a screen of {shown}")
