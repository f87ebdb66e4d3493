"""協定書 of an award at the officer's desk: text, signatures, scan, and the paper to print."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.grants.actions.agreements import (
    keep_agreement_scan,
    record_signatures,
    save_agreement,
)
from koubo.award.grants.agreement_paper import agreement_paper
from koubo.award.grants.agreements import agreement_use, first_text, newest_agreement, scan_of
from koubo.award.grants.schemas import read_agreement, read_signatures
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.papers.agreements import print_agreement
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.award_words import AGREEMENT_NAMES, AgreementUse
from koubo_web.access import seat
from koubo_web.desks.files import stored_file
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import boxes, errors_by_field
from koubo_web.forms.grant_forms import AgreementForm, SignaturesForm
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

NO_FILE = Problem("no_file", "スキャンのファイルを選んでください。", field="scan")


@desk.get("/awards/<int:award_id>/agreement")
@seat(SeatKind.OFFICER)
def agreement(award_id: int) -> ResponseReturnValue:
    """Show the agreement of an award: its text, who signed, the scan."""
    return _page(load_award(unit_of_work().session, actor(), award_id))


@desk.post("/awards/<int:award_id>/agreement")
@seat(SeatKind.OFFICER)
def write_agreement(award_id: int) -> ResponseReturnValue:
    """Keep the text of the agreement."""
    work, who = unit_of_work(), actor()
    typed = AgreementForm(formdata=request.form).typed
    try:
        save_agreement(
            work,
            site().catalog,
            who,
            award_id,
            text=read_agreement(typed),
            version=version_of(request.form),
        )
    except Problems as wrong:
        award = load_award(work.session, who, award_id)
        return _page(award, text=typed, problems=wrong.problems), 422
    flash("文面を保存しました。", "success")
    return redirect(url_for("officer.agreement", award_id=award_id), 303)


@desk.post("/awards/<int:award_id>/agreement/signatures")
@seat(SeatKind.OFFICER)
def sign_agreement(award_id: int) -> ResponseReturnValue:
    """Record who signed on which day."""
    work, who = unit_of_work(), actor()
    typed = SignaturesForm(formdata=request.form).typed
    try:
        record_signatures(
            work,
            site().catalog,
            who,
            award_id,
            signed=read_signatures(typed),
            version=version_of(request.form),
        )
    except Problems as wrong:
        award = load_award(work.session, who, award_id)
        return _page(award, signed=typed, problems=wrong.problems), 422
    flash("署名を記録しました。", "success")
    return redirect(url_for("officer.agreement", award_id=award_id), 303)


@desk.post("/awards/<int:award_id>/agreement/scan")
@seat(SeatKind.OFFICER)
def keep_scan_of_agreement(award_id: int) -> ResponseReturnValue:
    """Keep the scan of the signed paper."""
    work, who = unit_of_work(), actor()
    sent = request.files.get("scan")
    try:
        if sent is None or not sent.filename:
            raise Problems([NO_FILE])
        keep_agreement_scan(
            work,
            site().catalog,
            site().files,
            who,
            award_id,
            name=sent.filename,
            stream=sent.stream,  # type: ignore[arg-type]
        )
    except Problems as wrong:
        award = load_award(work.session, who, award_id)
        return _page(award, problems=wrong.problems), 422
    flash("スキャンを保存しました。", "success")
    return redirect(url_for("officer.agreement", award_id=award_id), 303)


@desk.get("/awards/<int:award_id>/agreement.pdf")
@seat(SeatKind.OFFICER)
def agreement_pdf(award_id: int) -> ResponseReturnValue:
    """Print the agreement, to be signed by both."""
    session = unit_of_work().session
    award = load_award(session, actor(), award_id)
    found = newest_agreement(session, award_id)
    if found is None:
        raise NotFound
    paper = agreement_paper(session, site().catalog, award, found)
    name = f"{found.title} {award.application.receipt_number}"
    return pdf_answer(print_agreement(paper), name)


@desk.get("/awards/<int:award_id>/agreement/scan")
@seat(SeatKind.OFFICER)
def agreement_scan(award_id: int) -> ResponseReturnValue:
    """Send the scan of the signed agreement."""
    session = unit_of_work().session
    load_award(session, actor(), award_id)
    found = newest_agreement(session, award_id)
    scan = scan_of(found)
    return stored_file(scan, name=scan.name)


def _page(
    award: Award,
    *,
    text: dict[str, Any] | None = None,
    signed: dict[str, Any] | None = None,
    problems: tuple[Problem, ...] = (),
) -> str:
    session, catalog = unit_of_work().session, site().catalog
    standing = newest_agreement(session, award.id)
    use = agreement_use(catalog, award)
    shown = standing if standing is not None else first_text(session, catalog, award)
    names = ("title", "document_number", "group_part", "city_part", "from_on", "to_on")
    return render_template(
        "officer/grants/agreement.html",
        award=award,
        standing=standing,
        use=AGREEMENT_NAMES[use],
        made=use is not AgreementUse.NONE,
        text=text or {name: _typed(getattr(shown, name)) for name in names},
        signed=signed or _signed(standing),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _signed(standing: Any) -> dict[str, Any]:
    if standing is None:
        return SignaturesForm().typed
    return {
        "group_on": _typed(standing.group_signed_on) or {},
        "group_signer": standing.group_signer,
        "city_on": _typed(standing.city_signed_on) or {},
        "city_signer": standing.city_signer,
    }


def _typed(value: Any) -> Any:
    """Give a value as its field takes it."""
    if value is None:
        return ""
    return boxes(value) if hasattr(value, "year") else value
