"""The files that came with a section: those ticked are taken off, those chosen are kept."""

from collections.abc import Set

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
        amiss, kept = keep_sent(work.filing.id, question.id, question.id, own)
        problems.extend(amiss)
        for name in kept:
            if notice := file_name(name).notice:
                flash(notice, "info-1")
    return problems


def keep_sent(
    filing_id: int, question_id: str, field: str, own: Set[int]
) -> tuple[list[Problem], list[str]]:
    """Take off and keep what one field of the form sent; give what is amiss, and what was kept.

    :param field: the name of the field in the form
    :param own: ids of the files that stand at the question, and may be taken off
    """
    problems, kept = list[Problem](), list[str]()
    for attachment_id in request.form.getlist(f"{field}-remove", type=int):
        if attachment_id in own:
            remove_file(unit_of_work(), actor(), attachment_id)
    for sent in request.files.getlist(field):
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
        else:
            kept.append(sent.filename)
    return problems, kept
