"""協定書: its text, both signatures as they were made on paper, and the scan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from koubo.applications.actions.attaching import keep_judged
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.agreement_models import Agreement
from koubo.award.grants.agreements import AgreementText, agreement_use, newest_agreement
from koubo.award.grants.telling import to_members
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.award.rules import ENDED_UNPAID
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.award_words import AgreementUse
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import Question
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

SCAN = Question(
    id="scan",
    kind="files",
    label="署名した協定書のスキャン",
    support="署名のある面が読めるように読み取ってください。",
    types=("pdf", "jpg", "png"),
)


@dataclass(frozen=True)
class Signatures:
    """Who signed on which day; None is not yet."""

    group_on: date | None
    group_signer: str
    city_on: date | None
    city_signer: str


def save_agreement(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    text: AgreementText,
    version: int,
) -> int:
    """Write the text of an award's agreement, and give its id.

    Once both have signed, a later text makes a new one that replaces it when it is signed too.

    :param version: of the agreement that was shown; 0 where there was none
    :raises Problems: with the fields `title`, `group_part`, `city_part`, `to_on`
    """
    award = _load(uow, catalog, actor, award_id)
    if problems := list(_text_problems(text)):
        raise Problems(problems)
    chain = award.application.call.chain
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        standing = newest_agreement(write.session, award_id)
        agreement = _to_write(write, actor, award, standing, version)
        agreement.title = text.title.strip()
        agreement.document_number = text.document_number.strip()
        agreement.group_part, agreement.city_part = text.group_part, text.city_part
        agreement.from_on, agreement.to_on = text.from_on, text.to_on
        write.session.add(agreement)
        write.session.flush()
        detail = {"award": award_id, "number": agreement.number, "title": agreement.title}
        write.record("save_agreement", agreement, chain=chain, detail=detail)
        return agreement.id


def _to_write(
    write: Write, actor: Actor, award: Award, standing: Agreement | None, version: int
) -> Agreement:
    if standing is not None and not standing.in_force:
        found = write.lock(Agreement, standing.id, version=version)
        if found.group_signed_on or found.city_signed_on:
            raise Refused(
                "署名が記録されているため、文面を変えられません。署名の記録を消してから直してください。"
            )
        return found
    return Agreement(
        award_id=award.id,
        number=1 + (standing.number if standing else 0),
        title="",
        recorded_at=write.now,
        recorded_by=actor.person_id,
    )


def record_signatures(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    signed: Signatures,
    version: int,
) -> None:
    """Record who signed an award's agreement on which day, or take a wrong record back.

    :raises Problems: with the fields `group_on`, `group_signer`, `city_on`, `city_signer`
    """
    award = _load(uow, catalog, actor, award_id)
    agreement = _newest(uow, award_id)
    if problems := list(_signing_problems(signed, day_in_japan(uow.now))):
        raise Problems(problems)
    replaces_notice = agreement_use(catalog, award) is AgreementUse.INSTEAD
    agreement_id = agreement.id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        agreement = write.lock(Agreement, agreement_id, version=version)
        if agreement.in_force and award.awarded is not None and replaces_notice:
            raise Refused(
                "この協定書で交付が決まっているため、署名の記録は変えられません。"
                "新しい文面の協定書を作ってください。"
            )
        was_in_force = agreement.in_force
        agreement.group_signed_on, agreement.group_signer = signed.group_on, signed.group_signer
        agreement.city_signed_on, agreement.city_signer = signed.city_on, signed.city_signer
        write.record(
            "sign_agreement",
            agreement,
            chain=award.application.call.chain,
            detail={
                "award": award_id,
                "group_on": signed.group_on.isoformat() if signed.group_on else None,
                "city_on": signed.city_on.isoformat() if signed.city_on else None,
            },
            event=to_members(write, award, "agreement_signed", title=agreement.title)
            if agreement.in_force and not was_in_force
            else None,
        )


def keep_agreement_scan(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    award_id: int,
    *,
    name: str,
    stream: BinaryIO,
) -> None:
    """Keep the scan of the signed paper durably; an earlier one stays in the store.

    :raises Problems: with the field `scan`
    """
    award = _load(uow, catalog, actor, award_id)
    agreement_id = _newest(uow, award_id).id
    chain, scheme_id = award.application.call.chain, award.application.call.scheme_id
    new = keep_judged(catalog, files, scheme_id, SCAN, name, stream)
    with uow.writing() as write:
        agreement = write.lock(Agreement, agreement_id)
        agreement.name, agreement.media_type = new.name.name, new.media_type
        agreement.size, agreement.sha256 = new.kept.size, new.kept.sha256
        agreement.key, agreement.scanned_by = new.kept.key, new.scan.scanner
        write.record(
            "keep_agreement_scan",
            agreement,
            chain=chain,
            detail={"name": agreement.name, "sha256": agreement.sha256},
        )


def _load(uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int) -> Award:
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_kept_out(uow.session, actor, [award.application_id])
    if agreement_use(catalog, award) is AgreementUse.NONE:
        raise Refused("この制度では協定書を結びません（制度ファイルの after_award: agreement）。")
    if award.state in ENDED_UNPAID:
        raise Refused("終わった交付の協定書は作れません。")
    return award


def _newest(uow: UnitOfWork, award_id: int) -> Agreement:
    found = newest_agreement(uow.session, award_id)
    if found is None:
        raise NotFound
    return found


def _text_problems(text: AgreementText) -> Iterator[Problem]:
    if not text.title.strip():
        yield Problem("title", "「名称」を入力してください（例：協定書）。", field="title")
    for field, label, part in (
        ("group_part", "団体がすること", text.group_part),
        ("city_part", "市がすること", text.city_part),
    ):
        if not part.strip():
            yield Problem(
                field, f"「{label}」を入力してください。協定書に印字します。", field=field
            )
    if text.from_on and text.to_on and text.to_on < text.from_on:
        message = "「期間の終わり」は、期間の始まり以後の日を入力してください。"
        yield Problem("to_on", message, field="to_on")


def _signing_problems(signed: Signatures, today: date) -> Iterator[Problem]:
    for side, who, day, name in (
        ("group", "団体", signed.group_on, signed.group_signer),
        ("city", "市", signed.city_on, signed.city_signer),
    ):
        if day is not None and day > today:
            message = f"「{who}の署名の日」は、今日までの日を入力してください。"
            yield Problem("signed_ahead", message, field=f"{side}_on")
        if (day is None) != (not name.strip()):
            missing = "日" if day is None else "署名した人（職と氏名）"
            message = (
                f"「{who}」の{missing}を入力してください。日と署名した人は、両方を記録します。"
            )
            yield Problem("half", message, field=f"{side}_{'on' if day is None else 'signer'}")
