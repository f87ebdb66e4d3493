"""An officer publishes a working copy as a release for new calls, or takes a release back."""

from dataclasses import replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.catalog import Catalog, Versions, content_digest, digest_of
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.models import Release
from koubo.schemes.offering import offered
from koubo.schemes.plans import Proven, proof_problems
from koubo.schemes.release_models import DeskRelease, SchemeFile
from koubo.schemes.release_queries import load_scheme_file
from koubo.schemes.rules import Scheme
from koubo.storage.database import insert_missing
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write


def publish_release(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    file_id: int,
    *,
    proven: Proven,
    note: str,
    override: str = "",
    version: int,
) -> int:
    """Publish a working copy as the release that new calls are opened on; give its id.

    Whoever wrote the copy may publish it: it moves no money, and every call that is opened on it
    is proven once more. Running calls stay with the release that they have.

    :param proven: the proof of exactly this copy, made by `koubo.proof.proving`
    :param note: what changed and why
    :param override: why a failed rule case does not matter; never counts for a wrong sum
    :raises Problems: where the copy is broken, its proof fails, or the note is missing
    :raises Stale: where the copy was saved since, or the proof is of another text
    """
    require(actor, SeatKind.OFFICER)
    scheme = read_copy(catalog, load_scheme_file(uow.session, actor, file_id))
    refuse_other_proof(scheme, proven)
    problems = [*_note_problems(note), *proof_problems(proven, override)]
    if problems:
        raise Problems(problems)
    _refuse_unchanged(uow.session, catalog, scheme)
    with uow.writing() as write:
        copy = write.lock(SchemeFile, file_id, version=version)
        if (copy.text, copy.cases) != (scheme.text, scheme.cases.decode()):
            raise Stale
        # Whoever takes a number of the scheme waits for the others, and sees what they published.
        number = write.next_number(f"desk_release:{scheme.id}")
        _refuse_unchanged(write.session, catalog, scheme)  # of two clicks one comes too late
        versions = Versions(proven.core_version, proven.plugin_version)
        release = find_release(write, scheme, versions, proven)
        made = DeskRelease(
            scheme_id=scheme.id,
            number=number,
            title=scheme.title,
            release_id=release.id,
            note=note.strip(),
            override=override.strip() if proven.failed else "",
            published_at=write.now,
            published_by=actor.person_id,
        )
        write.session.add(made)
        write.session.flush()
        write.record(
            "publish_release",
            made,
            chain=HOUSE,
            detail={
                "scheme": scheme.id,
                "number": made.number,
                "digest": release.digest,
                "note": made.note,
                "override": made.override,
                "proof": dict(proven.proof),
            },
        )
        return made.id


def withdraw_release(uow: UnitOfWork, actor: Actor, desk_release_id: int, *, reason: str) -> None:
    """Offer a release of the desk no longer: the one before counts again, or the installed scheme.

    Calls that were opened on it keep it.
    """
    require(actor, SeatKind.OFFICER)
    if uow.session.get(DeskRelease, desk_release_id) is None:
        raise NotFound
    if not reason.strip():
        raise Problems([Problem("reason", "取り下げる理由を入力してください。", "reason")])
    with uow.writing() as write:
        found = write.lock(DeskRelease, desk_release_id)
        if found.withdrawn_at is not None:
            raise Refused("この版は、すでに取り下げられています。")
        found.withdrawn_at, found.withdrawn_by = write.now, actor.person_id
        found.withdrawn_because = reason.strip()
        write.record(
            "withdraw_release",
            found,
            chain=HOUSE,
            detail={
                "scheme": found.scheme_id,
                "number": found.number,
                "reason": found.withdrawn_because,
            },
        )


def read_copy(catalog: Catalog, copy: SchemeFile) -> Scheme:
    """Give the scheme that a working copy declares, with its cases; Problems where it is broken."""
    try:
        return replace(catalog.to_open(copy.text), cases=copy.cases.encode())
    except BrokenSchemeFile as broken:
        raise Problems(
            Problem("broken", f"{one.line}行目 {one.path}: {one.message}", "text")
            for one in broken.complaints
        ) from broken


def refuse_other_proof(scheme: Scheme, proven: Proven) -> None:
    """Raise Stale where a proof is not of exactly this scheme and its cases."""
    if proven.content != content_digest(scheme):
        raise Stale


def find_release(
    write: Write, scheme: Scheme, versions: Versions, proven: Proven | None = None
) -> Release:
    """Give the release of a scheme's content as these versions read it; make it if there is none.

    One that was proven before keeps its proof.
    """
    key = {
        "scheme_id": scheme.id,
        "digest": digest_of(scheme.text),
        "cases_digest": _cases_digest(scheme),
        "core_version": versions.core,
        "plugin_version": versions.plugin,
    }
    wanted = select(Release).filter_by(**key)
    if (found := write.session.scalars(wanted).first()) is not None:
        return found
    made = {
        **key,
        "text": scheme.text,
        # Cases that are no text are no proof either; the digest still names them.
        "cases": scheme.cases.decode(errors="replace").replace("\0", "\ufffd"),
        "proof": dict(proven.proof) if proven else {},
        "made_at": write.now,
    }
    insert_missing(write.session, Release, [made])  # another call may open on it at this moment
    return write.session.scalars(wanted).one()


def _cases_digest(scheme: Scheme) -> str:
    return sha256(scheme.cases).hexdigest() if scheme.cases else ""


def _note_problems(note: str) -> list[Problem]:
    if note.strip():
        return []
    message = "「変えたことと理由」を入力してください。版の一覧に残ります。"
    return [Problem("note", message, "note")]


def _refuse_unchanged(session: Session, catalog: Catalog, scheme: Scheme) -> None:
    now = offered(session, catalog).get(scheme.id)
    if now is not None and content_digest(now.scheme) == content_digest(scheme):
        which = now.desk.name if now.desk else "プラグインの制度"
        raise Refused(f"今の版（{which}）と同じ内容です。変えてから公開してください。")
