"""Saving by itself: static/js/autosave.js sends a section's texts while somebody is typing.

No rule is asked and no page is drawn: on the last day hundreds of people come here every few
seconds. Files are not sent; they are kept when the person presses 「保存する」.
"""

from collections.abc import Mapping

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from koubo.applications.drafting import Mark, Overtaken, fingerprint
from koubo.applications.facts import Asked
from koubo.applications.models import Filing
from koubo.applications.policy import load_own_filing
from koubo.calendar import JST
from koubo.problems import NotFound
from koubo.schemes.forms import Form
from koubo.schemes.questions import question_of
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.sections import keep_typed
from koubo_web.forms.filing_form import Draft, read_form
from koubo_web.forms.seen import SHOWN, page_of, shown_text
from koubo_web.requests import actor, now, site, unit_of_work


@desk.post("/filings/<int:filing_id>/<section_id>/autosave")
@signed_in
def autosave(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Keep what was typed so far; say when, what the page now shows, and what is kept back."""
    filing = load_own_filing(unit_of_work().session, actor(), filing_id)
    form = Asked.of(site().catalog, filing).form
    section = form.section(section_id)
    if section is None:
        raise NotFound
    typed = read_form(section.questions, request.form)
    overtaken: Mapping[str, Mark] = {}
    try:
        keep_typed(filing_id, typed, request.form)
    except Overtaken as stale:
        overtaken = stale.fields
    return jsonify(
        message=f"{now().astimezone(JST):%H:%M}に保存しました",
        fields={SHOWN: _shown(filing, typed)},
        conflict=_conflict(form, overtaken),
    )


def _shown(filing: Filing, typed: Draft) -> str:
    """Give what the page shows of the draft: its own texts as far as they are kept now."""
    shown = dict(page_of(request.form).shown)
    for key in shown.keys() & typed.keys():
        kept = fingerprint(filing.draft.get(key))
        if kept == fingerprint(typed[key]):
            shown[key] = kept
    return shown_text(shown)


def _conflict(form: Form, overtaken: Mapping[str, Mark]) -> str:
    changed = {question_of(key) for key in overtaken}
    labels = [one.label for one in form.questions() if one.id in changed]
    if not labels:
        return ""
    return (
        f"ほかの人が{''.join(f'「{one}」' for one in labels)}を変更しました。あなたの入力は、"
        "この画面に残っています。「保存する」を押すと、両方を見比べて選べます。"
    )
