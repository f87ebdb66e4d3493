"""Letters on the pages: in Word, in the city's own form, all in one go, and issued once more."""

import re
import zipfile
from io import BytesIO

from docx import Document
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from award_builders import (
    DECIDED,
    accepted_of,
    draft_selection,
    press,
    recommend,
    release,
)
from builders import a_call
from koubo.award.models import Notice
from koubo.award.notices.reissue_models import Reissue
from koubo.schemes.letter_models import LetterForm
from koubo.storage.history import HistoryRow
from koubo.storage.job_models import Job, JobState
from koubo_web.requests import SITE
from koubo_web.working import run_job
from papers.test_word_letters import a_form
from web.award_walk import send, soup, words
from web.browser import BASE_URL, Browser
from web.town import Town

NAMES = ("ささえあい & <友>", "{{7*7}}", "水辺")


def a_decision(town: Town) -> int:
    """Give a drafted selection of three organisations, the last of them not selected."""
    call_id = a_call(town.city)
    applications = [
        accepted_of(town.city, call_id, name, cost=375_000, requested=300_000) for name in NAMES
    ]
    recommend(town.city, call_id, dict(zip(applications, (300_000, 200_000, None), strict=True)))
    town.clock.moment = DECIDED
    return draft_selection(town.city, call_id)


def work(town: Town) -> bool:
    """Let the thread beside the server do one job, here and now."""
    return run_job(town.app.extensions[SITE], press, lambda: False)


def ask(town: Town, officer: Browser, decision_id: int, form: str) -> str:
    answer = officer.post(f"/officer/decisions/{decision_id}/letters/batches", form=form)
    assert answer.status_code == 303
    return str(answer.location)


def file_at(browser: Browser, path: str) -> bytes:
    """Give what is saved from there; what streams a file of the store has to be closed."""
    with browser.get(path) as answer:
        assert answer.status_code == 200, path
        return answer.data


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {one: packed.read(one) for one in packed.namelist()}


def upload(officer: Browser, name: str, content: bytes, kind: str = "selected") -> TestResponse:
    path = "/officer/schemes/kurashiki/letter-forms"
    fields = {"csrf_token": officer.token(), "kind": kind, "file": (BytesIO(content), name)}
    return officer.client.post(path, data=fields, headers={"Referer": f"{BASE_URL}{path}"})


def text_of(word: bytes) -> str:
    return "\n".join(one.text for one in Document(BytesIO(word)).paragraphs)


def test_letters_in_one_go_from_the_draft_to_a_reissue(town: Town) -> None:
    decision_id, officer = a_decision(town), town.as_("officer")
    letters = f"/officer/decisions/{decision_id}/letters"
    page = soup(officer.get(f"/officer/decisions/{decision_id}"))
    assert page.select_one(f'main a[href="{letters}"]') is not None

    first = ask(town, officer, decision_id, "zip")
    assert ask(town, officer, decision_id, "zip") == first  # a double click asks once
    waiting = soup(officer.get(first))
    assert "順番を待っています" in words(waiting.main)
    assert waiting.select_one('noscript meta[http-equiv="refresh"]') is not None
    assert officer.get(f"{first}/file").status_code == 404
    assert (work(town), work(town)) == (True, False)
    done = soup(officer.get(first))
    assert "できました" in words(done.main)
    drafts = members(file_at(officer, done.select_one('main a[href$="/file"]')["href"]))
    assert len(drafts) == 3
    assert "案" in PdfReader(BytesIO(next(iter(drafts.values())))).pages[0].extract_text()

    cancelled = ask(town, officer, decision_id, "word")
    assert officer.post(f"{cancelled}/cancel").status_code == 303
    assert "中止しました" in words(soup(officer.get(cancelled)).main)
    assert work(town) is False

    stale = ask(town, officer, decision_id, "print")
    release(town.city, decision_id, now=DECIDED)
    work(town)
    assert "案の内容が変わりました" in words(soup(officer.get(stale)).main)

    job = ask(town, officer, decision_id, "zip")
    work(town)
    issued = members(file_at(officer, f"{job}/file"))
    with town.city.uow() as uow:
        notices = uow.session.scalars(select(Notice).order_by(Notice.id)).all()
    named = [re.sub(r"-\d\d_", "-_", one) for one in issued]  # without the check digits
    assert named == [
        "0001_KU26-1-0001-_ささえあい & _友_の会.pdf",
        "0002_KU26-1-0002-_{{7_7}}の会.pdf",
        "0003_KU26-1-0003-_水辺の会.pdf",
    ]
    for notice, content in zip(notices, issued.values(), strict=True):
        assert officer.get(f"/officer/notices/{notice.id}.pdf").data == content

    sheets = ask(town, officer, decision_id, "print")
    work(town)
    printed = PdfReader(BytesIO(file_at(officer, f"{sheets}/file")))
    shown = [page.extract_text().replace(" ", "") for page in printed.pages]
    numbered = [one for one in range(1, 4) if f"倉市活第123-{one}号" in shown[2 * (one - 1)]]
    assert (numbered, len(shown)) == ([1, 2, 3], 5)

    _reissue(town, officer, letters, notices[0].id)


def _reissue(town: Town, officer: Browser, letters: str, notice_id: int) -> None:
    path, pdf = f"/officer/notices/{notice_id}/reissue", f"/officer/notices/{notice_id}.pdf"
    before = officer.get(pdf).data
    refused = send(officer, path, code=422, reason=" ")
    assert "「再発行の理由」を入力してください" in words(soup(refused, 422).main)
    assert send(officer, path, reason="団体が紛失したため").location == letters
    section = soup(officer.get(letters)).select_one("#reissues")
    assert section is not None
    assert "再発行1回目（PDF）令和8年3月16日団体が紛失したためofficer" in words(section)
    reissued = officer.get(section.select_one("a")["href"]).data
    assert reissued == officer.get(section.select_one("a")["href"]).data
    marked = PdfReader(BytesIO(reissued)).pages[0].extract_text().replace(" ", "")
    assert "再発行（令和8年3月16日）" in marked
    assert officer.get(pdf).data == before
    with town.city.uow() as uow:
        row = uow.session.scalars(
            select(HistoryRow).order_by(HistoryRow.at.desc(), HistoryRow.sequence.desc())
        ).first()
        made = uow.session.scalars(select(Reissue)).one()
        jobs = uow.session.scalars(select(Job.state).order_by(Job.id)).all()
    assert (row.verb, row.person_id) == ("reissue_notice", town.city.ids["officer"])
    assert (made.number, made.reason) == (1, "団体が紛失したため")
    assert jobs == [
        JobState.DONE,
        JobState.CANCELLED,
        JobState.FAILED,
        JobState.DONE,
        JobState.DONE,
    ]


def test_the_citys_own_word_form_is_checked_kept_in_versions_and_used(town: Town) -> None:
    decision_id, officer = a_decision(town), town.as_("officer")
    lines = soup(officer.get(f"/officer/decisions/{decision_id}"))
    links = [one["href"] for one in lines.select('main a[href$=".docx"]')]
    plain = text_of(officer.get(links[0]).data)
    assert "ささえあい & <友>の会" in plain
    assert "{{7*7}}の会" in text_of(officer.get(links[1]).data)

    for name, content, fault in (
        ("様式.docx", a_form("{{ amonut }}"), "近いものは「amount」"),
        ("様式.docx", a_form("{{ e.__init__.__globals__ }}"), "だけです。計算、条件、関数などは使えません"),
        ("様式.docx", a_form("どの団体も同じ"), "差し込みの項目が1つもありません"),
        ("様式.docx", b"PK\x03\x04 broken", "途中で切れています"),
        ("様式.docx", b"%PDF-1.4", "Word のファイル（.docx）ではありません"),
        ("様式.docm", a_form("{{ amount }}"), "マクロ"),
        ("様式.doc", b"x", "古い形式"),
        ("", b"", "Word のファイル（.docx）を選んでください"),
    ):  # fmt: skip
        refused = soup(upload(officer, name, content), 422)
        assert fault.replace(" ", "") in words(refused.main), (name, fault)

    scheme = soup(officer.get("/officer/schemes/kurashiki"))
    assert scheme.select_one('main a[href="/officer/schemes/kurashiki/letter-forms"]') is not None
    page = soup(officer.get("/officer/schemes/kurashiki/letter-forms?kind=selected"))
    starter = officer.get(page.select_one('a[href*="starter.docx"]')["href"]).data
    assert upload(officer, "ひな形.docx", starter).status_code == 303
    own = a_form("市の様式　{{ document_number }}", "{{ organisation }}", "{{ amount }}")
    assert upload(officer, "採択通知.docx", own).status_code == 303
    assert text_of(officer.get(links[0]).data).splitlines()[0] == "市の様式　倉市活第123-1号"
    assert "市の様式" not in text_of(officer.get(links[2]).data)  # of another kind

    with town.city.uow() as uow:
        kept = uow.session.scalars(select(LetterForm).order_by(LetterForm.id)).all()
    assert [(one.number, one.placeholders[:1]) for one in kept] == [
        (1, ["addressee"]),
        (2, ["amount"]),
    ]
    base = f"/officer/schemes/kurashiki/letter-forms/{kept[1].id}"
    assert file_at(officer, f"{base}.docx") == own
    sample = text_of(officer.get(f"{base}/sample.docx").data)
    assert "〔団体名〕" in sample
    job = ask(town, officer, decision_id, "word")
    assert officer.post(f"{base}/retire").status_code == 303
    assert text_of(officer.get(links[0]).data).splitlines()[0] != "市の様式　倉市活第123-1号"
    work(town)
    batch = members(file_at(officer, f"{job}/file"))
    # Pinned when it was asked for: half a batch in another form would be worse than an old one.
    assert ["市の様式" in text_of(one) for one in batch.values()] == [True, True, False]
    used = soup(officer.get("/officer/schemes/kurashiki/letter-forms"))
    assert "第1版ひな形.docx" in words(used.main)


def test_blank_forms_are_there_for_everybody_and_all_at_once_for_staff(town: Town) -> None:
    call_id, officer = a_call(town.city), town.as_("officer")
    everybody = Browser(town.app.test_client())
    call = soup(everybody.get(f"/calls/{call_id}"))
    assert call.select_one(f'main a[href="/calls/{call_id}/forms"]') is not None
    page = soup(everybody.get(f"/calls/{call_id}/forms"))
    names = [words(row) for row in page.select("tbody th")]
    assert {"企画提案書", "補助金交付申請書"} <= {one.split("（")[0] for one in names} or len(
        names
    ) > 2
    for link in page.select("tbody a"):
        content = everybody.get(link["href"])
        assert content.status_code == 200, link
        assert content.data[:2] == (b"%P" if ".pdf" in link["href"] else b"PK")
    assert everybody.get(f"/calls/{call_id}/forms/blank.pdf?kind=nothing").status_code == 404

    staff = soup(officer.get("/officer/schemes/kurashiki/forms"))
    assert [words(row) for row in staff.select("tbody th")] == names
    packed = members(file_at(officer, "/officer/schemes/kurashiki/forms/all.zip"))
    assert len(packed) == 2 * len(names)
    assert all(_opens(name, content) for name, content in packed.items())


def _opens(name: str, content: bytes) -> bool:
    if name.endswith(".pdf"):
        return len(PdfReader(BytesIO(content)).pages) > 0
    return len(Document(BytesIO(content)).tables) > 0


def test_only_officers_get_at_letters_in_one_go(town: Town) -> None:
    decision_id = a_decision(town)
    job = ask(town, town.as_("officer"), decision_id, "zip")
    for person in ("releaser", "applicant", "department_person"):
        browser = town.as_(person)
        for path in (f"/officer/decisions/{decision_id}/letters", job, f"{job}/file"):
            assert browser.get(path).status_code in (403, 404), (person, path)
