"""Organisations that may be one: shown with the reason; a person says which, and merges."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.lifecycle.merge_rules import merging_of
from koubo.lifecycle.merging import merge_organisations
from koubo.people.duplicates import PAGE, all_duplicates, keep_apart, pair_of
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.ledger_records import course_titles, known_schemes_by_id, title_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import UNKNOWN

FILLED_UP = {
    "kana": "ふりがな",
    "kind": "団体の種類",
    "address": "所在地",
    "phone": "電話番号",
    "representative_title": "代表者の役職",
    "representative": "代表者の氏名",
    "members": "構成員の人数",
    "established_on": "設立した日",
    "corporate_number": "法人番号",
    "in_city": "市内の拠点",
}


@desk.get("/organisations/duplicates")
@seat(SeatKind.OFFICER)
def duplicates() -> ResponseReturnValue:
    """List the pairs that may be one, with the reason."""
    after = tuple(request.args.get(name, 0, type=int) for name in ("one", "other"))
    found = all_duplicates(
        unit_of_work().session, actor(), after=(after[0], after[1]), limit=PAGE + 1
    )
    shown, next_url = one_page(
        found,
        PAGE,
        lambda last: url_for("officer.duplicates", one=last.one.id, other=last.other.id),
    )
    return render_template(
        "officer/organisations/duplicates.html",
        pairs=shown,
        next_url=next_url,
    )


@desk.get("/organisations/<int:organisation_id>/same-as/<int:other_id>")
@seat(SeatKind.OFFICER)
def compare(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Show two organisations side by side, with what merging would do; the first one stays."""
    return _page(organisation_id, other_id)


@desk.post("/organisations/<int:organisation_id>/same-as/<int:other_id>/apart")
@seat(SeatKind.OFFICER)
def say_apart(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Record that two organisations are not one."""
    pair_of(unit_of_work().session, actor(), organisation_id, other_id)
    keep_apart(
        unit_of_work(),
        actor(),
        organisation_id,
        other_id,
        reason=str(clean(request.form.get("reason"))),
    )
    flash("別の団体として記録しました。この組み合わせは、もう表示しません。", "success")
    return redirect(url_for("officer.duplicates"), 303)


@desk.post("/organisations/<int:organisation_id>/same-as/<int:other_id>")
@seat(SeatKind.OFFICER)
def merge(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """Let the other organisation's records move to the first."""
    try:
        merge_organisations(
            unit_of_work(),
            actor(),
            organisation_id,
            other_id,
            versions=(_version("version"), _version("other_version")),
            reason=str(clean(request.form.get("reason"))),
        )
    except Problems as wrong:
        return _page(organisation_id, other_id, wrong.problems), 422
    flash("2つの記録を1つの団体に統合しました。両方のメンバーにメールで知らせます。", "success")
    return redirect(url_for("officer.organisation", organisation_id=organisation_id), 303)


def _version(name: str) -> int:
    return request.form.get(name, UNKNOWN, type=int)


def _page(organisation_id: int, other_id: int, problems: Sequence[Problem] = ()) -> str:
    session = unit_of_work().session
    merging = merging_of(session, actor(), organisation_id, other_id)
    schemes = known_schemes_by_id(session, site().catalog)
    titles = course_titles(schemes.values())
    return render_template(
        "officer/organisations/merge.html",
        merging=merging,
        stays=merging.pair.one,
        goes=merging.pair.other,
        twice=[
            (title_of(titles, schemes, course_id), year) for course_id, year in merging.awards_twice
        ],
        filled_up=[FILLED_UP[one] for one in merging.filled_up],
        reason=request.form.get("reason", ""),
        problems=problems,
        errors=errors_by_field(problems),
    )
