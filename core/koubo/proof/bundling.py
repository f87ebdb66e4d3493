"""Putting a decided call's bundle together: release, papers' digests, inputs, results, decision."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.award.models import Decision, DecisionLine
from koubo.award.rules import DecisionKind, DecisionState
from koubo.problems import NotFound, Refused
from koubo.proof.bundle import INDEX, as_json, write_bundle
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Release
from koubo.schemes.rules import Scheme
from koubo.storage.history import HistoryRow

READING = """この束は、市民協働の募集の採否を、もう一度計算して確かめるためのものです。

  koubo decision replay このファイル

と打つと、データベースなしで計算し直し、ここに記録されている結果と一つずつ比べます。
同じ版の Koubo とプラグインが要ります。版は、それぞれの recommendation.json に書いてあります。

release/          審査のときの制度ファイルと、その確認例
stages/…          審査段階ごとに、審査票など集計に使ったもの（inputs.json）、集計の結果（selection.json）、
                  算定額のもとになった予算書（amounts.json）、審査会の結論（recommendation.json）
applications.json 応募の受付番号・団体・事業名と、審査に使った提出物の SHA-256
outcome.json      市の決定
"""


def decision_bundle(session: Session, catalog: Catalog, call_id: int) -> bytes:
    """Give the archive of a call that has concluded a stage; the same until something happens.

    :raises NotFound: where there is no such call
    :raises Refused: before any stage is concluded
    """
    call = session.get(Call, call_id)
    if call is None:
        raise NotFound
    recommendations = session.scalars(
        select(Recommendation)
        .where(Recommendation.call_id == call_id)
        .order_by(Recommendation.recorded_at, Recommendation.id)
    ).all()
    if not recommendations:
        raise Refused("審査会の結論がまだ記録されていません。記録してから束を作ってください。")
    scheme = catalog.of(call.release)
    parts: dict[str, bytes] = {INDEX: READING.encode()}
    papers: dict[str, Any] = {}
    for number, one in enumerate(recommendations, start=1):
        of_stage, used = _stage_parts(session, scheme, one)
        papers |= used
        parts |= {
            f"stages/{number}-{one.stage_id}/{name}": as_json(kept)
            for name, kept in of_stage.items()
        }
        parts |= _release_parts(session.get_one(Release, one.release_id))
    parts["applications.json"] = as_json(_applications(session, papers))
    parts["outcome.json"] = as_json({"decisions": _decisions(session, call_id)})
    return write_bundle(parts, _facts(session, call))


def _facts(session: Session, call: Call) -> dict[str, Any]:
    head = session.execute(
        select(HistoryRow.sequence, HistoryRow.digest)
        .where(HistoryRow.chain == call.chain)
        .order_by(HistoryRow.sequence.desc())
        .limit(1)
    ).first()
    return {
        "call": {"id": call.id, "title": call.title, "fiscal_year": call.fiscal_year},
        "scheme": call.scheme_id,
        "history": {"entries": head.sequence, "digest": head.digest} if head else {},
    }


def _release_parts(release: Release) -> dict[str, bytes]:
    folder = f"release/{release.digest}"
    return {
        f"{folder}/scheme.yaml": release.text.encode(),
        f"{folder}/cases.yaml": release.cases.encode(),
        f"{folder}/proof.json": as_json(release.proof),
    }


def _stage_parts(
    session: Session, scheme: Scheme, one: Recommendation
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Give the files of one stage, and what its applications had handed in."""
    lines = session.scalars(
        select(RecommendationLine)
        .where(RecommendationLine.recommendation_id == one.id)
        .order_by(RecommendationLine.application_id)
    ).all()
    used: dict[str, Any] = one.papers
    recommendation = {
        "stage": one.stage_id,
        "release": session.get_one(Release, one.release_id).digest,
        "versions": one.versions,
        "concluded_on": one.concluded_on.isoformat(),
        "remarks": one.remarks,
        "lines": [_line(line) for line in lines],
    }
    files = {
        "inputs.json": one.inputs,
        "selection.json": one.selection,
        "amounts.json": _amounts(session, scheme, used),
        "recommendation.json": recommendation,
    }
    return files, used


def _line(line: RecommendationLine) -> dict[str, Any]:
    return {
        "application": line.application_id,
        "conclusion": line.conclusion.value,
        "rank": line.rank,
        "amount": line.amount,
        "conditions": line.conditions,
        "remarks": line.remarks,
    }


def _amounts(session: Session, scheme: Scheme, used: Mapping[str, Any]) -> dict[str, Any]:
    """Give each application's budget as the amount rule had it, by the application's number."""
    question = scheme.forms[FilingKind.PROPOSAL].of_kind("budget")
    budgets: dict[int, Any] = {}
    if question is not None:
        rows = session.execute(
            select(Snapshot.id, Snapshot.answers[question.id]).where(
                Snapshot.id.in_([one["snapshot"] for one in used.values()])
            )
        )
        budgets = {key: kept for key, kept in rows}
    return {
        number: {
            "course": one["course"],
            "time": one["time"],
            "budget": budgets.get(one["snapshot"]),
        }
        for number, one in used.items()
    }


def _applications(session: Session, used: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an auditor finds an application by, and the digest of what it had handed in."""
    rows = session.execute(
        select(
            Application.id,
            Application.receipt_number,
            Application.project_name,
            Snapshot.digest,
            Snapshot.files,
            Snapshot.applicant["name"].as_string(),
        )
        .join(Filing, Filing.application_id == Application.id)
        .join(Snapshot, Snapshot.filing_id == Filing.id)
        .where(Snapshot.id.in_([one["snapshot"] for one in used.values()]))
        .order_by(Application.id)
    )
    return {
        str(row.id): {
            "receipt_number": row.receipt_number,
            "project": row.project_name,
            "organisation": row[5],
            "snapshot": row.digest,
            "files": sorted(file["sha256"] for file in row.files),
        }
        for row in rows
    }


def _decisions(session: Session, call_id: int) -> list[dict[str, Any]]:
    """Give the released decisions on who is selected, each line with its departure's reason."""
    decisions = session.scalars(
        select(Decision)
        .where(
            Decision.call_id == call_id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(Decision.id)
    ).all()
    return [
        {
            "kessai_number": one.kessai_number,
            "kessai_on": one.kessai_on and one.kessai_on.isoformat(),
            "document_number": one.document_number,
            "issued_on": one.issued_on and one.issued_on.isoformat(),
            "lines": [
                {
                    "application": line.application_id,
                    "outcome": line.outcome.value,
                    "amount": line.amount,
                    "departs": line.departs,
                }
                for line in session.scalars(
                    select(DecisionLine)
                    .where(DecisionLine.decision_id == one.id)
                    .order_by(DecisionLine.application_id)
                )
            ],
        }
        for one in decisions
    ]
