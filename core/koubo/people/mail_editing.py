"""What staff decide about a mail: its words, and whether it goes out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.fields import Text
from koubo.hooks import Hooks
from koubo.people.mail_kinds import BODY_LENGTH, FIELD_NAMES, SUBJECT_LENGTH, MailKind, Wording
from koubo.people.mail_map import HOUSE_WIDE, Key, MailMap, declared, read_mail_map
from koubo.people.mail_models import MailTextRow
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.schemas import read_form
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

REASON_LENGTH = 200


class WordingSchema(Schema):
    """Subject and body as an officer typed them."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    subject = Text(
        required=True,
        single_line=True,
        max_length=SUBJECT_LENGTH,
        metadata={"label": FIELD_NAMES["subject"]},
    )
    body = Text(required=True, max_length=BODY_LENGTH, metadata={"label": FIELD_NAMES["body"]})


def read_wording(kind: MailKind, typed: Mapping[str, Any]) -> Wording:
    """Give the words that were typed for a mail; Problems by field."""
    read = read_form(WordingSchema(), typed)
    wording = Wording(read["subject"], read["body"].replace("\r\n", "\n"))
    if problems := kind.problems(wording):
        raise Problems(problems)
    return wording


def save_mail_text(
    uow: UnitOfWork,
    hooks: Hooks,
    actor: Actor,
    key: Key,
    *,
    scheme_id: str = HOUSE_WIDE,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Give a mail other words: everywhere, or in one scheme. Mails already made keep theirs.

    :param typed: raw text of ``subject`` and ``body``; Problems name the fields
    :param version: of what was decided before, 0 where nothing was; Stale if somebody else did
    """
    require(actor, SeatKind.OFFICER)
    wording = read_wording(_kind(hooks, key, scheme_id), typed)
    with uow.writing() as write:
        mail_map = read_mail_map(write.session, hooks)
        row = _row(write, mail_map, key, scheme_id, version)
        before = Wording(row.subject, row.body)
        # Words that say what holds anyway are no decision: they follow what is changed above.
        after = Wording("", "") if wording == _above(mail_map, key, scheme_id) else wording
        if after == before:
            return
        row.subject, row.body = after.subject, after.body
        _sign(write, row, actor)
        detail = {"before": before.subject, "after": after.subject, "body": after.body}
        write.record("save_mail_text", row, chain=HOUSE, detail=_about(row) | detail)


def reset_mail_text(
    uow: UnitOfWork,
    hooks: Hooks,
    actor: Actor,
    key: Key,
    *,
    scheme_id: str = HOUSE_WIDE,
    version: int,
) -> None:
    """Take back what was written for this scheme, or for the house: what stands above holds."""
    require(actor, SeatKind.OFFICER)
    _kind(hooks, key, scheme_id)
    with uow.writing() as write:
        mail_map = read_mail_map(write.session, hooks)
        row = _row(write, mail_map, key, scheme_id, version)
        if not row.subject:
            return
        detail = {"before": row.subject, "body": row.body}
        row.subject, row.body = "", ""
        _sign(write, row, actor)
        write.record("reset_mail_text", row, chain=HOUSE, detail=_about(row) | detail)


def switch_mail(
    uow: UnitOfWork,
    hooks: Hooks,
    actor: Actor,
    key: Key,
    *,
    scheme_id: str = HOUSE_WIDE,
    is_on: bool | None,
    reason: str,
    version: int,
) -> None:
    """Let a mail go out, or not, or as it is decided one level above (None), with the reason."""
    require(actor, SeatKind.OFFICER)
    kind = _kind(hooks, key, scheme_id)
    if kind.must and is_on is False:
        raise Refused(f"このメールは止められません。{kind.must}です。")
    said = reason.strip()
    if is_on is False and not said:
        raise Problems([Problem("reason", "「止める理由」を入力してください。", "reason")])
    if len(said) > REASON_LENGTH:
        message = f"「止める理由」は{REASON_LENGTH}字までで入力してください。"
        raise Problems([Problem("reason", message, "reason")])
    with uow.writing() as write:
        mail_map = read_mail_map(write.session, hooks)
        row = _row(write, mail_map, key, scheme_id, version)
        if row.is_on is is_on:
            return
        row.is_on, row.reason = is_on, said
        _sign(write, row, actor)
        detail = {"is_on": is_on, "reason": said}
        write.record("switch_mail", row, chain=HOUSE, detail=_about(row) | detail)


def _kind(hooks: Hooks, key: Key, scheme_id: str) -> MailKind:
    kind = declared(hooks, scheme_id).get(key)
    if kind is None:
        raise NotFound
    return kind


def _above(mail_map: MailMap, key: Key, scheme_id: str) -> Wording:
    """Give the words that hold where this level says nothing."""
    if scheme_id == HOUSE_WIDE:
        return mail_map.kinds()[key].wording
    house = mail_map.row(key)
    own = mail_map.kinds(scheme_id)[key]
    return Wording(house.subject, house.body) if house and house.subject else own.wording


def _row(write: Write, mail_map: MailMap, key: Key, scheme_id: str, version: int) -> MailTextRow:
    """Give what was decided, locked, or a new row that `_sign` keeps."""
    found = mail_map.row(key, scheme_id)
    if found is not None:
        return write.lock(MailTextRow, found.id, version=version)
    if version:
        raise Stale
    return MailTextRow(
        kind=key[0],
        reader=key[1],
        scheme_id=scheme_id,
        subject="",
        body="",
        is_on=None,
        reason="",
    )


def _sign(write: Write, row: MailTextRow, actor: Actor) -> None:
    row.changed_by, row.changed_at = actor.person_id, write.now
    write.session.add(row)
    write.session.flush()


def _about(row: MailTextRow) -> dict[str, Any]:
    return {"kind": row.kind, "reader": row.reader.value, "scheme": row.scheme_id}
