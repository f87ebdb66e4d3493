"""Pictures: the same figures in chart, sentence and table; nothing foreign in them; drawn once."""

import re
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Tag

from award_builders import SETTLED, award
from grant_builders import a_granted_award, claim_and_pay, report
from koubo_web.charts import MOST_KEPT, Drawings
from koubo_web.pictures.bars import Bar, bar_chart
from koubo_web.pictures.of_call import SUM_NAMES
from koubo_web.pictures.picture import NARROW, WIDE
from web.browser import Browser
from web.pages import soup, words
from web.town import Town

SVG = "{http://www.w3.org/2000/svg}"
FOREIGN = re.compile(r"<(script|style|foreignObject|image|use|a)\b|\son\w+=|url\(|href=", re.I)


def table_of(page: BeautifulSoup | Tag, key: str) -> list[list[str]]:
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select(f"#{key}-table tbody tr")
    ]


def texts_in(picture: str) -> list[str]:
    assert FOREIGN.search(picture) is None
    return ["".join(one.itertext()) for one in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def drawn(browser: Browser, page: BeautifulSoup, key: str) -> list[str]:
    image = page.select_one(f"#{key} img")
    assert image is not None
    answer = browser.get(str(image["src"]))
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return texts_in(answer.text)


def test_a_call_in_figures_says_the_same_in_picture_sentence_and_table(town: Town) -> None:
    call_id, award_id = a_granted_award(town.city)
    claim_and_pay(town.city, award_id, 80_000)
    town.clock.moment = SETTLED
    officer = town.as_("officer")
    path = f"/officer/calls/{call_id}"

    page = soup(officer.get(f"{path}/figures"))

    funnel = table_of(page, "funnel")
    assert [row[:2] for row in funnel] == [
        ["応募", "1件"], ["受理", "1件"], ["採点", "0件"],
        ["採択", "1件"], ["交付決定", "1件"], ["額の確定", "0件"],
    ]  # fmt: skip
    assert page.select_one("#funnel img")["alt"] == (
        "応募1件のうち、要件を満たして受理したもの1件、採択1件です。"
    )
    money = table_of(page, "money")
    assert [row[:2] for row in money] == [
        ["予算額", "2,000,000円"], ["申請額", "103,000円"], ["内定額", "103,000円"],
        ["交付決定額", "103,000円"], ["支払額", "80,000円"], ["返還済額", "0円"],
        ["確定額", "0円"],
    ]  # fmt: skip
    for key, table in (("funnel", funnel), ("money", money)):
        assert sorted(drawn(officer, page, key)) == sorted(
            text for row in table for text in row[:2]
        )
    days = table_of(page, "days")
    assert [row[0] for row in days if row[0] not in drawn(officer, page, "days")] == []
    assert table_of(page, "districts") == [["西中新田", "1件", "1件"]]
    assert drawn(officer, page, "districts") == ["1件（採択1件）", "西中新田"]
    assert f"{path}/figures" in [one["href"] for one in soup(officer.get(path)).select("aside a")]
    assert officer.get(f"{path}/figures/none.svg").status_code == 404
    assert town.as_("applicant").get(f"{path}/figures/funnel.svg").status_code == 403


def test_the_years_stand_side_by_side_with_what_plugins_add(town: Town) -> None:
    a_granted_award(town.city)
    town.clock.moment = SETTLED
    officer = town.as_("officer")

    page = soup(officer.get("/officer/awards/statistics"))

    [year] = table_of(page, "years")
    assert year == ["令和8年度", "1件", "1件", "1件", "1件", "1件", "0件"]
    [sums] = table_of(page, "years-money")
    assert dict(zip(SUM_NAMES.values(), sums[2:], strict=True))["交付決定額"] == "103,000円"
    assert drawn(officer, page, "years-money") == ["103,000円", "令和8年度"]
    assert [row[1] for row in table_of(page, "money")][:2] == ["2,000,000円", "103,000円"]
    assert words(page.select("caption")[-1]) == "令和8年度コース別の件数と金額"


def test_a_case_is_shown_to_its_own_people_and_to_officers(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    report(town.city, award_id, cost=20_000, requested=15_000)
    town.clock.moment = SETTLED
    application_id = award(town.city, award_id).application_id
    officer, applicant = town.as_("officer"), town.as_("applicant")
    at = f"/applications/{application_id}"

    shown = soup(officer.get(f"/officer{at}/flow"))
    own = soup(applicant.get(f"/applicant{at}/flow"))

    assert [row[:2] for row in table_of(shown, "case")] == [
        ["要件の確認", "事務局"], ["審査", "審査会"], ["採否の決定", "事務局"],
        ["交付申請の準備", "団体"], ["交付の決定", "事務局"], ["事業と実績報告", "団体"],
        ["額の確定", "事務局"],
    ]  # fmt: skip
    assert words(shown.select_one(".k-picture__text")) == (
        "いまは「額の確定」で、事務局の手元にあります（24日目）。"
    )
    assert [row[0] for row in table_of(own, "case")] == [
        "要件の確認", "審査と採否の決定", "交付申請の準備", "交付の決定", "事業と実績報告",
        "報告の確認と額の確定",
    ]  # fmt: skip
    assert "今日" in drawn(applicant, own, "case")
    for browser, desk in ((officer, "officer"), (applicant, "applicant")):
        page = soup(browser.get(f"/{desk}{at}"))
        assert len(page.select(f"a[href='/{desk}{at}/flow']")) == 1
        assert len(page.select(f"img[src='/{desk}{at}/flow.svg'][alt]")) == 1
    assert town.as_("stranger").get(f"/applicant{at}/flow.svg").status_code == 404


def test_a_picture_is_kept_by_the_browser_and_asked_for_anew(town: Town) -> None:
    call_id, _ = a_granted_award(town.city)
    town.clock.moment = SETTLED
    client = town.as_("officer").client
    path = f"/officer/calls/{call_id}/figures/funnel.svg"

    first, narrow = client.get(path), client.get(f"{path}?size=narrow")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert narrow.headers["ETag"] != first.headers["ETag"]
    sizes = [int(ElementTree.fromstring(one.text).attrib["width"]) for one in (first, narrow)]
    assert sizes[0] <= WIDE
    assert sizes[1] <= NARROW


def test_a_picture_is_drawn_once_and_few_are_kept() -> None:
    drawings, text = Drawings(), '{"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {}}'

    first = drawings.draw(text, "0")
    assert drawings.draw("never read", "0") is first

    kept = [drawings.draw(text, str(number)) for number in range(1, MOST_KEPT + 1)]
    assert drawings.draw("never read", str(MOST_KEPT)) is kept[-1]
    assert drawings.draw(text, "0") is not first


def test_without_what_draws_the_sentence_and_the_table_stand_alone(town: Town) -> None:
    bars = [Bar("応募", 3, "3件")]
    macro = town.app.jinja_env.get_template("parts/pictures.html").module.picture  # type: ignore[attr-defined]
    from_macro = {
        "key": "k", "title": "応募", "text": "応募3件です。", "columns": [("段階", ""), ("件数", "num")],
        "rows": [["応募", "3件"]], "notes": [], "is_long": False, "draw": bar_chart,
    }  # fmt: skip

    page = BeautifulSoup(str(macro(from_macro, "/k.svg", False)), "html.parser")

    assert page.select("img") == []
    assert page.select("[aria-hidden]") == []
    assert words(page.select_one(".k-picture__text")) == "応募3件です。"
    assert table_of(page, "k") == [["応募", "3件"]]
    assert bar_chart(bars, NARROW, str)["width"] <= NARROW


def test_two_parts_of_one_name_are_two_bars_and_a_long_name_stays_in_the_picture() -> None:
    name = "とても長い名前の" * 20
    spec = bar_chart([Bar(name, 1, "1件", 2), Bar(name, 2, "2件", 2)], WIDE, str)

    assert [one["place"] for one in spec["data"]["values"]] == [0, 1]
    assert spec["width"] >= WIDE / 2
