"""The browser of the pictures: walks like a person, and cuts a picture out of the page it sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from pictures.palette import small
from pictures.stage import Stage

PHONE, DESKTOP = (390, 844), (1280, 900)
ARGUMENTS = (
    "--no-sandbox",
    "--lang=ja",
    "--disable-gpu",
    "--disable-background-networking",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
EDGE = 12
"""Pixels left around what a picture shows."""
STYLE = """
.k-clock, .k-skip, main a[href="/demo/mails"] { display: none !important; }
.k-saved, .k-draft-notice { position: static !important; }
* { caret-color: transparent !important; transition: none !important; animation: none !important; }
"""
"""The bar of the demo is no part of a city's pages, and nothing floats over what a picture shows."""
MARK = "(one) => { one.style.outline = '3px solid #0055ad'; one.style.outlineOffset = '4px'; }"
STILL = """async () => {
  document.activeElement.blur();
  document.documentElement.style.scrollBehavior = "auto";
  scrollTo(0, 0);
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
PLACE = """(one) => {
  const box = one.getBoundingClientRect();
  return [box.top + scrollY, box.bottom + scrollY].map(Math.round);
}"""
SIDES = """(main) => {
  const box = main.getBoundingClientRect();
  const edge = Math.min(16, box.left);
  return [box.left - edge, box.right + edge].map(Math.round);
}"""
UNMARK = "(one) => { one.style.outline = ''; one.style.outlineOffset = ''; }"


@dataclass
class Camera:
    """One tab of one person, and the folder that its pictures go to."""

    stage: Stage
    context: BrowserContext
    page: Page
    folder: Path
    taken: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.stage.base}{path}")

    def write(self, **typed: str) -> None:
        """Type into fields by their names."""
        for name, text in typed.items():
            self.page.locator(f'main [name="{name}"]:not([type=hidden])').fill(text)

    def press(self, words: str) -> None:
        """Press the first button with these words."""
        self.button(words).click()
        self.page.wait_for_load_state()

    def follow(self, words: str) -> None:
        """Press the first link with these words."""
        self.link(words).click()
        self.page.wait_for_load_state()

    def sign_in(self, person: str, password: str) -> None:
        """Sign in by the form."""
        self.open("/login")
        self.write(email=f"{person}@example.jp", password=password)
        self.press("ログインする")

    def button(self, words: str) -> Locator:
        """Give the first button with these words."""
        return self.page.locator("main").get_by_role("button", name=words, exact=True).first

    def link(self, words: str) -> Locator:
        """Give the first link of the main part with these words."""
        return self.page.locator("main").get_by_role("link", name=words).first

    def part(self, selector: str, words: str = "") -> Locator:
        """Give the first part of the page, of those with these words."""
        return self.page.locator(selector).filter(has_text=words).first

    def take(
        self, name: str, first: Locator, last: Locator | None = None, *, mark: Locator | None = None
    ) -> None:
        """Take a picture from the first part to the last one.

        :param mark: what gets a blue frame
        """
        self.taken.append(name)
        if mark is not None:
            mark.evaluate(MARK)
        self.page.add_style_tag(content=STYLE)
        self.page.evaluate(STILL)
        boxes = [one.evaluate(PLACE) for one in (first, last or first)]
        left, right = self.page.locator("main").evaluate(SIDES)
        top = max(min(box[0] for box in boxes) - EDGE, 0)
        bottom = max(box[1] for box in boxes) + EDGE
        picture = self.page.screenshot(
            full_page=True,
            animations="disabled",
            clip={"x": left, "y": top, "width": right - left, "height": bottom - top},
        )
        (self.folder / f"{name}.png").write_bytes(small(picture))
        if mark is not None:
            mark.evaluate(UNMARK)


@dataclass
class Studio:
    """A browser, and everything that its pictures need."""

    stage: Stage
    browser: Browser
    folder: Path
    taken: list[str] = field(default_factory=list)

    @contextmanager
    def camera(self, size: tuple[int, int] = PHONE) -> Iterator[Camera]:
        """Open a tab of its own, signed in as nobody."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            bypass_csp=True,
        )
        yield Camera(self.stage, context, context.new_page(), self.folder, self.taken)
        context.close()


@contextmanager
def a_studio(stage: Stage, chromium: str, folder: Path) -> Iterator[Studio]:
    """Start the browser.

    :param chromium: where the program is
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield Studio(stage, browser, folder)
        browser.close()
