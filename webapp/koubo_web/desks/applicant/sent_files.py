"""The files that came with a section: those ticked are taken off, those chosen are kept."""

from collections.abc import Mapping, Set

from flask import flash, request

from koubo.applications.actions.attaching import SentFile, attach_files, remove_file
from koubo.applications.file_names import file_name
from koubo.problems import Problem
from koubo.schemes.forms import Section
from koubo_web.desks.applicant.section_page import Work
from koubo_web.requests import actor, site, unit_of_work


def keep_files(work: Work, section: Section) -> tuple[Problem, ...]:
    """Take off what was ticked and keep what was chosen; give what could not be kept.

    Where a name was changed on the way its owner is told.
    """
    asked = [one for one in work.writable_in(section) if one.kind == "files"]
    own = {one.id for one in work.attachments}
    return keep_sent(work.filing.id, {one.id: one.id for one in asked}, own)


def keep_sent(filing_id: int, fields: Mapping[str, str], own: Set[int]) -> tuple[Problem, ...]:
    """Take off and keep what some fields of the form sent; give what is amiss.

    :param fields: question by the name of its field in the form
    :param own: ids of the files that stand there, and may be taken off
    """
    for field in fields:
        for attachment_id in request.form.getlist(f"{field}-remove", type=int):
            if attachment_id in own:
                remove_file(unit_of_work(), actor(), attachment_id)
    sent = [
        SentFile(question_id, one.filename, one.stream)  # type: ignore[arg-type]
        for field, question_id in fields.items()
        for one in request.files.getlist(field)
        if one.filename
    ]
    if not sent:
        return ()
    found = attach_files(unit_of_work(), site().catalog, site().files, actor(), filing_id, sent)
    for one in found.taken:
        if notice := file_name(one.name).notice:
            flash(notice, "info-1")
    return found.problems
