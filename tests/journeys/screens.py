"""A real browser on a telephone's screen, in front of a real server."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from web.browser import PASSWORD

WIDTH, HEIGHT = 390, 844


@dataclass
class Screen:
    """One tab, with what a hand can do on it; every page it comes to is looked over."""

    page: Page
    base: str

    @classmethod
    def of(cls, context: BrowserContext, base: str) -> "Screen":
        """Open a tab."""
        return cls(context.new_page(), base)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.base}{path}")
        self.look()

    def press(self, words: str) -> None:
        """Press the one button with these words, or the first where all do the same."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        self.look()

    def follow(self, words: str) -> None:
        """Press a link in the page's main part."""
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.look()

    def write(self, **typed: str) -> None:
        """Type into fields by their names."""
        for name, text in typed.items():
            self.page.locator(f'main [name="{name}"]').fill(text)

    def sign_in(self, person: str) -> None:
        """Sign in by the form."""
        self.open("/login")
        self.write(email=f"{person}@example.jp", password=PASSWORD)
        self.press("ログインする")

    def says(self, words: str) -> None:
        """Require that the page shows these words."""
        expect(self.page.locator("main")).to_contain_text(words)

    def look(self) -> None:
        """Require that nothing sticks out of the narrow screen."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        shown = self.page.viewport_size or {"width": WIDTH}
        assert wide <= shown["width"], (self.page.url, wide)
