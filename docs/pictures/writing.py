"""Pictures of writing a draft, and of what keeps the typed text."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from koubo_web.sample.residents import PASSWORD
from pictures.before import OPEN_CALL, REPRESENTATIVE
from pictures.camera import DESKTOP, Camera, Studio

DRAFT = "川と用水のごみしらべ子ども調査隊"
TREASURER = "kaikei"
SOON = 10_000
"""In ms: the quiet after which a draft is saved, and a slow machine."""


def open_draft(camera: Camera, section: str, project: str = DRAFT) -> None:
    """Open a section of a paper that still has to be written, from the list of what is to do."""
    camera.open("/home")
    camera.part("main .k-todo__item", project).get_by_role("link").click()
    camera.page.wait_for_load_state()
    paper = urlsplit(camera.page.url).path.rpartition("/")[0]
    camera.open(f"{paper}/{section}")


def saved(camera: Camera) -> None:
    """Wait until the page says that it has saved itself."""
    expect(camera.part("[data-autosave-status]")).to_contain_text("に保存しました", timeout=SOON)


def begin(studio: Studio) -> None:
    """See the start of an application, with what can be copied."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        todo = camera.part("main .k-todo__item", DRAFT)
        camera.take("draft-home", camera.page.locator("h1"), todo, mark=todo.get_by_role("link"))
        camera.open("/calls")
        camera.follow(OPEN_CALL)
        camera.follow("応募を始める")
        choices = camera.part("main form fieldset")
        choices.get_by_label("行政提案コース").check()
        camera.take("draft-start", camera.page.locator("h1"), choices)
        copies = camera.part("main form .k-field", "前の応募から写す")
        copies.locator("select").select_option(index=-1 + copies.locator("option").count())
        camera.take("draft-copy", copies, camera.part("main .k-actions", "この内容で始める"))


def autosave(studio: Studio) -> None:
    """See a draft save itself, lose the network, and lose the session."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        open_draft(camera, "project")
        last = camera.part("main form .k-field", "実施する内容")
        camera.take("draft-section", camera.page.locator("h1"), last)
        camera.write(future="調査の結果をもとに、店や町内会と、ごみを減らす約束を広げます。")
        saved(camera)
        field = camera.part("main form .k-field", "来年度からの進め方")
        status = camera.part("[data-autosave-status]")
        camera.take("draft-saved", field, status, mark=status)
        camera.context.set_offline(True)
        camera.write(future="調査の結果をもとに、店や町内会と話し合います。")
        notice = camera.part("[data-autosave-notice]")
        expect(notice).to_contain_text("通信が切れています", timeout=SOON)
        camera.take("draft-lost", camera.page.locator("h1"), notice)
        camera.context.set_offline(False)
        saved(camera)
        camera.context.clear_cookies()
        camera.page.on("dialog", lambda dialog: dialog.accept())
        camera.write(future="調査の結果をもとに、約束を広げます。")
        camera.press("保存する")
        camera.take("draft-again", camera.page.locator("main"))


def stale(studio: Studio) -> None:
    """Let two members write the same answer, and see both texts."""
    with studio.camera() as mine, studio.camera() as theirs:
        for camera, person in ((mine, REPRESENTATIVE), (theirs, TREASURER)):
            camera.sign_in(person, PASSWORD)
            open_draft(camera, "project")
        theirs.write(effect="調査隊に80人が加わり、5つの地区で約束を決めます。")
        theirs.press("保存する")
        mine.page.route("**/autosave", lambda route: route.abort())
        mine.write(effect="調査隊に100人が加わり、7つの地区で約束を決めます。")
        mine.press("保存する")
        mine.take("draft-stale", mine.page.locator("h1"), mine.part("main .k-actions"))
        mine.press("選んだ内容で保存する")


def budget(studio: Studio) -> None:
    """See the budget, its sums and the expected amount with its working."""
    with studio.camera(DESKTOP) as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        open_draft(camera, "money")
        camera.take("budget-lines", camera.page.locator("h1"), camera.button("支出の行を増やす"))
        granted = camera.page.locator('[name="budget-incomes-0-amount"]')
        asked = granted.input_value()
        granted.fill("400,000")
        camera.press("合計を計算し直す")
        incomes = camera.part("main table", "収入の種類")
        camera.take("budget-differs", incomes, camera.part("#totals > p"))
        granted.fill(asked)
        camera.press("合計を計算し直す")
        camera.take("budget-expected", camera.part("#totals"))
        camera.press("保存する")
