"""The page on which officers see their panel: tables that sort, pictures beside them."""

from bs4 import BeautifulSoup

from builders import AFTER
from review.rounds import a_round
from web.town import Town

VIEWS = ["near-the-line", "without-one", "disagreement", "severity", "agreement"]


def test_an_officer_sees_the_panel_sorts_a_table_and_looks_at_the_picture(town: Town) -> None:
    round_ = a_round(town.city)
    town.clock.moment = AFTER
    round_.begin()
    round_.mark_all(points=(3, 5))
    officer = town.as_("officer")
    path = f"/officer/calls/{round_.call_id}/review/documents"

    page = BeautifulSoup(officer.get(f"{path}/panel-view").text, "html.parser")
    sections = page.select("main section")
    [head] = [one for one in sections[3].select("th a") if one.text == "合計点の平均"]
    falling = BeautifulSoup(officer.get(head["href"].split("#")[0]).text, "html.parser")
    picture = officer.get(page.select_one("#disagreement img")["src"])

    assert [one["id"] for one in sections] == VIEWS
    assert "0.00点（平均と同じ）" in sections[3].get_text()
    assert falling.select_one("#severity [aria-sort]")["aria-sort"] == "descending"
    assert falling.select("#disagreement [aria-sort]") == []
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert "委員ごとの合計点" in picture.text
    assert picture.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert officer.get(f"{path}/panel-view/none.svg").status_code == 404
    assert town.as_("reviewer_a").get(f"{path}/panel-view").status_code in (403, 404)
