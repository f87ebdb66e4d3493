"""A declared form to boxes and back: what was typed comes back as it was typed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from builders import a_budget
from koubo.plugins import load
from koubo.problems import Problem
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.questions import Column, Publish, Question
from koubo_web.forms.filing_form import read_form, shown_form
from koubo_web.forms.places import places_of

COLUMNS = ("data", "errors", "process", "name")
QUESTIONS = (
    Question("name", "line", "事業の名称"),
    Question("begins", "date", "開始日"),
    Question("budget", "budget", "収支予算"),
    Question("papers", "files", "書類"),
    Question("pledge", "declaration", "誓約"),
    Question("plan", "line", "計画", publish=Publish.ASK),
    Question("sum", "computed", "合計", sum=("table.errors",)),
    # Columns may bear names that a form of WTForms has itself.
    Question("table", "rows", "表", columns=tuple(Column(one, "line", one) for one in COLUMNS)),
)
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
FILLED = TYPED.filter(str.strip)


def proposal() -> Form:
    scheme = load().catalog.installed("kurashiki")
    return scheme.form_for(FilingKind.PROPOSAL, scheme.course("kurashiki.collab_prep"))


def posted(form: BaseForm) -> MultiDict[str, str]:
    """Give what a browser sends for a form as it is drawn; an unticked box is not sent."""
    fields: MultiDict[str, str] = MultiDict()

    def gather(field: Any) -> None:
        inner = getattr(field, "form", None) or getattr(field, "entries", None)
        if inner is None:
            if field.data or not field.name.endswith("-ineligible"):
                fields.add(field.name, field.data or "")
            return
        for one in inner:
            gather(one)

    for field in form:
        gather(field)
    return fields


@given(
    name=TYPED,
    day=st.fixed_dictionaries({"year": TYPED, "month": TYPED, "day": TYPED}),
    expenses=st.lists(
        st.fixed_dictionaries(
            {
                "category": TYPED,
                "item": TYPED,
                "amount": FILLED,
                "unit_price": st.sampled_from(["", "19,800"]),
                "ineligible": st.sampled_from(["", "はい"]),
            }
        ),
        max_size=5,
    ),
    incomes=st.lists(
        st.fixed_dictionaries({"kind": TYPED, "item": TYPED, "amount": FILLED}), max_size=5
    ),
    lines=st.lists(
        st.fixed_dictionaries({**dict.fromkeys(COLUMNS, TYPED), "name": FILLED}), max_size=3
    ),
    consent=st.sampled_from(["", "はい"]),
)
def test_what_was_typed_comes_back_to_the_letter(
    name: str,
    day: dict[str, str],
    expenses: list[Any],
    incomes: list[Any],
    lines: list[Any],
    consent: str,
) -> None:
    draft = {
        "name": name,
        "begins": day,
        "budget": {"expenses": expenses, "incomes": incomes},
        "pledge": "はい",
        "plan": name,
        "plan.publish": consent,
        "table": lines,
    }

    assert read_form(QUESTIONS, posted(shown_form(QUESTIONS, draft))) == draft


def test_an_empty_post_gives_blank_answers_and_no_files() -> None:
    assert read_form(QUESTIONS, MultiDict()) == {
        "name": "",
        "begins": {"year": "", "month": "", "day": ""},
        "budget": {"expenses": [], "incomes": []},
        "pledge": "",
        "plan": "",
        "plan.publish": "",
        "table": [],
    }


def test_blank_lines_between_are_kept_and_those_at_the_end_are_not() -> None:
    boxes = MultiDict(
        {
            f"budget-expenses-{line}-{cell}": text
            for line, amount in enumerate(["", "100", "", " "])
            for cell, text in (("category", ""), ("item", ""), ("amount", amount))
        }
    )

    read = read_form(QUESTIONS, boxes)["budget"]["expenses"]

    assert [row["amount"] for row in read] == ["", "100"]


def test_a_character_that_cannot_be_stored_is_replaced() -> None:
    assert read_form(QUESTIONS, MultiDict({"name": "a\0b"}))["name"] == "a\ufffdb"


def test_a_problem_stands_at_its_box() -> None:
    form = proposal()
    places = places_of(
        form,
        [
            Problem("answer", "金額を直してください。", "budget.expenses.2.amount"),
            Problem("answer", "種類を選んでください。", "budget.incomes.0.kind"),
            Problem("answer", "収入と支出が合いません。", "budget"),
            Problem("answer", "名称を入力してください。", "project_name"),
            Problem("answer", "全体のこと。"),
        ],
    )

    assert [(one.field, one.section) for one in places.problems] == [
        ("field-budget-expenses-2-amount", "money"),
        ("field-budget-incomes-0-category", "money"),
        ("question-budget", "money"),
        ("field-project_name", "project"),
        ("", ""),
    ]
    assert places.problems[0].message == "支出の3行目：金額を直してください。"
    assert places.cells("budget-expenses") == {"budget-expenses-2-amount": "金額を直してください。"}


def test_the_boxes_of_a_budget_bear_the_names_that_problems_lead_to() -> None:
    form = proposal()
    draft = {"budget": a_budget()}

    names = set(posted(shown_form(form.questions(), draft)))

    assert {"budget-expenses-0-amount", "budget-incomes-1-category"} < names
