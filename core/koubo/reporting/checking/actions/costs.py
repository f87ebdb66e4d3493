"""Costs of a report that are not accepted, line by line, before its sum is fixed."""

from collections.abc import Mapping

from sqlalchemy.orm.attributes import flag_modified

from koubo.applications.models import Filing
from koubo.applications.rules import FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.award.decisions.actions.decisions import refuse_kept_out, refuse_lines_in_draft
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problems, Refused
from koubo.reporting.checking.cost_rules import refusable, refusal_problems, refused_costs
from koubo.reporting.models import Report
from koubo.reporting.policy import load_report
from koubo.reporting.settling.settling import reported_costs, settlements_of
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork

NOT_NOW = (
    "対象外の経費を決められるのは、提出されてから額の確定を起案するまでの報告書だけです。"
    "画面を読み込み直して、今の状態を確かめてください。"
)


def refuse_costs(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    report_id: int,
    *,
    asked: Mapping[int, tuple[int | None, str]],
    version: int,
) -> None:
    """Record which costs of a report are not accepted; what was recorded before is replaced.

    :param asked: by place in the account, the yen that are not accepted and the reason
    :param version: the version of the report's filing that the officer had before them
    :raises Problems: with the fields `amount-<place>` and `reason-<place>`
    """
    require(actor, SeatKind.OFFICER)
    report = load_report(uow.session, actor, report_id)
    award_id, filing_id = report.award_id, report.filing_id
    refuse_kept_out(uow.session, actor, [report.award.application_id])
    _refuse_too_late(report.award, report.filing)
    snapshot = newest_snapshot(uow.session, filing_id)
    if snapshot is None:
        raise NotFound
    reported = reported_costs(catalog, report.award, snapshot)
    if set(asked) - set(refusable(reported)):
        raise NotFound
    if problems := [*refusal_problems(reported, asked)]:
        raise Problems(problems)
    refused = refused_costs(reported, asked)
    [settled] = settlements_of(
        uow.session, catalog, [report.award], {award_id: snapshot}, {award_id: refused}
    )
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        filing = write.lock(Filing, filing_id, version=version)
        report = write.lock(Report, report_id)
        _refuse_too_late(award, filing)
        refuse_lines_in_draft(write.session, [award_id])
        report.refused = [one.as_json() for one in refused]
        # The document's version tells whoever accepts it that the sum has changed meanwhile.
        flag_modified(filing, "state")
        flag_modified(award, "paid")  # and the award's, whoever drafts its settlement
        write.session.flush()
        if filing.state is FilingState.ACCEPTED:
            report.settlement = settled.settlement.as_json()
        write.record(
            "refuse_costs",
            report,
            chain=filing.application.call.chain,
            detail={"refused": report.refused},
        )


def _refuse_too_late(award: Award, filing: Filing) -> None:
    shown = filing.state in (FilingState.FILED, FilingState.ACCEPTED)
    if award.state is not AwardState.REPORTED or not shown:
        raise Refused(NOT_NOW)
