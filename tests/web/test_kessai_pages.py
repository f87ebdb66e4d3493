"""The 決裁 on the desks: drafted without it, its papers out, its numbers back, then the release."""

import zipfile
from io import BytesIO

from award_builders import DECIDED
from koubo.award.decisions.kessai_list import HEADER
from koubo.award.models import Notice
from koubo.papers.sheets import Sheet, write_workbook
from koubo.papers.workbooks import read_workbook
from web.award_walk import (
    a_recommended_call,
    fields_of,
    kessai,
    newest_decision,
    release_on_pages,
    send,
    soup,
    words,
)
from web.browser import BASE_URL
from web.town import Town


def test_a_decision_waits_for_its_kessai_and_goes_out_with_it(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    officer = town.as_("officer")

    send(officer, f"/officer/calls/{call_id}/decisions/selection")

    path = f"/officer/decisions/{newest_decision(town)}"
    assert "決裁の記録を待っている決定：採択・不採択の決定（1件）" in words(
        soup(officer.get("/officer/"))
    )
    assert "決裁待ち" in words(soup(officer.get("/officer/decisions")))
    assert "決裁待ち" in words(soup(town.as_("releaser").get(path.replace("officer", "releaser"))))
    page = soup(officer.get(path))
    [link] = page.select('main a[href$="dossier.zip"]')
    with zipfile.ZipFile(BytesIO(officer.get(link["href"]).data)) as packed:
        assert packed.namelist()[:2] == ["01_伺い文.docx", "02_採択一覧表.xlsx"]

    half = kessai(DECIDED.date()) | {"document_number": " "}
    wrong = soup(send(officer, path, f"{path}/kessai", 422, **half), 422)
    assert [one["href"] for one in wrong.select(".k-errors__link")] == ["#field-document_number"]
    assert wrong.select_one("#field-kessai_number")["value"] == "市活第45号"
    send(officer, path, f"{path}/kessai", **kessai(DECIDED.date()))
    assert "倉市活第123号" in words(soup(officer.get(path)))
    stale = officer.post(f"{path}/kessai", **kessai(DECIDED.date()), version="1")
    assert stale.status_code == 409
    release_on_pages(town)
    assert soup(officer.get(path)).select("form[action$=kessai]") == []


def test_a_stale_page_releases_nothing_and_says_what_changed(town: Town) -> None:
    call_id, application_id = a_recommended_call(town)
    officer, releaser = town.as_("officer"), town.as_("releaser")
    draft = f"/officer/calls/{call_id}/decisions/selection"
    send(officer, draft, **kessai(DECIDED.date()))
    first = newest_decision(town)
    confirm = f"/releaser/decisions/{first}/release"
    opened = fields_of(soup(releaser.get(confirm)).select_one("main form"))
    assert (opened["total"], opened["version"]) == ("300,000円", "1")

    mended = kessai(DECIDED.date()) | {"document_number": "倉市活第124号"}
    send(officer, f"/officer/decisions/{first}", f"/officer/decisions/{first}/kessai", **mended)
    again = soup(releaser.post(confirm, **opened), 409)

    told = [one.get_text(strip=True) for one in again.select("main table tbody tr > *")]
    assert told == ["文書番号", "倉市活第123号", "倉市活第124号"]
    assert again.select_one("main form input[name=version]")["value"] == "2"

    drop = f"/officer/decisions/{first}/drop"
    send(officer, drop, reason="金額を直す")
    changed = {f"amount-{application_id}": "200,000", f"departs-{application_id}": "予算のため"}
    send(officer, draft, **kessai(DECIDED.date()), **changed)
    gone = soup(releaser.post(confirm, **fields_of(again.select_one("main form"))), 409)

    assert "200,000円）が起案されています" in words(gone)
    assert gone.select(f'a[href="/releaser/decisions/{newest_decision(town)}"]') != []
    with town.city.uow() as uow:
        assert uow.session.query(Notice).count() == 0


def test_numbers_come_back_by_list(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    officer, path = town.as_("officer"), "/officer/decisions/kessai-list"
    send(officer, f"/officer/calls/{call_id}/decisions/selection")
    decision_id = newest_decision(town)
    assert path in officer.get("/officer/decisions").text
    [sheet] = read_workbook(officer.get(f"{path}.xlsx").data)
    given = sheet.rows[-1].cells
    assert (given[0], given[4]) == (str(decision_id), "300000")

    def upload(*cells: str):
        made = write_workbook([_sheet([*given[:5], *cells])])
        data = {"file": (BytesIO(made), "決裁.xlsx"), "csrf_token": officer.token()}
        return officer.client.post(path, data=data, headers={"Referer": f"{BASE_URL}{path}"})

    late = soup(officer.get(upload("", "2026-03-17", "課長", "第1号", "2026-03-17").location))
    assert "直すところが1件あります" in words(late)
    assert late.select("main form") == []

    dry = upload("市活第7号", "令和8年3月16日", "課長", "倉市活第7号", "2026-03-16").location
    answer = send(officer, dry)

    assert answer.location == "/officer/decisions"
    assert "倉市活第7号" in words(soup(officer.get(f"/officer/decisions/{decision_id}")))
    release_on_pages(town)


def _sheet(row: list[str]):
    return Sheet("決裁の一覧", HEADER, [row])
