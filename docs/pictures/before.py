"""Pictures of what comes before writing: the call, the check, the account, the organisation."""

from urllib.parse import urlsplit

from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio

OPEN_CALL = "市民企画提案事業（第2回募集）"
REPRESENTATIVE = "dantai"
GROUP = {
    "name": "みなと花だんの会（架空）",
    "kana": "みなとはなだんのかい",
    "address": "倉敷市玉島0番1号",
    "phone": "086-000-0100",
}


def check_before(studio: Studio) -> None:
    """Read a call and ask whether one's own group may apply, with no account."""
    with studio.camera() as camera:
        camera.open("/")
        camera.take("check-front", camera.page.locator("h1"), camera.part("main article"))
        camera.follow(OPEN_CALL)
        head = camera.page.locator("h1")
        camera.take("check-call", head, camera.part(".k-banner"), mark=camera.link("応募を始める"))
        papers = camera.part("main section", "応募に必要なもの")
        camera.take("check-papers", papers.locator("h2"), papers.locator("ul").first)
        camera.follow("うちの団体は応募できますか")
        camera.write(members="12")
        camera.write(**day("established_on", "令和7", "4", "1"))
        camera.page.locator('[name="in_city"]').first.check()
        camera.page.locator('[name="awarded"]').last.check()
        asked = camera.part("#ask-heading")
        camera.take("check-ask", asked, camera.page.locator('[name="in_city"]').last)
        camera.press("確認する")
        camera.part("article summary").click()
        camera.take("check-answer", camera.part("#answers-heading"), camera.part("article"))


def day(name: str, year: str, month: str, of_month: str) -> dict[str, str]:
    """Give a date as its three boxes take it."""
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": of_month}


def register(studio: Studio) -> None:
    """Make an account, confirm it by the mail, and register an organisation."""
    with studio.camera() as camera:
        camera.open("/register")
        camera.write(person_name="港 花子", email="minato@example.jp", password=PASSWORD)
        main = camera.page.locator("main")
        camera.take("account-register", main)
        main.locator("form button").first.click()
        camera.page.wait_for_load_state()
        camera.take("account-sent", main)
        camera.open(confirmation(camera))
        camera.write(password=PASSWORD)
        camera.press("登録を終える")
        camera.open("/applicant/organisations/new")
        camera.write(**GROUP)
        camera.page.get_by_label("任意団体", exact=True).check()
        last = camera.part("main form .k-field", "電話番号")
        camera.take("account-organisation", camera.page.locator("h1"), last)


def confirmation(camera: Camera) -> str:
    """Give the address in the newest mail that confirms an account."""
    camera.open("/demo/mails")
    link = camera.page.locator('main a[href*="/confirm/"]').first
    return urlsplit(str(link.get_attribute("href"))).path


def organisation(studio: Studio) -> None:
    """Look at an organisation, its members, its roster, and the change of its representative."""
    with studio.camera() as camera:
        camera.sign_in(REPRESENTATIVE, PASSWORD)
        camera.open("/applicant/organisations")
        camera.take("account-profile", camera.page.locator("h1"), camera.page.locator("main"))
        camera.follow("メンバー（ログインする方）と招待")
        camera.take("account-members", camera.page.locator("h1"), camera.link("メンバーを招待する"))
        camera.follow("メンバーを招待する")
        camera.write(email="kaikei2@example.jp")
        camera.page.get_by_label("会計", exact=True).check()
        camera.take("account-invite", camera.page.locator("h1"), camera.part("main .k-actions"))
        camera.open("/applicant/organisations")
        camera.follow("構成員・役員名簿")
        camera.take("account-roster", camera.page.locator("h1"), camera.part("main tbody tr"))
        camera.open("/applicant/organisations")
        camera.follow("代表者の交代を記録する")
        camera.page.locator('[name="what"]').first.check()
        camera.write(title="代表", name="木見 俊夫")
        camera.write(**day("from_on", "令和8", "11", "1"))
        camera.take(
            "account-representative", camera.page.locator("h1"), camera.part("main .k-actions")
        )
