"""The request for consent as whoever holds its link opens it; only a button answers it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.consenting import OPEN, answer_consent
from koubo.applications.consent_rules import CONSENT_NAMES, ConsentState
from koubo.applications.consents import request_by_token
from koubo.applications.rules import ApplicationState
from koubo.problems import NotFound, Problem, Problems
from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import site, unit_of_work

AGREE, REFUSE = "agree", "refuse"
CHOOSE = "「同意する」か「同意しない」のボタンを押してください。"


@desk.get("/consents/<token>")
@public
def consent(token: str) -> ResponseReturnValue:
    """Say who asks for what; a link that works no more says what to do."""
    return _page(token)


@desk.post("/consents/<token>")
@public
def answer_for_partner(token: str) -> ResponseReturnValue:
    """Keep the answer."""
    said = request.form.get("answer", "")
    try:
        if said not in (AGREE, REFUSE):
            raise Problems([Problem("answer", CHOOSE, "")])
        typed = clean(dict(request.form))
        answer_consent(unit_of_work(), token, agrees=said == AGREE, typed=typed)
    except Problems as wrong:
        return _page(token, wrong.problems)
    except NotFound:
        return _page(token)
    flash("答えを記録しました。応募する団体の画面に出ます。", "success")
    return redirect(url_for("public.consent", token=token), 303)


def _page(token: str, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    try:
        found = request_by_token(unit_of_work().session, token)
    except NotFound:
        return render_template("public/consent_gone.html"), 404
    application = found.filing.application
    scheme = site().catalog.of(application.call.release)
    is_open = found.filing.state in OPEN and application.state is not ApplicationState.WITHDRAWN
    page = render_template(
        "public/consent.html",
        token=token,
        consent=found.consent,
        application=application,
        call=application.call,
        scheme=scheme,
        state=CONSENT_NAMES[found.consent.state],
        is_answered=found.consent.state is not ConsentState.ASKED,
        is_open=is_open,
        typed=request.form,
        problems=problems,
        errors=errors_by_field(problems),
    )
    return page, 422 if problems else 200
