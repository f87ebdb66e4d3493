"""Pictures of the papers, of handing in, and of what may come after it."""

from playwright.sync_api import Locator

from koubo_web.sample.residents import PASSWORD
from pictures.before import REPRESENTATIVE
from pictures.camera import Camera, Studio
from pictures.writing import DRAFT, open_draft

BYLAWS = ("（名称）第1条 この会は、上に書いた名前とする。",)
GROUP = "たかはし川キッズ探検隊（架空）"
LOCK = b"\ntrailer\n<< /Encrypt 1 0 R >>\nstartxref\n0\n%%EOF\n"
"""The end of a PDF that asks for a password."""
CORRECTED, DECLARED = "市民企画提案事業（第1回募集）", "川の安全見守り隊"


def papers(studio: Studio) -> None:
    """Attach a paper that is refused, and one that is taken."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        open_draft(camera, "papers")
        asked = camera.part("main form .k-field", "団体の規約・会則")
        camera.take("papers-choose", camera.page.locator("h1"), asked)
        bylaws = studio.stage.mill.pdf("規約", GROUP, BYLAWS)
        attach(camera, "規約.pdf", bylaws + LOCK)
        camera.take("papers-refused", camera.part("#errors"))
        attach(camera, "規約.pdf", bylaws)
        camera.take("papers-attached", camera.part("main form .k-field", "団体の規約・会則"))


def attach(camera: Camera, name: str, content: bytes) -> None:
    """Choose a file and save."""
    box = camera.page.locator('main [name="bylaws"]')
    box.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
    camera.press("保存する")


def hand_in(studio: Studio) -> None:
    """Go through what is missing, look at everything once more, hand in, keep the receipt."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        open_draft(camera, "papers")
        camera.press("保存して次へ進む")
        camera.follow("あとで直すことにして次へ進む")
        camera.take("filing-missing", camera.page.locator("h1"), camera.part("main .k-banner"))
        camera.page.locator("main .k-banner a").first.click()
        camera.page.wait_for_load_state()
        camera.page.locator('[name="pledge"]').check()
        camera.press("保存して次へ進む")
        who = camera.part("#who-heading")
        camera.take("filing-check", camera.page.locator("h1"), section_of(who))
        press = camera.button("提出する")
        camera.take("filing-press", camera.part("#file-heading"), press, mark=press)
        press.click()
        camera.page.wait_for_load_state()
        camera.take("filing-receipt", camera.page.locator("main"))


def section_of(heading: Locator) -> Locator:
    """Give the section that a heading begins."""
    return heading.locator("xpath=ancestor::section[1]")


def correct(studio: Studio) -> None:
    """See what the city asks to be mended, and what cannot be changed."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        todo = camera.part("main .k-todo__item", CORRECTED)
        camera.take("correction-home", todo, mark=todo.get_by_role("link"))
        open_draft(camera, "collaboration", CORRECTED)
        camera.take("correction-asked", camera.page.locator("h1"), camera.part("main .k-banner"))
        fields = camera.page.locator("main form > *")
        camera.take(
            "correction-fields",
            fields.filter(has_text="担当課との話し合いの経過").first,
            camera.part("main form .k-field", "団体と市の役割分担"),
        )


def withdraw(studio: Studio) -> None:
    """Look at the page that takes an application back."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        camera.open("/home")
        camera.follow(DRAFT)
        link = camera.link("応募を取り下げる")
        camera.take("withdraw-link", camera.part("main h2", "これまでの経過"), link, mark=link)
        camera.follow("応募を取り下げる")
        camera.take("withdraw-form", camera.page.locator("main"))


def participate(studio: Studio) -> None:
    """Hand a 参加表明書 in, and see the proposal open."""
    with studio.camera() as camera:
        camera.open("/calls")
        camera.follow("協働サポート交付金")
        papers_heading = camera.part("main h2", "応募に必要なもの")
        camera.take(
            "participation-call", papers_heading, camera.part("main p", "締切までに提出します")
        )
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        open_draft(camera, "outline", DECLARED)
        camera.write(idea="中学生と一緒に、川の見守りの当番をつくります。")
        camera.press("保存して次へ進む")
        camera.press("提出する")
        camera.take(
            "participation-filed", camera.page.locator("h1"), camera.part("main .k-actions")
        )
        camera.take("participation-then", section_of(camera.part("#following-heading")))
        camera.open("/home")
        todo = camera.part("main .k-todo__item", DECLARED)
        camera.take("participation-next", todo, mark=todo.get_by_role("link"))


def paper(studio: Studio) -> None:
    """See whom to ask on paper or by telephone."""
    with studio.camera() as camera:
        camera.open("/calls")
        camera.follow("市民企画提案事業（第2回募集）")
        camera.take("paper-contact", section_of(camera.part("#contact-heading")))
