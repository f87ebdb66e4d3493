"""職権訂正: an officer mends named answers of what was handed in, with the applicant's consent."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from koubo.applications.actions.filing import Filed
from koubo.applications.drafting import change
from koubo.applications.events import event_for_members
from koubo.applications.lacking import noted
from koubo.applications.mending import JUDGED, Mending, check_mending, refuse_unmendable
from koubo.applications.models import Application, Filing, RecordedWorking, Snapshot
from koubo.applications.office_consent import OfficeConsent
from koubo.applications.rules import ApplicationState, Channel
from koubo.applications.workings import Cause, record_working
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.schemes.catalog import Catalog
from koubo.storage.canonical import digest_of
from koubo.storage.unit_of_work import UnitOfWork, Write


def mend_filing(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    fields: Collection[str],
    typed: Mapping[str, Any],
    consent: OfficeConsent,
    version: int,
    adopted: int | None = None,
    filed: Filed | None = None,
) -> None:
    """Record an officer's change as a new snapshot, and tell the applicant what was changed.

    The receipt number and the day of receipt stay. Of an accepted proposal the working is
    recorded anew; where a requirement would no longer be met, the change is refused.

    :param filed: what a higher area does in the same transaction, as when it was handed in
    """
    found = check_mending(
        uow, catalog, actor, filing_id, fields=fields, typed=typed, adopted=adopted
    )
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        application = write.lock(Application, filing.application_id)
        refuse_unmendable(filing)
        snapshot = _take_snapshot(write, filing, found, consent, actor)
        if filed is not None:
            filed(write, filing, snapshot, found.case)
        if filing.kind in JUDGED:
            _keep_in_lists(application, found)
        if application.state is ApplicationState.ACCEPTED and filing.kind in JUDGED:
            _record_working(write, catalog, application, found, snapshot)
        _record(write, filing, snapshot, found, consent)


def _take_snapshot(
    write: Write, filing: Filing, found: Mending, consent: OfficeConsent, actor: Actor
) -> Snapshot:
    before = found.before
    kept = {"answers": dict(found.answers), "applicant": before.applicant, "files": before.files}
    note = consent.as_note() | {"fields": [one.id for one in found.changed]} | noted(found.left)
    snapshot = Snapshot(
        filing_id=filing.id,
        number=before.number + 1,
        **kept,
        digest=digest_of(kept),
        received_at=before.received_at,
        recorded_at=write.now,
        channel=Channel.OFFICE,
        note=note,
        person_id=actor.person_id,
    )
    write.session.add(snapshot)
    change(filing, found.typed, person_id=actor.person_id, at=write.now)
    write.session.flush()
    return snapshot


def _keep_in_lists(application: Application, found: Mending) -> None:
    application.project_name = str(found.case.answers.get("project_name", ""))[:200]
    if found.asked.course.funding.gives_money:
        application.requested = found.case.budget.requested


def _record_working(
    write: Write, catalog: Catalog, application: Application, found: Mending, snapshot: Snapshot
) -> None:
    if found.inputs is None or found.computed is None:
        raise NotFound
    newest = write.session.scalar(
        select(func.max(RecordedWorking.number)).where(
            RecordedWorking.application_id == application.id
        )
    )
    record_working(
        write,
        catalog,
        application,
        replace(found.inputs, snapshot_id=snapshot.id),
        found.computed,
        cause=Cause.MENDED,
        number=(newest or 0) + 1,
    )


def _record(
    write: Write, filing: Filing, snapshot: Snapshot, found: Mending, consent: OfficeConsent
) -> None:
    application = filing.application
    labels = "、".join(one.label for one in found.changed)
    write.record(
        "mend_filing",
        filing,
        chain=application.call.chain,
        detail={
            "snapshot": snapshot.number,
            "digest": snapshot.digest,
            "labels": labels,
            "consent": consent.as_note(),
        },
        event=event_for_members(
            write,
            application,
            "filing_mended",
            document=found.asked.form.title,
            fields=labels,
            consented_by=consent.consented_by,
            how=consent.how.value,
            reason=consent.reason,
            contact="\n".join(found.asked.scheme.contact),
        ),
    )
