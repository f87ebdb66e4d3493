"""All letters of a decision in one go: as single PDFs, as sheets to print, or as Word files.

A piece of the job is one letter (or, to print, a hundred). What was kept is not made again, so a
batch that was cut off goes on where it was, and no letter is in it twice.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from tempfile import TemporaryFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.notices.letters import letters_of
from koubo.award.notices.word_forms import word_bytes, word_form_contents
from koubo.award.rules import LETTER_OF, DecisionState
from koubo.calendar import day_in_japan
from koubo.papers.letters import Letter, Press
from koubo.people.models import Organisation
from koubo.problems import Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.letters import LetterKind
from koubo.storage.canonical import digest_of
from koubo.storage.jobs import JobWork

AT_ONCE = 20
"""Letters that are kept in one write: a worker that dies makes so many again at most."""
SHEETS = 100
"""Letters in one file to print."""
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
LONGEST_NAME = 60
CHANGED = (
    "作成を始めたあとに、通知書の案の内容が変わりました。決定の内容を確かめてから、"
    "もう一度作成してください。"
)


class BatchForm(StrEnum):
    """In which form the letters are wanted."""

    ZIP = "zip"
    PRINT = "print"
    WORD = "word"


@dataclass(frozen=True)
class BatchLetter:
    """One letter of the batch, and what its file is named by."""

    kind: LetterKind
    receipt_number: str
    organisation: str
    letter: Letter


def batch_letters(
    session: Session, catalog: Catalog, decision: Decision
) -> tuple[BatchLetter, ...]:
    """Give a decision's letters in order: as issued, or as drafts before the release."""
    rows = session.execute(
        select(
            DecisionLine.id,
            DecisionLine.outcome,
            Application.receipt_number,
            Organisation.name,
            Notice.letter,
        )
        .join(Application, Application.id == DecisionLine.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(DecisionLine.decision_id == decision.id)
        .order_by(DecisionLine.id)
    ).all()
    drafts: dict[int, Letter] = {}
    if decision.state is not DecisionState.RELEASED:
        made = letters_of(session, catalog, decision, draft=True)
        drafts = {one.line_id: one.letter for one in made}
    return tuple(
        BatchLetter(
            LETTER_OF[outcome],
            receipt_number or "",
            organisation,
            Letter.from_json(stored) if stored is not None else drafts[line_id],
        )
        for line_id, outcome, receipt_number, organisation, stored in rows
    )


def batch_digest(letters: tuple[BatchLetter, ...]) -> str:
    """Give what tells whether letters still say the same."""
    return digest_of([one.letter.as_json() for one in letters])


def work_letters(work: JobWork, catalog: Catalog, press: Press) -> None:
    """Work a batch off; the job says of which decision, in which form, and from which letters."""
    with work.unit_of_work() as uow:
        decision = uow.session.get_one(Decision, work.subject_id)
        letters = batch_letters(uow.session, catalog, decision)
        word_forms = word_form_contents(uow.session, work.files, work.asked["word_forms"])
        made_of, title = decision.issued_on or day_in_japan(decision.drafted_at), _title(decision)
    if batch_digest(letters) != work.asked["digest"]:
        raise Refused(CHANGED)
    form = BatchForm(work.asked["form"])
    if form is BatchForm.PRINT:
        _print_sheets(work, press, letters)
    else:
        _make_singles(work, press, letters, word_forms if form is BatchForm.WORD else None)
    _finish(work, title, made_of)


def _title(decision: Decision) -> str:
    kind = "通知書" if decision.state is DecisionState.RELEASED else "通知書案"
    return "_".join(filter(None, (kind, safe_name(decision.document_number))))


def _make_singles(
    work: JobWork,
    press: Press,
    letters: tuple[BatchLetter, ...],
    word_forms: dict[str, bytes] | None,
) -> None:
    kept = work.begin(len(letters))
    made: list[tuple[int, str, bytes]] = []
    for number, one in enumerate(letters, start=1):
        if number in kept:
            continue
        if word_forms is None:
            content, ending = press.letter(one.letter), "pdf"
        else:
            content, ending = word_bytes(one.letter, word_forms.get(one.kind.value)), "docx"
        made.append((number, f"{_file_name(number, one)}.{ending}", content))
        if len(made) == AT_ONCE:
            work.keep(made)
            made = []
    if made:
        work.keep(made)


def _print_sheets(work: JobWork, press: Press, letters: tuple[BatchLetter, ...]) -> None:
    parts = [letters[start : start + SHEETS] for start in range(0, len(letters), SHEETS)]
    kept = work.begin(len(parts))
    for number, part in enumerate(parts, start=1):
        if number not in kept:
            first = (number - 1) * SHEETS + 1
            name = f"印刷用_{first:04d}-{first + len(part) - 1:04d}.pdf"
            work.keep([(number, name, press.letters([one.letter for one in part]))])


def _finish(work: JobWork, title: str, made_of: date) -> None:
    pieces = work.pieces()
    if len(pieces) == 1:
        with work.files.open(pieces[0].key) as only:
            work.finish(f"{title}_{pieces[0].name}", only)
        return
    with TemporaryFile() as packed:
        # A PDF is packed already, and so is a Word file: to do it again only costs time.
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for piece in pieces:
                member = zipfile.ZipInfo(
                    piece.name, (made_of.year, made_of.month, made_of.day, 0, 0, 0)
                )
                with work.files.open(piece.key) as stream:
                    archive.writestr(member, stream.read())
        packed.seek(0)
        work.finish(f"{title}.zip", packed)


def _file_name(number: int, one: BatchLetter) -> str:
    parts = (f"{number:04d}", one.receipt_number, one.organisation)
    return "_".join(filter(None, map(safe_name, parts)))


def safe_name(text: str) -> str:
    """Give a text as part of a file's name: without what Windows or an archive could stumble on."""
    plain = "".join(one for one in text if unicodedata.category(one)[0] != "C")
    return NOT_IN_NAMES.sub("_", plain).strip(" .")[:LONGEST_NAME].strip(" .")
