"""An officer's working copies of scheme files: started, uploaded, saved, confirmed, discarded.

What is typed is kept, broken or not; only a copy that loads and is proven becomes a release.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems
from koubo.schemes.catalog import Catalog, digest_of
from koubo.schemes.file.confirming import confirm, marks_of
from koubo.schemes.file.reading import MAX_BYTES, BrokenSchemeFile, read_yaml
from koubo.schemes.offering import desk_release, offered_scheme
from koubo.schemes.release_models import SchemeFile
from koubo.schemes.release_queries import CONFIRM, load_scheme_file
from koubo.storage.history import HOUSE
from koubo.storage.twice import PRESSED_TWICE
from koubo.storage.unit_of_work import UnitOfWork

LONGEST_ID, LONGEST_TITLE = 60, 200


@dataclass(frozen=True)
class Typed:
    """A scheme file and its golden cases as text."""

    text: str
    cases: str


def start_scheme_file(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    *,
    scheme_id: str = "",
    desk_release_id: int | None = None,
) -> int:
    """Start a working copy from a release of the desk, or from what a scheme offers; give its id.

    :raises Refused: where nothing of that id is offered
    :raises NotFound: where there is no such release
    """
    require(actor, SeatKind.OFFICER)
    if desk_release_id is not None:
        page = desk_release(uow.session, actor, desk_release_id)
        return _add(uow, actor, Typed(page.text, page.cases), f"desk_release:{page.line.id}")
    scheme = offered_scheme(uow.session, catalog, scheme_id)
    cases = scheme.cases.decode(errors="replace")
    return _add(uow, actor, Typed(scheme.text, cases), f"scheme:{scheme_id}")


def upload_scheme_file(uow: UnitOfWork, actor: Actor, *, content: bytes, cases: bytes = b"") -> int:
    """Start a working copy from uploaded files; give its id. A broken file is kept for mending.

    :raises Problems: with the fields ``file`` and ``cases_file``, for what is no text of ours
    """
    require(actor, SeatKind.OFFICER)
    return _add(uow, actor, _uploaded(content, cases), "upload")


def save_scheme_file(
    uow: UnitOfWork, actor: Actor, file_id: int, *, text: str, cases: str, version: int
) -> None:
    """Keep a working copy as it is typed.

    :raises Problems: with the fields ``text`` and ``cases``, for what cannot be kept at all
    :raises Stale: where it has been saved since that version
    """
    require(actor, SeatKind.OFFICER)
    load_scheme_file(uow.session, actor, file_id)
    typed = Typed(_lines(text), _lines(cases))
    problems = [*_unkept(typed.text, "text"), *_unkept(typed.cases, "cases")]
    if problems:
        raise Problems(problems)
    _save(uow, actor, file_id, typed, version=version)


def replace_scheme_file(
    uow: UnitOfWork,
    actor: Actor,
    file_id: int,
    *,
    content: bytes | None,
    cases: bytes | None,
    version: int,
) -> None:
    """Put uploaded files in place of a working copy's text or cases; None leaves one as it is.

    :raises Problems, Stale: as `upload_scheme_file` and `save_scheme_file` do
    """
    require(actor, SeatKind.OFFICER)
    copy = load_scheme_file(uow.session, actor, file_id)
    before = Typed(copy.text, copy.cases)
    given = _uploaded(
        before.text.encode() if content is None else content,
        before.cases.encode() if cases is None else cases,
    )
    _save(uow, actor, file_id, given, version=version)


def confirm_mark(
    uow: UnitOfWork, actor: Actor, file_id: int, *, path: str, source: str, version: int
) -> None:
    """Confirm one 要確認 of a working copy; who, when and on what source stays in history.

    :raises Problems: with the fields ``path``, ``source`` and, where it is not YAML, ``text``
    """
    require(actor, SeatKind.OFFICER)
    copy = load_scheme_file(uow.session, actor, file_id)
    try:
        marks = {one.path: one for one in marks_of(copy.text)}
        text = confirm(copy.text, path, source)
    except BrokenSchemeFile as broken:
        raise Problems(
            Problem("broken", f"{one.line}行目: {one.message}", "text") for one in broken.complaints
        ) from broken
    mark = marks[path]
    told = {
        "label": mark.label,
        "path": mark.path,
        "value": mark.value,
        "source": source.strip(),
        "reason": mark.reason,
    }
    _save(uow, actor, file_id, Typed(text, copy.cases), version=version, verb=CONFIRM, told=told)


def discard_scheme_file(uow: UnitOfWork, actor: Actor, file_id: int, *, version: int) -> None:
    """Take a working copy off the list; its text stays in the database."""
    require(actor, SeatKind.OFFICER)
    load_scheme_file(uow.session, actor, file_id)
    with uow.writing() as write:
        copy = write.lock(SchemeFile, file_id, version=version)
        copy.discarded_at = write.now
        write.record("discard_scheme_file", copy, chain=HOUSE, detail=_told(copy))


def _add(uow: UnitOfWork, actor: Actor, typed: Typed, started_from: str) -> int:
    with uow.writing() as write:
        write.lock(Person, actor.person_id)
        pressed_twice = write.session.scalars(_just_started(actor, typed, write.now)).first()
        if pressed_twice is not None:
            return pressed_twice
        copy = SchemeFile(saved_at=write.now, saved_by=actor.person_id, **_columns(typed))
        write.session.add(copy)
        write.session.flush()
        detail = {**_told(copy), "from": started_from}
        write.record("start_scheme_file", copy, chain=HOUSE, detail=detail)
        return copy.id


def _just_started(actor: Actor, typed: Typed, now: datetime) -> Select[int]:
    """Select the same copy, begun by the same hand a moment ago and not touched since."""
    return select(SchemeFile.id).where(
        SchemeFile.saved_by == actor.person_id,
        SchemeFile.saved_at > now - PRESSED_TWICE,
        SchemeFile.version == 1,
        SchemeFile.discarded_at.is_(None),
        SchemeFile.text == typed.text,
        SchemeFile.cases == typed.cases,
    )


def _save(
    uow: UnitOfWork,
    actor: Actor,
    file_id: int,
    typed: Typed,
    *,
    version: int,
    verb: str = "save_scheme_file",
    told: dict[str, Any] | None = None,
) -> None:
    with uow.writing() as write:
        copy = write.lock(SchemeFile, file_id, version=version)
        columns = _columns(typed)
        for name in ("scheme_id", "title"):
            columns[name] = columns[name] or getattr(copy, name)
        for name, value in columns.items():
            setattr(copy, name, value)
        copy.saved_at, copy.saved_by = write.now, actor.person_id
        write.record(verb, copy, chain=HOUSE, detail=told or _told(copy))


def _columns(typed: Typed) -> dict[str, str]:
    """Give what is kept; id and title are what the text says, as far as it can be read."""
    try:
        data = read_yaml(typed.text.encode()).data
    except BrokenSchemeFile:
        data = {}
    said = {key: data[key] for key in ("id", "title") if isinstance(data.get(key), str)}
    return {
        "text": typed.text,
        "cases": typed.cases,
        "scheme_id": said.get("id", "").strip()[:LONGEST_ID],
        "title": said.get("title", "").strip()[:LONGEST_TITLE],
    }


def _told(copy: SchemeFile) -> dict[str, Any]:
    return {
        "scheme": copy.scheme_id,
        "digest": digest_of(copy.text),
        "cases_digest": digest_of(copy.cases),
    }


def _uploaded(content: bytes, cases: bytes) -> Typed:
    problems = [] if content else [Problem("empty", "制度ファイルを選んでください。", "file")]
    problems += [*_unread(content, "file"), *_unread(cases, "cases_file")]
    if problems:
        raise Problems(problems)
    return Typed(_lines(content.decode("utf-8-sig")), _lines(cases.decode("utf-8-sig")))


def _unread(content: bytes, field: str) -> list[Problem]:
    """Say why bytes are no text that can be kept, in the sentences of the complaints."""
    try:
        return _unkept(content.decode("utf-8-sig"), field)
    except UnicodeDecodeError:
        pass
    try:
        read_yaml(content)
    except BrokenSchemeFile as broken:
        return [Problem("unread", one.text("").lstrip(":"), field) for one in broken.complaints]
    raise AssertionError("bytes that are not UTF-8 were read")


def _unkept(text: str, field: str) -> list[Problem]:
    if len(text.encode(errors="replace")) > MAX_BYTES:
        message = (
            f"大きすぎます（{MAX_BYTES // 1000}KBまで）。制度ファイルは文字だけのファイルです。"
        )
        return [Problem("too_big", message, field)]
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        message = "使えない文字が含まれています。文字だけのファイルとして保存し直してください。"
        return [Problem("not_text", message, field)]
    return []


def _lines(text: str) -> str:
    """Give a text with line breaks as files have them; forms send two characters for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
