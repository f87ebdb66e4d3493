"""Sheets and booklets on their pages: what saves itself, what comes back, what a blind stage shows."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from builders import AFTER
from review.rounds import Round, a_round
from review.sheet_stories import correct, give_until, hide
from web.town import Town

DUE = AFTER + timedelta(days=5)
MARKS = dict.fromkeys(("public_interest", "priority", "feasibility"), "4")


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a begun round on the site's own city, with a day for its sheets."""
    found = a_round(town.city)
    found.begin()
    give_until(found, DUE)
    town.clock.moment = AFTER
    return found


def page_of(answer, code=200):
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(page):
    return re.sub(r"\s+", "", page.get_text())


def drawn(page):
    """Give the hidden fields with which a page was drawn."""
    form = page.select_one("form[data-autosave]")
    return {one["name"]: one["value"] for one in form.select('input[type="hidden"]')}


def pdf_words(answer):
    assert answer.mimetype == "application/pdf", answer.text
    pages = PdfReader(BytesIO(answer.data)).pages
    return ["".join(one.extract_text().split()) for one in pages]


def is_served(answer):
    """Say whether a file came, and read it to its end."""
    with answer:
        return answer.data.startswith(b"%PDF")


def test_a_sheet_saves_itself_and_tells_its_sum_and_another_tab_is_asked_to_compare(town, round_):
    browser = town.as_("reviewer_a")
    path = f"/reviewer/reviews/{round_.review('reviewer_a', round_.applications[0]).id}"
    page = page_of(browser.get(path))
    told = words(page)
    assert "提出の期限令和7年12月15日（月）09:00まで" in told
    assert "理由・意見※2点以下は必須2点以下のときは、必ず書いてください。" in told
    assert "1件目／2件" in told
    assert "次の応募川の学校" in told
    mine, other = drawn(page), drawn(page_of(browser.get(path)))

    first = browser.send(f"{path}/autosave", mine | {":turn": "1", "priority": "3"})
    assert first.json == {
        "message": "09:00に保存しました",
        "fields": {"version": first.json["fields"]["version"]},
        "outputs": {"own-total": "3点／15点（3項目のうち1項目を記入）"},
    }
    # The answer was lost: the page goes on with the version that it knows.
    second = browser.send(f"{path}/autosave", mine | {":turn": "2", "priority": "5"})
    assert second.status_code == 200
    late = browser.send(f"{path}/autosave", other | {":turn": "1", "priority": "1"})
    assert (late.status_code, "ほかの画面で先に保存しています" in late.json["message"]) == (
        409,
        True,
    )
    wrong = browser.send(f"{path}/autosave", mine | {":turn": "3", "priority": "1e309"})
    assert wrong.json == {"message": "「優先性」の点を一覧の中から選んでください。"}

    both = page_of(browser.send(path, other | {":turn": "2", "priority": "1", "do": "save"}), 409)
    assert "4点" not in both.select_one("tr.k-changed").get_text()
    assert both.select_one('input[name="priority"][checked]')["value"] == "1"
    assert browser.send(path, drawn(both) | {"priority": "1", "do": "save"}).status_code == 303


def test_after_the_day_what_was_typed_stays_on_the_page_with_the_reason(town, round_):
    browser = town.as_("reviewer_a")
    review = round_.review("reviewer_a", round_.applications[0])
    path = f"/reviewer/reviews/{review.id}"
    fields = drawn(page_of(browser.get(path)))
    town.clock.moment = DUE

    answer = page_of(
        browser.send(path, fields | MARKS | {"comment": "よい企画", "do": "next"}), 409
    )

    assert "を過ぎているため、保存も提出もできません" in words(answer)
    assert answer.select_one('textarea[name="comment"]').get_text().strip() == "よい企画"
    assert answer.select('button[name="do"]:not(.k-default-submit)') == []
    assert browser.get(f"{path}/hand-in").location == path
    home = words(page_of(browser.get("/reviewer/")))
    assert "期限を過ぎた審査票が2件あります" in home
    assert "期限を過ぎました" in home


def test_a_sheet_comes_back_with_a_reason_and_officers_see_both(town, round_):
    round_.mark("reviewer_a", round_.applications[0])
    review = round_.review("reviewer_a", round_.applications[0])
    browser, officer = town.as_("reviewer_a"), town.as_("officer")
    path = f"/reviewer/reviews/{review.id}"
    assert browser.get(f"{path}/ask-back").status_code == 200
    assert browser.post(f"{path}/ask-back", reason=" ").status_code == 422
    assert browser.post(f"{path}/ask-back", reason="付け間違い").location == path
    board = f"/officer/calls/{round_.call_id}/review/documents"
    working = f"{board}/applications/{round_.applications[0]}"
    assert "直したいという申し出があります：付け間違い" in words(page_of(officer.get(working)))
    assert "直したいという申し出が1件あります" in words(page_of(officer.get(board)))
    way = f"{board}/sheets/{review.id}/reopen"
    wishes = page_of(officer.get(f"{board}/sheets"))
    assert [one["href"] for one in wishes.select('a[href$="/reopen"]')] == [way]
    version = page_of(officer.get(way)).select_one('input[name="version"]')["value"]

    assert officer.post(way, version=version, reason="").status_code == 422
    done = officer.post(way, version=version, reason="申し出のとおり")

    assert done.location == working
    shown = words(page_of(officer.get(working)))
    assert "前の審査票（1回目" in shown
    assert "理由申し出のとおり" in shown
    again = page_of(browser.get(path))
    assert again.select_one('input[name="priority"][checked]')["value"] == "4"


def test_a_blind_stage_names_nobody_on_any_page_nor_in_the_booklet(town, round_):
    hide(round_, "organisation", "roster")
    first = round_.applications[0]
    correct(round_, first, issue="organisationの会が取り組みます。")
    browser, officer = town.as_("reviewer_a"), town.as_("officer")
    terms = f"/officer/calls/{round_.call_id}/review/documents/sheets"
    assert officer.post(f"{terms}/newest/{first}").location == terms
    path = f"/reviewer/reviews/{round_.review('reviewer_a', first).id}"
    sheet = page_of(browser.get(path))
    shown, link = [one["href"] for one in sheet.select('a[href^="/files/"]')]
    roster = int(link.rpartition("/")[2]) + 1

    booklet = pdf_words(browser.get(f"/reviewer/calls/{round_.call_id}/documents/booklet.pdf"))

    told = [words(sheet), words(page_of(browser.get("/reviewer/"))), *booklet]
    for name in ("organisationの会", "other_organisationの会", "水玉", "規約.pdf", "roster"):
        assert not any(name in one for one in told), name
    assert "（団体名等）が取り組みます。" in booklet[2]
    assert "添付1.pdf" in booklet[3]
    file = browser.get(link)
    assert is_served(file)
    assert file.headers["Content-Disposition"].endswith("%E6%B7%BB%E4%BB%981.pdf")
    seen = browser.get(shown)
    assert is_served(seen)
    assert seen.headers["Content-Disposition"].startswith("inline; filename")
    assert seen.headers["Content-Disposition"].endswith("%E6%B7%BB%E4%BB%981.pdf")
    assert seen.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert browser.get(f"/files/{roster}").status_code == 404
    assert browser.get(f"/files/{roster}/view").status_code == 404
    assert is_served(officer.get(f"/files/{roster}"))
    kept = officer.post(f"{terms}/files/{link.rpartition('/')[2]}", do="keep")
    assert (kept.location, browser.get(link).status_code) == (terms, 404)
    assert browser.get(shown).status_code == 404


def test_a_note_is_kept_with_the_sheet_and_after_it_is_in_and_shows_nobody_else(town, round_):
    browser, officer = town.as_("reviewer_a"), town.as_("officer")
    first, second = (round_.review("reviewer_a", one).id for one in round_.applications)
    path = f"/reviewer/reviews/{first}"
    mine = drawn(page_of(browser.get(path)))
    typed = MARKS | {"own-note": "代表に聞きたい"}
    saved = browser.send(f"{path}/autosave", mine | {":turn": "1"} | typed)
    assert saved.json["message"] == "09:00に保存しました"
    assert browser.send(path, mine | {":turn": "2", "do": "next"} | typed).status_code == 303
    version = page_of(browser.get(f"{path}/hand-in")).select_one('input[name="version"]')["value"]
    on = browser.post(f"{path}/hand-in", version=version, do="next")
    assert on.location == f"/reviewer/reviews/{second}"
    assert "2件中1件提出済み" in words(page_of(browser.get(on.location)))

    page = page_of(browser.get(path))
    assert page.select_one('textarea[name="own-note"]').get_text().strip() == "代表に聞きたい"
    beside, other = drawn(page), drawn(page_of(browser.get(path)))
    kept = browser.send(f"{path}/note/autosave", beside | {":turn": "1", "own-note": "聞いた"})
    assert kept.json["message"] == "09:00にメモを保存しました"
    stale = browser.send(f"{path}/note/autosave", other | {":turn": "1", "own-note": "別の画面"})
    assert stale.status_code == 409
    both = page_of(browser.send(f"{path}/note", other | {"own-note": "別の画面"}), 409)
    assert words(both.select_one("tr.k-changed")) == "自分のメモ聞いた別の画面変更あり"
    long = browser.send(f"{path}/note", drawn(both) | {"own-note": "あ" * 4001})
    assert page_of(long, 422).select_one('a[href="#field-own-note"]') is not None
    assert browser.send(f"{path}/note", drawn(both) | {"own-note": "決めた"}).location == path

    board = f"/officer/calls/{round_.call_id}/review/documents"
    working = officer.get(f"{board}/applications/{round_.applications[0]}").text
    printed = "".join(
        pdf_words(officer.get(f"{board}/booklets/{round_.members['reviewer_a']}.pdf"))
    )
    own = f"/reviewer/calls/{round_.call_id}/documents/booklet.pdf"
    assert ("決めた" in working, "決めた" in printed) == (False, False)
    assert "決めた" not in "".join(pdf_words(browser.get(own)))
    with_notes = pdf_words(browser.get(f"{own}?notes=yes"))[-1]
    assert "1／2まちなか防災すごろくづくり決めた" in with_notes
    assert town.as_("reviewer_b").post(f"{path}/note", **{"own-note": "見た"}).status_code == 404


def test_the_booklet_leaves_out_what_its_reviewer_is_recused_from(town, round_):
    second = round_.review("reviewer_c", round_.applications[1])
    browser, officer = town.as_("reviewer_c"), town.as_("officer")
    browser.post(f"/reviewer/reviews/{second.id}/conflict", reason="親族が役員です")
    stage = f"/officer/calls/{round_.call_id}/review/documents"
    own = f"/reviewer/calls/{round_.call_id}/documents/booklet.pdf"

    for printed in (
        browser.get(own),
        officer.get(f"{stage}/booklets/{round_.members['reviewer_c']}.pdf"),
    ):
        pages = pdf_words(printed)
        assert len(pages) == 1 + 1 + 3
        assert "まちなか防災すごろくづくり" in pages[2]
        assert "申請額103,000円" in pages[2]
        assert "1次審査（書類審査）審査票" in pages[4]
        assert not any("川の学校" in one for one in pages)
    assert town.as_("applicant").get(own).status_code == 403
    assert town.as_("reviewer_a").get(own.replace("documents", "presentation")).status_code == 404
    assert officer.get(f"{stage}/booklets/999.pdf").status_code == 404


def test_an_officer_reads_beside_the_letter_whom_to_ring_and_to_send_papers(town, round_):
    officer = town.as_("officer")
    stage = f"/officer/calls/{round_.call_id}/review/documents"

    named = [
        words(page_of(officer.get(f"{stage}/{page}")).select_one(f"{table} tbody th"))
        for page, table in (("sheets", "main .k-table"), ("paper", "main .k-table"))
    ]

    assert named == ["A委員reviewer_a", "A委員reviewer_a"]
