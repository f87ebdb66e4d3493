"""The receipt on the pages: of each time, as PDF, for members and for the office; and the scans."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from applications.handing_in import ask, filing_of, hand_in
from builders import AFTER, PDF, a_call, a_draft, a_filed_application, version_of
from koubo.api import FileToScan, Scan, hookimpl
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.rules import ApplicationState
from koubo.plugins import load
from koubo_web.settings import Settings
from web.browser import Browser, SteadyClock
from web.conftest import built
from web.town import Town, a_town


@pytest.fixture
def applicant(town: Town) -> Browser:
    return town.as_("applicant")


def main_of(answer: Any) -> str:
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.main is not None
    return " ".join(page.main.get_text(" ").split())


def test_every_time_of_handing_in_has_its_own_receipt_page_and_pdf(
    town: Town, applicant: Browser
) -> None:
    application_id = a_filed_application(town.city, a_call(town.city))
    filing_id = filing_of(town.city, application_id)
    ask(town.city, application_id, "plan")
    hand_in(town.city, filing_id, version_of(town.city, Filing, filing_id), AFTER)
    with town.city.uow() as uow:
        first, second = uow.session.scalars(select(Snapshot.id).order_by(Snapshot.number)).all()
        digest = uow.session.get_one(Snapshot, first).digest
        number = uow.session.get_one(Application, application_id).receipt_number
        sha256 = uow.session.scalars(select(Attachment.sha256)).first()

    newest = main_of(applicant.get(f"/applicant/receipts/{filing_id}"))
    old = main_of(applicant.get(f"/applicant/snapshots/{first}/receipt"))
    overview = applicant.get(f"/applicant/applications/{application_id}").text

    assert f"受付番号 {number}" in newest
    assert "提出の回 2回目（補正）" in newest
    assert "提出の回 1回目" in old
    assert "この受付票のあとに、直したものを提出しています" in old
    assert digest in old
    assert sha256 is not None
    assert sha256 in newest
    for one in (first, second):
        assert f'href="/applicant/snapshots/{one}/receipt"' in overview
        own = applicant.get(f"/applicant/snapshots/{one}/receipt.pdf")
        office = town.as_("officer").get(f"/officer/snapshots/{one}/receipt.pdf")
        assert (own.status_code, own.mimetype) == (200, "application/pdf")
        assert own.data == office.data
        assert own.headers["Cache-Control"] == "private, no-store"
    for person in ("stranger", "officer"):
        assert town.as_(person).get(f"/applicant/snapshots/{first}/receipt.pdf").status_code == 404
    assert f'href="/officer/snapshots/{second}/receipt.pdf"' in (
        town.as_("officer").get(f"/officer/applications/{application_id}").text
    )


def test_what_was_handed_in_shows_every_answer_with_its_files_whole_digests(
    town: Town, applicant: Browser
) -> None:
    a_filed_application(town.city, a_call(town.city))

    page = applicant.get("/applicant/snapshots/1")

    assert "すごろくを作り、公民館で4回遊ぶ。" in page.text
    assert page.text.count("SHA-256 ") == 2
    assert "提出した内容全体の照合番号（SHA-256）" in page.text


def opened(browser: Browser, path: str) -> tuple[int, bytes]:
    """Give the state and the bytes of a download."""
    with browser.get(path) as answer:
        return answer.status_code, answer.data


def test_a_file_that_changed_in_the_store_is_not_given_out(town: Town, applicant: Browser) -> None:
    a_filed_application(town.city, a_call(town.city))
    with town.city.uow() as uow:
        key = uow.session.get_one(Attachment, 1).key
    path = town.city.files.root / key[:2] / key[2:4] / key
    assert opened(applicant, "/files/1") == (200, PDF)

    for change in (lambda: path.write_bytes(PDF + b" "), path.unlink):
        change()
        status, page = opened(applicant, "/files/1")
        assert (status, "受け付けたときのままで読み取れません" in page.decode()) == (409, True)


class Scanner:
    """A scanner that is down until it is told what it finds."""

    found: str | None = None

    @hookimpl
    def koubo_file_scan(self, file: FileToScan) -> Scan | None:
        """Find it in everything."""
        return None if self.found is None else Scan("testscan", self.found)


def test_an_officer_has_a_file_scanned_and_an_infected_one_is_given_to_nobody(
    settings: Settings, clock: SteadyClock
) -> None:
    scanner = Scanner()
    for app in built(settings, clock, load(more={"scanner": scanner})):
        town = a_town(app, clock)
        application_id = a_filed_application(town.city, a_call(town.city))
        officer, applicant = town.as_("officer"), town.as_("applicant")
        page = f"/officer/applications/{application_id}"
        assert main_of(officer.get(page)).count("未実施") == 2

        def scan(browser: Browser = officer) -> str:
            answer = browser.post("/officer/files/1/scan")
            assert answer.status_code == 303
            # The document's page leads on to the application's.
            return browser.client.get(answer.location, follow_redirects=True).text

        assert "ウイルス検査のプラグインが答えなかったため" in scan()
        scanner.found = ""
        assert "ウイルスは見つかりませんでした。" in scan()
        assert "検査済み（testscan、" in main_of(officer.get(page))
        assert opened(applicant, "/files/1") == (200, PDF)

        scanner.found = "Eicar"
        assert "ウイルスが見つかりました（Eicar）。" in scan()
        told = main_of(officer.get(page))
        assert "ウイルスあり：Eicar（testscan" in told
        assert told.count("未実施") == 1
        assert "添付ファイルのウイルスを検査しました" in told
        for browser in (officer, applicant):
            refused = browser.get("/files/1")
            assert (refused.status_code, "開けません" in refused.text) == (409, True)
            assert opened(browser, "/files/2") == (200, PDF)


def test_an_application_is_taken_back_with_a_reason_and_a_draft_without(
    town: Town, applicant: Browser
) -> None:
    call_id = a_call(town.city)
    filed = a_filed_application(town.city, call_id)
    a_draft(town.city, call_id, course="new_challenge")
    draft = filed + 1
    for application_id, heading in ((filed, "応募を取り下げますか"), (draft, "下書きを捨てますか")):
        page = applicant.get(f"/applicant/applications/{application_id}/withdraw")
        assert heading in main_of(page)
    silent = applicant.post(
        f"/applicant/applications/{filed}/withdraw",
        reason=" ",
        version=str(version_of(town.city, Application, filed)),
    )
    assert (silent.status_code, "取り下げる理由を入力してください。" in silent.text) == (422, True)

    for application_id, reason in ((filed, "人が集まらない"), (draft, "")):
        answer = applicant.post(
            f"/applicant/applications/{application_id}/withdraw",
            reason=reason,
            version=str(version_of(town.city, Application, application_id)),
        )
        assert answer.status_code == 303

    with town.city.uow() as uow:
        states = uow.session.scalars(select(Application.state)).all()
        assert states == [ApplicationState.WITHDRAWN] * 2
    told = main_of(applicant.get(f"/applicant/applications/{filed}"))
    assert "人が集まらない" in told
    officer = town.as_("officer")
    listed = officer.get(f"/officer/calls/{call_id}/applications").text
    assert f"/officer/applications/{filed}" in listed
    assert f"/officer/applications/{draft}" not in listed
    assert officer.get(f"/officer/applications/{draft}").status_code == 404
