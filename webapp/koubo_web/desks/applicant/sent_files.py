"""The files that came with a section: those ticked are taken off, those chosen are kept."""

from flask import flash, request

from koubo.applications.actions.attaching import attach_file, remove_file
from koubo.applications.file_names import file_name
from koubo.problems import Problem, Problems
from koubo.schemes.forms import Section
from koubo_web.desks.applicant.section_page import Work
from koubo_web.requests import actor, site, unit_of_work


def keep_files(work: Work, section: Section) -> list[Problem]:
    """Take off what was ticked and keep what was chosen; give what could not be kept.

    Where a name was changed on the way its owner is told.
    """
    problems = list[Problem]()
    for question in work.writable_in(section):
        if question.kind != "files":
            continue
        own = {one.id for one in work.attachments if one.question_id == question.id}
        for attachment_id in request.form.getlist(f"{question.id}-remove", type=int):
            if attachment_id in own:
                remove_file(unit_of_work(), actor(), attachment_id)
        problems.extend(_attach(work.filing.id, question.id))
    return problems


def _attach(filing_id: int, question_id: str) -> list[Problem]:
    problems = list[Problem]()
    for sent in request.files.getlist(question_id):
        if not sent.filename:
            continue
        try:
            attach_file(
                unit_of_work(),
                site().catalog,
                site().files,
                actor(),
                filing_id,
                question_id=question_id,
                name=sent.filename,
                stream=sent.stream,  # type: ignore[arg-type]
            )
        except Problems as found:
            problems.extend(found.problems)
            continue
        if notice := file_name(sent.filename).notice:
            flash(notice, "info-1")
    return problems
