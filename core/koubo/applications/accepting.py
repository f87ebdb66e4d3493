"""What stands against accepting an application (受理): asked by the action and by its dry run."""

from collections.abc import Sequence

from koubo.applications.findings import not_met, unknown
from koubo.applications.lacking import lacking
from koubo.applications.models import Snapshot
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Finding
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.questions import question_of
from koubo.schemes.rules import Course, Scheme


def acceptance_problems(
    scheme: Scheme, course: Course, found: Sequence[Finding], snapshot: Snapshot
) -> list[Problem]:
    """Say why an application may not be accepted as it was handed in; nothing if it may."""
    problems = [one.problem for one in not_met(found) if one.problem]
    problems += _still_lacking(scheme.form_for(FilingKind.PROPOSAL, course), snapshot)
    return problems + [
        Problem("unknown", f"「{one.title}」をまだ確かめていません。", field=one.rule)
        for one in unknown(found)
    ]


def _still_lacking(form: Form, snapshot: Snapshot) -> list[Problem]:
    """Name what a paper lacks, which has to be mended before it is accepted."""
    labels = {one.id: one.label for one in form.questions()}
    fields = dict.fromkeys(question_of(one.field) for one in lacking(snapshot))
    return [
        Problem(
            "lacking",
            f"紙で届いた書類の「{labels.get(field, '全体')}」に、足りないか直すところがあります。"
            "補正を依頼するか、団体の同意を得て職権で訂正してください。",
            "lacking",
        )
        for field in fields
    ]
