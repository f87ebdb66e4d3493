"""目標と評価 in the browser: the group, the department's side, the joint sheet, the public page."""

import re

from award_builders import GRANTED
from grant_builders import a_granted_award
from web.test_officer_review import soup, words

MARKS = {
    "mark-0": "5",
    "mark-1": "2",
    "mark-2": "3",
    "comment": "よくできた",
    "private": "内緒の話",
}


def version_on(page):
    return page.select_one('form.k-form input[name="version"]')["value"]


def test_goals_sheets_the_joint_sheet_and_what_everybody_reads(town):
    _, award_id = a_granted_award(town.city)
    town.clock.moment = GRANTED
    group, office, path = town.as_("applicant"), town.as_("officer"), f"/evaluations/{award_id}"

    assert path in group.get(f"/applicant/awards/{award_id}").text
    assert path in office.get(f"/officer/awards/{award_id}").text
    first = soup(group.get(path))
    goals = {"version": version_on(first), "count": "5"}
    saved = group.post(f"{path}/goals", **goals, **{"text-0": "30組が遊ぶ", "measure-0": "組数"})
    again = group.post(f"{path}/goals", **goals, **{"text-0": "31組が遊ぶ"})
    assert (saved.status_code, again.status_code) == (303, 409)
    assert "30組が遊ぶ" in again.text

    refused = group.post(f"{path}/end/0", version="0", do="hand_in", **{"mark-0": "5"})
    assert "「協働の効果」の評価を1〜5から選んでください。" in words(soup(refused, 422)).replace(
        "＊", ""
    )
    assert group.post(f"{path}/end/0", version="0", do="hand_in", **MARKS).status_code == 303
    assert group.get(f"{path}/end/1").status_code == 404
    assert "よくできた" not in town.as_("officer2").get(path).text
    other = MARKS | {"mark-1": "5", "comment": "助かった"}
    assert office.post(f"{path}/end/1", version="0", do="hand_in", **other).status_code == 303

    page = soup(office.get(path))
    row = next(one for one in page.select("tbody tr") if "話し合う" in words(one))
    assert [words(one) for one in row.select("th, td")] == ["協働の効果話し合う", "2", "5", "3"]
    assert office.post(f"{path}/end/2", version="0", do="hand_in", **other).status_code == 303
    form = soup(office.get(path)).select_one('form[action$="/publish"]')
    sheet = re.search(r"/sheets/(\d+)/", form["action"])[1]
    assert town.as_("stranger").get(f"{path}/end/public").status_code == 404
    version = form.select_one('input[name="version"]')["value"]
    door = f"/evaluations/sheets/{sheet}"
    assert office.post(f"{door}/open", version=version).status_code == 422  # without a reason
    done = office.post(f"{door}/publish", version=version)
    assert (done.status_code, done.headers["Location"]) == (303, path)
    everybody = town.as_("stranger").get(f"{path}/end/public").text
    assert ("助かった" in everybody, "内緒の話" in everybody) == (True, False)
