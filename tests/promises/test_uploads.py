"""What is uploaded: only what was asked for is kept, and it is never shown as a page of ours."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from builders import PDF, version_of
from koubo.applications.actions.attaching import MAX_FILES
from koubo.applications.models import Attachment, Filing
from promises.watched_city import Watched, a_watched_city


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    found = a_watched_city(tmp_path_factory.mktemp("uploads"))
    found.town.app.config["WTF_CSRF_ENABLED"] = False
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(watched: Watched) -> FlaskClient:
    return watched.client("applicant")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.pdf", b"", "中身が空です"),
        ("企画.pdf", b"<html><script>alert(1)</script></html>", "中身が違います"),
        ("企画.html", b"<html></html>", "受け付けられない種類"),
        ("企画.svg", b"<svg onload='alert(1)'/>", "受け付けられない種類"),
        ("企画.pdf.exe", b"MZ", "受け付けられない種類"),
        ("企画\u202efdp.exe", PDF, "受け付けられない種類"),
        ("企画.docm", PDF, "マクロ"),
        ("企画.pdf", PDF[:-7], "途中で切れています"),
        ("大.pdf", PDF + b"0" * 21_000_000, "20MBを超えています"),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, str) else "",
)
def test_a_file_that_is_not_what_was_asked_for_is_refused(
    watched: Watched, client: FlaskClient, name: str, content: bytes, told: str
) -> None:
    before = attached(watched)

    page = upload(watched, client, name, content)

    assert told in page
    assert attached(watched) == before


def test_a_file_with_folders_in_its_name_is_kept_without_them_and_sent_as_a_file(
    watched: Watched, client: FlaskClient
) -> None:
    page = upload(watched, client, "../../C:\\文書\\<b>規約.pdf", PDF)
    assert "&lt;b&gt;規約.pdf" in page

    with watched.town.city.uow() as uow:
        newest = uow.session.query(Attachment).order_by(Attachment.id.desc()).first()
        assert newest is not None
        key, name = newest.id, newest.name
    assert "/" not in name
    assert "\\" not in name
    answer = client.get(f"/files/{key}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()
    page = client.get(f"/applicant/filings/{watched.ids['draft_filing']}/papers")
    assert "<b>規約" not in page.text


def upload(watched: Watched, client: FlaskClient, name: str, content: bytes) -> str:
    """Send a file to the draft; give the page that follows."""
    filing = watched.ids["draft_filing"]
    version = version_of(watched.town.city, Filing, filing)
    answer = client.post(
        f"/applicant/filings/{filing}/papers",
        data={"version": str(version), "more": (BytesIO(content), name)},
        follow_redirects=True,
    )
    assert answer.status_code in (200, 413, 422)
    page = answer.text
    answer.close()
    return page


def test_what_was_changed_in_a_name_is_told_and_the_digest_is_shown(
    watched: Watched, client: FlaskClient
) -> None:
    content = PDF.replace(b"Catalog", b"Catalo9")
    page = upload(watched, client, f"文\u202e書{'長' * 300}.pdf", content)

    assert "ファイルの名前が長いため、255字に縮めました" in page
    assert f"文書{'長' * 249}.pdf" in page
    digest = sha256(content).hexdigest()
    assert f"<code>{digest[:12]}…</code>" in page
    assert f'<code class="k-code">{digest}</code>' in page


def test_an_eleventh_file_is_refused_by_name(watched: Watched, client: FlaskClient) -> None:
    before = attached(watched, "more")
    for place in range(MAX_FILES - len(before)):
        upload(watched, client, f"資料{place}.pdf", PDF)

    page = upload(watched, client, "もう一つ.pdf", PDF)

    assert f"「そのほかの参考資料」に添付できるファイルは{MAX_FILES}個までです。" in page
    assert len(attached(watched, "more")) == MAX_FILES
    page = upload(watched, client, "資料0.pdf", PDF)  # sent twice, as by a second click
    assert "添付できるファイルは" not in page
    assert len(attached(watched, "more")) == MAX_FILES


def attached(watched: Watched, question: str = "") -> list[int]:
    """Give the files that stand on the draft, of one question or of all."""
    of_draft = [Attachment.filing_id == watched.ids["draft_filing"]]
    if question:
        of_draft.append(Attachment.question_id == question)
    with watched.town.city.uow() as uow:
        return list(uow.session.scalars(select(Attachment.id).where(*of_draft)))
