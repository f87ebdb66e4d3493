"""Pictures of a reviewer's work: declaring, reading, marking, handing in; and marking it all."""

from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio
from pictures.steering import DESK, LATE, OFFICER, ask_by_a_day, declare_all

SLATE = (1024, 900)
"""A reviewer's screen: a tablet that lies on its side, or a small laptop."""
WIDE = (1180, 900)
"""Wide enough for the proposal beside the sheet."""


def declare(studio: Studio) -> None:
    """Declare conflicts of one stage, and see the list of what is to do."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        ask_by_a_day(camera)
    with studio.camera(SLATE) as camera:
        camera.sign_in(LATE, PASSWORD)
        camera.follow("申告する")
        forms = camera.page.locator("main form > section")
        camera.take("conflict-declare", camera.page.locator("h1"), forms.first)
        declare_all(camera)
        last = camera.part("main section", "採点する応募")
        camera.take("start-home", camera.page.locator("h1"), last)


def mark(studio: Studio) -> None:
    """Read a proposal, mark it, and look at the sheet once more before it is handed in."""
    with studio.camera(WIDE) as camera:
        camera.sign_in(LATE, PASSWORD)
        camera.follow("採点を始める")
        camera.take("marking-sheet", camera.page.locator("h1"), camera.part("#sheet"))
    with studio.camera() as camera:
        camera.sign_in(LATE, PASSWORD)
        camera.follow("採点を始める")
        first = camera.page.locator("fieldset.k-score").first
        first.locator(".k-score__label").nth(1).click()
        camera.take("marking-cells", first)
    with studio.camera(SLATE) as camera:
        camera.sign_in(LATE, PASSWORD)
        camera.page.locator("main .k-todo__item").get_by_role("link").click()
        camera.page.wait_for_load_state()
        fill(camera, turn=1)
        camera.take("handing-confirm", camera.page.locator("main"))


def mark_everything(camera: Camera) -> None:
    """Declare about everything that waits for whoever is signed in, mark it and hand it in."""
    camera.follow("申告する")
    declare_all(camera)
    turn = 0
    while camera.page.locator("main .k-todo__item").count():
        camera.page.locator("main .k-todo__item").get_by_role("link").first.click()
        camera.page.wait_for_load_state()
        fill(camera, turn)
        camera.press("審査票を提出する")
        turn += 1


def fill(camera: Camera, turn: int) -> None:
    """Mark every criterion, the better the earlier, and go on to hand the sheet in."""
    for place, group in enumerate(camera.page.locator("fieldset.k-score").all()):
        points = 4 - (turn + place) % 3
        group.locator(".k-score__label").nth(points).click()
    camera.press("保存して、提出の確認へ進む")
