"""倉敷市 市民企画提案事業: the scheme file, and the one rule that it cannot say."""

from collections.abc import Iterator
from importlib.resources import files

from koubo.api import (
    Answer,
    Course,
    EligibilityCase,
    Finding,
    Line,
    Problem,
    Scheme,
    Working,
    hookimpl,
    load_scheme,
)

COLLABORATIVE = frozenset({"kurashiki.citizen_proposal", "kurashiki.city_theme"})
"""協働事業部門: the plan is made together with the 市担当課 before it is filed
(広報くらしき 2024年11月号, 特集2)."""


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give the scheme with its four courses and its golden cases."""
    here = files("koubo_kurashiki")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / "kurashiki.yaml").read_bytes(), cases=cases)]


@hookimpl
def koubo_eligibility_findings(course: Course, case: EligibilityCase) -> Iterator[Finding]:
    """Ask the collaborative courses for the department that plans together with the group."""
    if course.id not in COLLABORATIVE:
        return
    partner = case.partner_department
    told = (
        f"共同で計画した担当課：{partner}" if partner else "共同で計画した担当課の記入がありません"
    )
    yield Finding(
        "joint_plan",
        "市の担当課と共同で計画している",
        Answer.MET if partner else Answer.NOT_MET,
        Working((Line(told),)),
        None
        if partner
        else Problem(
            "no_department_partner",
            "協働事業部門は、市の担当課と一緒に計画してから提出します。"
            "「一緒に計画した市の担当課」を選んでください。",
            field="partner_department",
        ),
    )
