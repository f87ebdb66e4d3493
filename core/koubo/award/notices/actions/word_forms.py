"""Taking in the city's own Word form for a kind of letter, and setting one aside."""

from io import BytesIO
from typing import IO

from sqlalchemy import func, select

from koubo.applications.file_checks.flaws import Flaw
from koubo.applications.file_checks.office import OLE_HEAD, ZIP_HEAD, office_flaw
from koubo.applications.file_names import FileName, file_name
from koubo.applications.file_types import REMEDIES
from koubo.award.notices.word_forms import WORD_NAMES, load_form
from koubo.papers.word_checks import part_faults, placeholder_faults
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.letter_models import LetterForm
from koubo.schemes.letters import LetterKind
from koubo.storage.files import FileStore
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork

MOST_BYTES = 5_000_000
NO_FILE = "Word のファイル（.docx）を選んでください。"
OTHER_KIND = "「{name}」は Word のファイル（.docx）ではありません。Word で .docx として保存し直してください。"
TOO_LARGE = "「{name}」は5MBを超えています。貼り付けた画像を小さくしてください。"
NO_PLACEHOLDER = (
    "「{name}」には差し込みの項目が1つもありません。どの通知書も同じ文面になります。"
    "{{ document_number }} などの項目を書き入れてください。"
)


def keep_letter_form(
    uow: UnitOfWork,
    files: FileStore,
    actor: Actor,
    *,
    scheme_id: str,
    kind: LetterKind,
    name: str,
    stream: IO[bytes],
) -> int:
    """Keep a form as the kind's next version and give its id; Problems about the field ``file``.

    Whether there is such a scheme is for the caller to know.
    """
    require(actor, SeatKind.OFFICER)
    named = file_name(name)
    content = stream.read(MOST_BYTES + 1)
    _refuse_others(named, content)
    used: list[str] = []
    if not (faults := part_faults(content)):
        used, faults = placeholder_faults(content, WORD_NAMES)
    if not (used or faults):
        faults = [NO_PLACEHOLDER.replace("{name}", named.name)]
    if faults:
        raise Problems([Problem("letter_form", one, "file") for one in faults])
    kept = files.keep(BytesIO(content), limit=MOST_BYTES)
    with uow.writing() as write:
        last = write.session.scalar(
            select(func.max(LetterForm.number)).where(
                LetterForm.scheme_id == scheme_id, LetterForm.kind == kind
            )
        )
        row = LetterForm(
            scheme_id=scheme_id,
            kind=kind,
            number=(last or 0) + 1,
            placeholders=used,
            name=named.name,
            size=kept.size,
            sha256=kept.sha256,
            key=kept.key,
            kept_at=write.now,
            kept_by=actor.person_id,
        )
        write.session.add(row)
        write.session.flush()
        detail = {"kind": kind.value, "number": row.number, "sha256": kept.sha256}
        write.record("keep_letter_form", row, chain=HOUSE, detail={"scheme": scheme_id, **detail})
    return row.id


def _refuse_others(named: FileName, content: bytes) -> None:
    """Refuse what is no whole Word file without macros, by what is in it."""
    fault = ""
    if not named.name or not content:
        fault = NO_FILE
    elif len(content) > MOST_BYTES:
        fault = TOO_LARGE.replace("{name}", named.name)
    elif named.ending != "docx":
        flaw = REMEDIES.get(named.ending)
        told = f"「{named.name}」{flaw.value}" if flaw in (Flaw.MACRO, Flaw.OLD_OFFICE) else ""
        fault = told or OTHER_KIND.replace("{name}", named.name)
    elif not content.startswith((ZIP_HEAD, OLE_HEAD)):
        fault = OTHER_KIND.replace("{name}", named.name)
    else:
        try:
            flaw = office_flaw(BytesIO(content), "docx")
            fault = f"「{named.name}」{flaw.value}" if flaw else ""
        except ValueError:
            fault = OTHER_KIND.replace("{name}", named.name)
    if fault:
        raise Problems([Problem("letter_form", fault, "file")])


def retire_letter_form(uow: UnitOfWork, actor: Actor, scheme_id: str, form_id: int) -> None:
    """Set a version aside: the one before it is used again, or our plain layout."""
    load_form(uow.session, actor, scheme_id, form_id)
    with uow.writing() as write:
        row = write.lock(LetterForm, form_id)
        if row.retired_at is not None:
            raise Refused("この版は、もう使わないことになっています。")
        row.retired_at = write.now
        detail = {"scheme": scheme_id, "kind": row.kind.value, "number": row.number}
        write.record("retire_letter_form", row, chain=HOUSE, detail=detail)
