"""The page of printed fields: where each comes from, and which have no counterpart."""

from web.pages import soup, words
from web.scheme_walk import KURASHIKI, new_copy
from web.town import Town

FIELDS = f"{KURASHIKI}/fields"


def test_an_officer_reads_where_each_printed_field_comes_from(town: Town) -> None:
    officer = town.as_("officer")

    page = soup(officer.get(FIELDS))

    assert page.select_one("h1").get_text(strip=True) == "様式の項目の対応"
    tables = {one.caption.get_text(strip=True): one for one in page.select("table")}
    granted = tables["市民企画提案事業 補助金交付決定通知書（様式第　号（第　条関係））"]
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in granted("tr")]
    assert rows[0] == ["印字する項目", "差し込み", "出どころ", "欄・記録"]
    assert ["事業の名称", "$project", "書類の項目", "補助金交付申請書「事業の名称」"] in rows
    assert ["交付決定額", "$amount", "市の記録", "決定した金額"] in rows
    assert ["文書番号", "－", "市の記録", "決裁のあとに記録した文書番号と枝番"] in rows
    assert "欄なし" not in words(page)
    assert "通知書などには出ない" in words(page)
    assert officer.get("/officer/schemes/kurashiki").text.count(f'href="{FIELDS}"') == 1


def test_nobody_but_an_officer_reads_it_and_an_unknown_scheme_is_not_found(town: Town) -> None:
    assert town.as_("applicant").get(FIELDS).status_code in (403, 404)
    assert town.as_("officer").get("/officer/schemes/nowhere/fields").status_code == 404


def test_what_no_form_asks_is_marked_and_a_copy_has_the_page_too(town: Town) -> None:
    """A scheme that has ended asks nothing any more: its standard letters have no fields."""
    officer = town.as_("officer")

    page = soup(officer.get("/officer/schemes/sendai_machizukuri/fields"))

    assert "欄なし" in [one.get_text(strip=True) for one in page.select("table td")]
    assert "書類に欄がない項目が" in words(page)
    assert officer.get(f"{new_copy(officer)}/fields").status_code == 200
