"""受付票 and 審査結果のお知らせ in the city's own form: number, title and words from its file."""

import io
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from sqlalchemy import select

from award.test_results import OPEN, a_decided_round, decide, own
from award_builders import a_staffed_city
from koubo.applications.models import Filing, Snapshot
from koubo.applications.receipts import receipt_of
from koubo.award.results.result_paper import result_paper
from koubo.papers.receipts import ReceiptPress
from koubo.papers.statements import print_statement
from koubo.storage.database import Database
from koubo.storage.files import FileStore

WORDED = (
    "letters:\n",
    """letters:
  receipt:
    title: ${form}を受け付けました
    form_number: 第2号様式（第5条関係）
    opening: ${received_on}に${organisation}から、次のとおり受け付けました。
    items: [{label: 事業年度, text: $fiscal_year}]
    paragraphs: [この票は大切に保管してください。]
  result:
    title: ${scheme}の審査の結果
    form_number: 第13号様式
    opening: 「${project}」は${outcome}です（${issued_on}）。
    items: [{label: 受付番号（控え）, text: $receipt_number}]
    paragraphs:
      - ${course}に応募いただき、ありがとうございました。
""",
)


def lines_of(pdf: bytes) -> list[str]:
    read = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return [one.replace(" ", "") for one in read.splitlines() if one.strip()]


def test_both_papers_bear_the_citys_own_number_title_and_words(
    sqlite_template: Path, tmp_path: Path
) -> None:
    (tmp_path / "koubo.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'koubo.db'}")
    city = a_staffed_city(database, FileStore(tmp_path / "files"))
    found = a_decided_round(city, OPEN, WORDED)
    decide(found)

    result = own(found, "applicant", 0)
    with city.uow() as uow, uow.writing():
        snapshot = uow.session.scalars(select(Snapshot).order_by(Snapshot.id)).first()
        assert snapshot is not None
        snapshot.applicant = {
            "name": "水辺の会",
            "representative_title": "",
            "representative": "水",
        }
        filing = uow.session.get_one(Filing, snapshot.filing_id)
        receipt = receipt_of(city.catalog, filing, snapshot)
    database.close()

    printed = lines_of(print_statement(result_paper(result)))
    assert "第13号様式" in printed
    assert f"{result.scheme}の審査の結果" in printed
    assert f"「{result.project}」は採択です（令和8年3月16日）。" in printed
    assert f"{result.course}に応募いただき、ありがとうございました。" in printed
    assert f"受付番号（控え）{result.receipt_number}" in printed

    printed = lines_of(ReceiptPress().receipt(receipt))
    assert printed[0] == "第2号様式（第5条関係）"
    assert receipt.title.endswith("を受け付けました")
    assert receipt.title in printed
    assert [one for one in printed if "この票は大切に保管してください。" in one] != []
    assert "事業年度令和8年度" in printed
    assert receipt.opening.startswith("令和")
    assert replace(receipt, form_number="").title == receipt.title
