"""The letters of a decision: each to look at and to open in Word, all in one go, issued anew."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.queries.decisions import decision_page
from koubo.award.notices.actions.batches import ask_letter_batch, cancel_letter_batch
from koubo.award.notices.actions.reissuing import MOST_REASON, reissue_notice
from koubo.award.notices.batches import BatchForm, safe_name
from koubo.award.notices.letters import letters_of, notice_letter
from koubo.award.notices.queries.issued_letters import (
    LETTERS_JOB,
    BatchLine,
    batch_of,
    batches_of,
    decision_of_notice,
    load_reissue,
    reissued_letter,
    reissues_of,
)
from koubo.award.notices.word_forms import word_of_letter
from koubo.award.policy import load_decision, load_notice_for_staff
from koubo.award.rules import LETTER_OF
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problems
from koubo.storage.job_models import JobState
from koubo.storage.jobs import LIVE, load_job
from koubo_web.access import seat
from koubo_web.desks.award_words import decision_name, outcome_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import ReasonForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import letter_answer
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.stored_files import made_answer, stored_answer

FORM_NAMES = {
    BatchForm.ZIP: "1通ずつのPDF（ZIP）",
    BatchForm.PRINT: "まとめて印刷するPDF",
    BatchForm.WORD: "1通ずつのWord（ZIP）",
}
STATE_TAGS = {
    JobState.WAITING: ("順番待ち", "blue"),
    JobState.RUNNING: ("作成中", "yellow"),
    JobState.DONE: ("作成済み", "green"),
    JobState.FAILED: ("失敗", "red"),
    JobState.CANCELLED: ("中止", "grey"),
}


@desk.get("/decisions/<int:decision_id>/letters")
@seat(SeatKind.OFFICER)
def decision_letters(decision_id: int) -> ResponseReturnValue:
    """Show every letter of a decision, and what can be done with all of them."""
    session, who = unit_of_work().session, actor()
    page = decision_page(session, who, decision_id)
    return render_template(
        "officer/grants/letters.html",
        page=page,
        name=decision_name(page.row.kind),
        outcomes={one.id: outcome_tag(one.outcome) for one in page.lines},
        forms=[(form.value, name) for form, name in FORM_NAMES.items()],
        batches=[_told(one) for one in batches_of(session, who, decision_id)],
        reissues=reissues_of(session, who, decision_id),
    )


def _told(one: BatchLine) -> tuple[BatchLine, str, tuple[str, str]]:
    return one, FORM_NAMES[BatchForm(one.form)], STATE_TAGS[one.state]


@desk.get("/decisions/<int:decision_id>/letters/<int:line_id>.docx")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def decision_word(decision_id: int, line_id: int) -> ResponseReturnValue:
    """Give the letter of one line as a Word file: a draft before the release, as issued after."""
    session, who, files = unit_of_work().session, actor(), site().files
    page = decision_page(session, who, decision_id)
    line = next((one for one in page.lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    found = load_decision(session, who, decision_id)
    if line.notice_id is not None:
        letter = notice_letter(load_notice_for_staff(session, who, line.notice_id))
    else:
        drafts = letters_of(session, site().catalog, found, draft=True)
        letter = next(one.letter for one in drafts if one.line_id == line_id)
    word = word_of_letter(session, files, letter, LETTER_OF[line.outcome], found.call.scheme_id)
    start = "案" if letter.draft else "通知書"
    return made_answer(word, f"{start}_{safe_name(line.receipt_number)}.docx")


@desk.post("/decisions/<int:decision_id>/letters/batches")
@seat(SeatKind.OFFICER)
def ask_letters(decision_id: int) -> ResponseReturnValue:
    """Ask for all letters in one go."""
    wanted = request.form.get("form", "")
    form = next((one for one in BatchForm if one.value == wanted), BatchForm.ZIP)
    job_id = ask_letter_batch(unit_of_work(), site().catalog, actor(), decision_id, form=form)
    return redirect(url_for("officer.letter_batch", decision_id=decision_id, job_id=job_id), 303)


@desk.get("/decisions/<int:decision_id>/letters/batches/<int:job_id>")
@seat(SeatKind.OFFICER)
def letter_batch(decision_id: int, job_id: int) -> ResponseReturnValue:
    """Show how far a batch is; the page renews itself while it is made."""
    session, who = unit_of_work().session, actor()
    batch = batch_of(session, who, decision_id, job_id)
    _, form, tag = _told(batch)
    return render_template(
        "officer/grants/letter_batch.html",
        decision_id=decision_id,
        batch=batch,
        form=form,
        tag=tag,
        is_live=batch.state in LIVE,
    )


@desk.get("/decisions/<int:decision_id>/letters/batches/<int:job_id>/file")
@seat(SeatKind.OFFICER)
def letter_batch_file(decision_id: int, job_id: int) -> ResponseReturnValue:
    """Give the file of a finished batch."""
    session = unit_of_work().session
    load_decision(session, actor(), decision_id)
    job = load_job(session, job_id, kind=LETTERS_JOB, subject_id=decision_id)
    if job.key is None:
        raise NotFound
    return stored_answer(site().files, job.key, job.name)


@desk.post("/decisions/<int:decision_id>/letters/batches/<int:job_id>/cancel")
@seat(SeatKind.OFFICER)
def cancel_letters(decision_id: int, job_id: int) -> ResponseReturnValue:
    """Stop a batch."""
    cancel_letter_batch(unit_of_work(), actor(), decision_id, job_id)
    flash("通知書の作成を中止しました。", "success")
    return redirect(url_for("officer.decision_letters", decision_id=decision_id), 303)


@desk.get("/notices/<int:notice_id>/reissue")
@seat(SeatKind.OFFICER)
def confirm_reissue(notice_id: int) -> ResponseReturnValue:
    """Ask why a letter is handed out once more."""
    return _reissue_page(notice_id, ReasonForm())


@desk.post("/notices/<int:notice_id>/reissue")
@seat(SeatKind.OFFICER)
def reissue(notice_id: int) -> ResponseReturnValue:
    """Record it, and lead back to the letters, where it can be printed."""
    form, work, who = ReasonForm(formdata=request.form), unit_of_work(), actor()
    try:
        reissue_notice(work, who, notice_id, reason=form.typed["reason"])
    except Problems as found:
        return _reissue_page(notice_id, form, found), 422
    notice = load_notice_for_staff(work.session, who, notice_id)
    decision_id = decision_of_notice(work.session, notice).id
    flash("再発行を記録しました。下の「再発行の記録」から印刷できます。", "success")
    return redirect(url_for("officer.decision_letters", decision_id=decision_id), 303)


def _reissue_page(notice_id: int, form: ReasonForm, found: Problems | None = None) -> str:
    session = unit_of_work().session
    notice = load_notice_for_staff(session, actor(), notice_id)
    decision = decision_of_notice(session, notice)
    problems = found.problems if found else ()
    return render_template(
        "officer/grants/reissue.html",
        notice=notice,
        decision_id=decision.id,
        typed=form.typed,
        most=MOST_REASON,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/reissues/<int:reissue_id>.pdf")
@seat(SeatKind.OFFICER)
def reissued(reissue_id: int) -> ResponseReturnValue:
    """Show a letter that was issued once more: the same, with its mark, at every time."""
    made, notice = load_reissue(unit_of_work().session, actor(), reissue_id)
    name = safe_name(f"再発行_{notice.title}_{notice.document_number}_{made.number}")
    return letter_answer(reissued_letter(made, notice), name)
