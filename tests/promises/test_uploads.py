"""What is uploaded: only what was asked for is kept, and it is never shown as a page of ours."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from builders import PDF, version_of
from koubo.applications.actions.drafts import MAX_FILES
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
        ("企画\u202efdp.exe", PDF, "使えない文字"),
        (f"{'長' * 250}.pdf", PDF, "200字以内"),
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


def test_an_eleventh_file_is_refused_by_name(watched: Watched, client: FlaskClient) -> None:
    for _ in range(MAX_FILES - len(attached(watched))):
        upload(watched, client, "資料.pdf", PDF)

    page = upload(watched, client, "もう一つ.pdf", PDF)

    assert f"ファイルは全部で{MAX_FILES}個までです。" in page
    assert len(attached(watched)) == MAX_FILES


def attached(watched: Watched) -> list[int]:
    """Give the files that stand on the draft."""
    of_draft = Attachment.filing_id == watched.ids["draft_filing"]
    with watched.town.city.uow() as uow:
        return list(uow.session.scalars(select(Attachment.id).where(of_draft)))
