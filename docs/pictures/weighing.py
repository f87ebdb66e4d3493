"""Pictures of what a panel's sheets come to: the board, trying, habits, conclusion, results."""

from urllib.parse import urlsplit

from koubo_web.sample.residents import PASSWORD
from pictures.camera import Camera, Studio
from pictures.judging import SLATE
from pictures.steering import DESK, MARKED, OFFICER, SECOND, YEAR, open_stage

LESS = "700,000"
"""A budget that not all fit into (円)."""
DECIDED = f"{YEAR}事業 市民企画提案事業（第1回募集）"
MISTAKE = "答申額の写しまちがい"
COMMENT = "認知症の本人が店づくりに加わる計画を高く評価します。会場の安全に配慮してください。"


def weigh(studio: Studio) -> None:
    """See the board of a stage whose sheets are in, try another budget, and look at the panel."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        take_back(camera)
        open_stage(camera, MARKED, SECOND)
        ranking = camera.page.locator('section[aria-labelledby="ranking-heading"] table')
        camera.take("tally-board", camera.page.locator("h1"), ranking)
        board = urlsplit(camera.page.url).path
        camera.open(f"{board}/simulation")
        camera.write(budget=LESS)
        camera.press("この条件で試す")
        flips = camera.part("main section", "結果か金額の変わる応募")
        camera.take("tally-simulation", camera.part("main section", "全体の違い"), flips)
        camera.open(f"{board}/panel-view")
        severity = camera.part("main section", "委員ごとの点の付け方")
        severity.locator("img").evaluate("(one) => { one.loading = 'eager'; return one.decode(); }")
        camera.take("tally-view", severity)


def conclude(studio: Studio) -> None:
    """Write the panel's recommendation, and read the results of another call like anybody."""
    with studio.camera(DESK) as camera:
        camera.sign_in(OFFICER, PASSWORD)
        open_stage(camera, MARKED, SECOND)
        camera.follow("審査会の結論を記録する")
        camera.follow("集計による案から書き直す")
        first = camera.page.locator("main details").first
        first.locator("summary").click()
        first.locator('textarea[name^="comment-"]').fill(COMMENT)
        camera.take("conclusion-record", camera.part("[data-sum]"), first)
    with studio.camera(SLATE) as camera:
        published(camera)
        camera.take("decision-results", camera.page.locator("main"))


def take_back(camera: Camera) -> None:
    """Withdraw the recommendation that the sample city has recorded, so that it is to be made."""
    open_stage(camera, MARKED, SECOND)
    camera.follow("記録した結論を見る")
    camera.follow("記録を取り下げて直す")
    camera.write(reason=MISTAKE)
    camera.press("取り下げる")


def published(camera: Camera) -> None:
    """Open the public page of results, from the list of calls."""
    camera.open("/calls")
    camera.follow(DECIDED)
    camera.follow("審査の結果")
