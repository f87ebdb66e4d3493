"""The file of a case on paper and as an archive with an index; who takes it is recorded."""

import hashlib
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from koubo.applications.models import Application
from koubo.calendar import day_in_japan
from koubo.lifecycle.case_file import case_file
from koubo.lifecycle.case_rules import CaseDocument, CaseFile
from koubo.papers.exports import csv_lines
from koubo.papers.letters import Press
from koubo.papers.statements import Statement, StatementPart, StatementTable, print_statement
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every entry bears it, so that the same case gives the same archive."""


def case_paper(case: CaseFile, *, on: date, public_copy: bool) -> bytes:
    """Give the file of a case as one printable PDF.

    :param public_copy: the copy for 情報公開: what is not made public is blotted out
    """
    shown = case.redacted() if public_copy else case
    parts = [
        StatementPart(
            part.title,
            facts=tuple(
                (one.label if public_copy or one.public else f"{one.label}【非公開】", one.value)
                for one in part.fields
            ),
        )
        for part in shown.parts
    ]
    if shown.documents:
        rows = tuple((one.name, one.title, one.sha256[:16]) for one in shown.documents)
        columns = (("ファイル", False), ("内容", False), ("SHA-256の始め", False))
        parts.append(StatementPart("書類の一覧", table=StatementTable(columns, rows, (3, 3, 2))))
    return print_statement(
        Statement(
            title="案件ファイル（公開用の写し）" if public_copy else "案件ファイル",
            dated=on,
            addressee=(),
            sender=(case.city, case.office),
            opening=(
                "公開しない項目は「■■■」としています。"
                if public_copy
                else "公開区分が「非公開」の項目には【非公開】と付けています。"
            ),
            facts=(
                ("受付番号", case.receipt_number),
                ("団体", case.organisation),
                ("事業の名称", case.project),
            ),
            parts=tuple(parts),
        )
    )


def take_case_file(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    press: Press,
    actor: Actor,
    application_id: int,
    *,
    public_copy: bool,
    history: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Give the archive of a case, and record who took it.

    :raises NotFound: for whoever may not see the application
    """
    case = case_file(uow.session, catalog, actor, application_id, history=history)
    made = case_archive(case, files, press, on=day_in_japan(uow.now), public_copy=public_copy)
    with uow.writing() as write:
        application = write.lock(Application, application_id)
        write.record(
            "take_case_file",
            application,
            chain=application.call.chain,
            detail={"public_copy": public_copy, "sha256": hashlib.sha256(made).hexdigest()},
        )
    return made


def case_archive(
    case: CaseFile, files: FileStore, press: Press, *, on: date, public_copy: bool
) -> bytes:
    """Give a ZIP of the paper, every document and an index of fields and of files."""
    shown = case.redacted() if public_copy else case
    content = BytesIO()
    sums: list[tuple[str, str, str]] = []
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:

        def add(name: str, body: bytes, title: str) -> None:
            packed.writestr(ZipInfo(name, EPOCH), body, ZIP_DEFLATED)
            sums.append((name, title, hashlib.sha256(body).hexdigest()))

        paper = case_paper(case, on=on, public_copy=public_copy)
        add("案件ファイル.pdf", paper, "案件ファイル")
        for one in shown.documents:
            add(one.name, _body(one, files, press), one.title)
        index = _table(("部分", "項目", "公開区分"), list(case.index()))
        add("項目の一覧.csv", index, "項目と公開区分の一覧")
        packed.writestr(
            ZipInfo("目録.csv", EPOCH), _table(("ファイル", "内容", "SHA-256"), sums), ZIP_DEFLATED
        )
    return content.getvalue()


def _body(document: CaseDocument, files: FileStore, press: Press) -> bytes:
    if document.key:
        with files.open(document.key) as stream:
            return stream.read()
    if document.letter is None:
        raise LookupError(document.name)
    return press.letter(document.letter)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return b"".join(csv_lines(head, rows))
