"""Pictures of what follows a decision: the home, waiting for the 決裁, ledger, payments, figures."""

from urllib.parse import urlsplit

from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio
from pictures.steering import DESK, OFFICER

RUNNING = "令和8年度事業 市民企画提案事業（第1回募集）"
"""A call whose projects are under way."""
SOME = 6
"""As many rows of a list are enough to know it by."""


def at_home(studio: Studio) -> None:
    """See what is to be done, and the menu of awards and money."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        camera.open("/officer/")
        todos = camera.part("main section", "次にすること")
        camera.take("home-officer", camera.page.locator("h1"), todos)
        camera.open("/officer/awards")
        rows = camera.page.locator("main tbody tr")
        camera.take("awards-menu", camera.page.locator("h1"), rows.nth(SOME))


def money(studio: Studio) -> None:
    """Open the ledger, the payments and the board of reports."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        for name, words in (
            ("money-ledger", "交付台帳"),
            ("money-payments", "支出一式"),
            ("reports-board", "実績報告書"),
        ):
            camera.open("/officer/awards")
            camera.follow(words)
            rows = camera.page.locator("main tbody tr")
            camera.take(name, camera.page.locator("h1"), rows.nth(min(rows.count(), SOME) - 1))


def figures(studio: Studio) -> None:
    """See a call's figures: the funnel and the money."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        open_figures(camera)
        camera.page.evaluate("Promise.all([...document.images].map((one) => one.decode()))")
        pictures = camera.page.locator("main section:has(img)")
        camera.take("figures-call", camera.page.locator("h1"), pictures.nth(1))


def open_figures(camera: Camera) -> None:
    """Open 「数字で見る」 of the call whose projects are under way, from the list of calls."""
    camera.open("/officer/calls")
    camera.follow(RUNNING)
    camera.open(f"{urlsplit(camera.page.url).path}/figures")
