"""Pictures of how officers set a review up: seating, conflicts, the drawing, sheets on paper."""

from urllib.parse import urlsplit

from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio

DESK = (1180, 900)
"""An officer's screen; smaller than most, so that its words can be read in a picture."""
OFFICER, COLLEAGUE = "jimukyoku", "jimukyoku2"
YEAR = "令和9年度"
LATE = "iin-d"
"""A reviewer who has not yet declared anything."""
MARKED, READING = "第2回募集）", "第3回募集）"
"""That year's calls: of one all sheets are in, of the other the first stage is under way."""
FIRST, SECOND = "1次審査（書類審査）", "2次審査（公開プレゼンテーション）"
REASON = "似た催しが近くの地区にもあり、違いを聞いてから考えたい。"
AFFILIATION = "手話サークルむすびの手（架空）"
"""Of an applicant; it makes a sign of a conflict, where a reviewer belongs to one of that name."""
EXPLAINED = "所属は同じ名前の別の団体です。応募した団体との関わりはありません。"
ON_PAPER = "C委員"
SIGNED = {"signed_on-year": "令和8", "signed_on-month": "11", "signed_on-day": "20"}
DUE = {"due_on-year": "令和8", "due_on-month": "11", "due_on-day": "27", "due_time": "17:00"}
HELD = {"concluded_on-year": "令和8", "concluded_on-month": "11", "concluded_on-day": "19"}


def open_review(camera: Camera, call: str) -> None:
    """Open the page 「審査」 of a call, from the list of calls."""
    camera.open("/officer/calls")
    camera.page.locator("main a").filter(has_text=YEAR).filter(has_text=call).first.click()
    camera.page.wait_for_load_state()
    camera.open(f"{urlsplit(camera.page.url).path}/review")


def open_stage(camera: Camera, call: str, stage: str) -> None:
    """Open the board of a stage."""
    open_review(camera, call)
    camera.link(stage).click()
    camera.page.wait_for_load_state()


def row(camera: Camera, words: str, path: str) -> None:
    """Follow the link of a table's row that leads to a page of this kind."""
    rows = camera.page.locator("main tbody tr").filter(has_text=words)
    rows.locator(f'a[href*="{path}"]').first.click()
    camera.page.wait_for_load_state()


def seat(studio: Studio) -> None:
    """See the panel, and settle a sign that a reviewer may belong to an applicant."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        open_review(camera, READING)
        panel = camera.part("main section", "審査委員（")
        camera.take("panel-stages", camera.page.locator("h1"), panel)
        row(camera, f"{LATE}@example.jp", "/members/")
        camera.write(affiliation=AFFILIATION)
        camera.press("この内容で保存する")
        with studio.camera(DESK) as theirs:
            theirs.sign_in(LATE, PASSWORD)
            theirs.follow("申告する")
            declare_all(theirs)
        open_review(camera, READING)
        row(camera, FIRST, "/panel")
        camera.take("conflicts-signs", camera.part("main section", "利害関係の要確認"))


def declare_all(camera: Camera) -> None:
    """Say on the page of declarations that there is no conflict at all, whatever the signs say."""
    for one in camera.page.locator('main input[type="radio"][value="none"]').all():
        one.check(force=True)
    for one in camera.page.locator('main textarea[name^="explained-"]').all():
        one.fill(EXPLAINED)
    camera.press("選んだ内容で申告する")


def ask_by_a_day(camera: Camera) -> None:
    """Set the day for the sheets of the first stage."""
    open_stage(camera, READING, FIRST)
    camera.page.locator('main a[href$="/sheets"]').first.click()
    camera.page.wait_for_load_state()
    camera.write(**DUE)
    camera.press("提出期限を保存する")


def end_first_stage(camera: Camera) -> None:
    """Wait for nobody any more, and conclude the first stage as it was computed."""
    open_stage(camera, READING, FIRST)
    while camera.page.get_by_role("link", name="欠席を記録する").count():
        camera.follow("欠席を記録する")
        camera.press("欠席として記録する")
    camera.follow("審査会の結論を記録する")
    camera.write(**HELD)
    camera.press("確認へ進む")
    camera.press("この内容で記録する")


def draw(studio: Studio) -> None:
    """Draw by lot who judges what in the second stage, and let it begin."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        end_first_stage(camera)
        open_review(camera, READING)
        row(camera, SECOND, "/assignment")
        camera.write(each="3")
        camera.press("結果を見る")
        camera.take("assignment-drawn", camera.part("main section", "くじの結果"))
        camera.press("この結果で割り当てる")


def read_back(studio: Studio) -> None:
    """Key a sheet in from paper, and read it back as somebody else."""
    with studio.camera(DESK) as mine, studio.camera(DESK) as theirs:
        mine.sign_in(OFFICER, PASSWORD)
        open_papers(mine)
        mine.page.locator("main a").filter(has_text=ON_PAPER).first.click()
        mine.page.wait_for_load_state()
        mine.follow("表紙の申告を記録する")
        mine.write(**SIGNED)
        mine.press("この内容で記録する")
        mine.follow("続きから入力する")
        points = mine.page.locator("fieldset.k-keying").first.locator("input")
        for place, mark in enumerate(("4", "3", "4", "2")):
            points.nth(place).fill(mark)
        mine.page.locator("fieldset.k-keying").nth(1).locator("textarea").nth(3).fill(REASON)
        scan = studio.stage.mill.pdf("審査票", ON_PAPER, (REASON,))
        mine.page.locator('main [name="scan"]').set_input_files(
            {"name": "審査票.pdf", "mimeType": "application/pdf", "buffer": scan}
        )
        mine.press("保存して次の審査票へ")
        theirs.sign_in(COLLEAGUE, PASSWORD)
        open_papers(theirs)
        theirs.page.locator("main tbody tr a").first.click()
        theirs.page.wait_for_load_state()
        last = theirs.part("main .k-actions", "すべて一致した")
        theirs.take("paper-read", theirs.page.locator("h1"), last)


def open_papers(camera: Camera) -> None:
    """Open the page of paper sheets of the second stage."""
    open_review(camera, READING)
    row(camera, SECOND, "/paper")
