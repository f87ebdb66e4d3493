"""Letters in the watched city that were made in one go, issued anew, and a form of its own."""

from io import BytesIO

from award_builders import SETTLED, press
from builders import City
from koubo.award.notices.actions.batches import ask_letter_batch
from koubo.award.notices.actions.reissuing import reissue_notice
from koubo.award.notices.actions.word_forms import keep_letter_form
from koubo.award.notices.batches import BatchForm, work_letters
from koubo.award.notices.queries.issued_letters import LETTERS_JOB
from koubo.papers.word_letters import starter_form
from koubo.schemes.letters import LetterKind
from koubo.storage.jobs import JobWork, claim_job

LETTER_FORM_PAGES = """
    officer.letter_forms officer.keep_form officer.starter officer.letter_form_file
    officer.letter_form_sample officer.retire_form officer.scheme_papers officer.scheme_paper_pdf
    officer.scheme_paper_word officer.scheme_papers_zip
"""
BATCH_PAGES = "officer.letter_batch officer.letter_batch_file officer.cancel_letters"


def add_letters(city: City, decision_id: int, notice_id: int) -> dict[str, int]:
    """Give the numbers by name.

    :param decision_id: a released one
    :param notice_id: one of its letters
    """
    officer = city.actor("officer", SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        batch = ask_letter_batch(uow, city.catalog, officer, decision_id, form=BatchForm.ZIP)
        claim = claim_job(uow, [LETTERS_JOB])
        assert claim is not None
        work = JobWork(
            city.database, city.files, claim, clock=lambda: SETTLED, stopping=lambda: False
        )
        work_letters(work, city.catalog, press())
        reissue = reissue_notice(uow, officer, notice_id, reason="紛失したため")
        form = keep_letter_form(
            uow,
            city.files,
            officer,
            scheme_id="kurashiki",
            kind=LetterKind.SETTLED,
            name="様式.docx",
            stream=BytesIO(starter_form("額の確定の通知")),
        )
    return {"letter_batch": batch, "reissue": reissue, "letter_form": form}
