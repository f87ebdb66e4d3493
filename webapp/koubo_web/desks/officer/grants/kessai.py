"""The 決裁 of a drafted decision: what goes to it as one archive, and what comes back from it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.actions.kessai import record_kessai
from koubo.award.decisions.dossier import dossier_of
from koubo.award.decisions.dossier_files import dossier_archive
from koubo.award.schemas import read_kessai
from koubo.people.rules import SeatKind
from koubo.problems import Problems
from koubo_web.access import seat
from koubo_web.desks.officer.awards.decisions import decision_answer
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import KessaiForm
from koubo_web.printing import press
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.stored_files import made_answer
from koubo_web.versions import version_of

RECORDED = "決裁を記録しました。通知書案に日付と文書番号が入りました。別の施行担当が施行できます。"


@desk.post("/decisions/<int:decision_id>/kessai")
@seat(SeatKind.OFFICER)
def enter_kessai(decision_id: int) -> ResponseReturnValue:
    """Record the 決裁 of a drafted decision, or mend it."""
    typed = KessaiForm(formdata=request.form).typed
    try:
        record_kessai(
            unit_of_work(),
            site().catalog,
            actor(),
            decision_id,
            kessai=read_kessai(typed),
            version=version_of(request.form),
        )
    except Problems as found:
        return decision_answer(decision_id, typed, found.problems), 422
    flash(RECORDED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


@desk.get("/decisions/<int:decision_id>/dossier.zip")
@seat(SeatKind.OFFICER)
def decision_dossier(decision_id: int) -> ResponseReturnValue:
    """Give everything that goes to the 決裁 of a decision as one archive."""
    work = unit_of_work()
    dossier = dossier_of(work.session, site().catalog, actor(), decision_id)
    name = f"起案一式_{dossier.title}_{dossier.call}.zip"
    return made_answer(dossier_archive(press(), dossier), name)
