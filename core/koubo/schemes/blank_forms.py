"""A scheme's form as a blank sheet: the same declaration as the web form's, on paper."""

from collections.abc import Iterable

from koubo.papers.forms import BlankForm, BlankQuestion, BlankSection, BlankTable
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.question_texts import CONSENT_LABEL, condition_guide, formula_text
from koubo.schemes.questions import Column, Question
from koubo.schemes.rows import most_rows, totalled
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.sums import unit_kind

APPLICANT = ("団体の名称", "所在地", "代表者の氏名", "電話番号・メール")
ROOM = {"date": "date", "yen": "yen", "declaration": "tick", "files": "papers", "kana": "kana"}
CHARACTERS_IN_A_LINE = 80
"""As people type them; by hand half as many fit, and the rest goes on a sheet of its own."""
MOST_LINES = 14
EXPENSE_ROWS, INCOME_ROWS, GROUP_ROWS, OWN_ROWS = 8, 5, 4, 10
REST, KIND, AMOUNT, DAY, COUNT, TICK = 0, 36, 28, 34, 20, 16
"""Widths of columns (mm)."""
WIDTHS = {"yen": AMOUNT, "whole": COUNT, "date": DAY, "choice": KIND}
YES_NO = ("はい", "いいえ")


def blank_form(scheme: Scheme, course: Course, kind: FilingKind) -> BlankForm:
    """Give a form as one course is asked it; KeyError if the scheme has none of the kind."""
    form = scheme.form_for(kind, course)
    several = len(scheme.open_courses) > 1
    return BlankForm(
        form_number=form.form_number,
        title=f"{scheme.title}　{form.title}" + (f"（{course.title}）" if several else ""),
        issuer=scheme.city,
        addressee=f"{scheme.city}長",
        applicant=APPLICANT,
        sections=tuple(
            BlankSection(
                one.title,
                one.intro,
                tuple(_question(scheme, course, form, each) for each in _by_hand(one.questions)),
            )
            for one in form.sections
        ),
    )


def _by_hand(questions: Iterable[Question]) -> list[Question]:
    """Give the questions in the order of paper: how a name is read stands above the name."""
    ordered: list[Question] = []
    for one in questions:
        above = one.kind == "kana" and one.of and ordered and ordered[-1].id == one.of
        ordered.insert(len(ordered) - 1 if above else len(ordered), one)
    return ordered


def _question(scheme: Scheme, course: Course, form: Form, question: Question) -> BlankQuestion:
    kind = ROOM.get(question.kind, "lines")
    if question.kind == "computed" and unit_kind(form, question) == "yen":
        kind = "yen"
    choices = YES_NO if question.kind == "yes_no" else question.choices
    formula = formula_text(form, question)
    condition = condition_guide(form, question)
    return BlankQuestion(
        label=question.label,
        support="　".join(one for one in (question.support, formula) if one),
        required=question.required,
        kind="choice" if choices and kind == "lines" else kind,
        lines=_lines(question),
        length=question.max_length,
        choices=choices,
        statement=_statement(question.statement),
        tables=_tables(scheme, course, question),
        when=f"※{condition}" if condition else "",
        consent=CONSENT_LABEL if question.asks_consent else "",
    )


def _statement(statement: Figure[str] | None) -> str:
    """Give what is declared; a text that the city has not confirmed says so on paper too."""
    if statement is None:
        return ""
    return statement.value + ("（市が確認中）" if statement.to_confirm else "")


def _lines(question: Question) -> int:
    """Give as many lines as the longest answer needs, within a third of a page."""
    if question.kind != "text":
        return 1
    return min(max(question.max_length // CHARACTERS_IN_A_LINE, 4), MOST_LINES)


def _tables(scheme: Scheme, course: Course, question: Question) -> tuple[BlankTable, ...]:
    if question.kind == "groups":
        roles = (("役割", KIND),) if question.choices else ()
        note = f"役割：{'、'.join(question.choices)}" if question.choices else ""
        return (_table("", (("団体の名称", REST), *roles), GROUP_ROWS, note),)
    if question.kind == "rows":
        return (_own_table(question),)
    if question.kind != "budget":
        return ()
    priced = course.funding.priced_categories
    price = (("単価（円）", AMOUNT),) if priced else ()
    expenses = (
        ("費目", KIND),
        ("内容・内訳", REST),
        *price,
        ("金額（円）", AMOUNT),
        ("対象外", TICK),
    )
    incomes = (("収入の種類", KIND), ("内容・内訳", REST), ("金額（円）", AMOUNT))
    return (
        _table("支出", expenses, EXPENSE_ROWS, _categories(scheme, course)),
        _table("収入", incomes, INCOME_ROWS, f"収入の種類：{'、'.join(INCOME_NAMES.values())}"),
    )


def _own_table(question: Question) -> BlankTable:
    """Give a table with the file's own columns; where nothing takes the rest, the last one does."""
    widths = [WIDTHS.get(one.kind, REST) for one in question.columns]
    if REST not in widths:
        widths[-1] = REST
    summed = totalled(question)
    foot = ["合計" if one in summed else "" for one in question.columns]
    notes = (f"{one.label}：{'、'.join(one.choices)}" for one in question.columns if one.choices)
    return BlankTable(
        title="",
        columns=tuple(_head(one) for one in question.columns),
        widths=tuple(widths),
        rows=max(question.min_rows, min(most_rows(question), OWN_ROWS)),
        note="\n".join(notes),
        foot=tuple(foot) if summed else (),
    )


def _head(column: Column) -> str:
    unit = column.unit or ("円" if column.kind == "yen" else "")
    return f"{column.label}（{unit}）" if unit else column.label


def _table(title: str, columns: Iterable[tuple[str, int]], rows: int, note: str) -> BlankTable:
    names, widths = zip(*columns, strict=True)
    return BlankTable(title, names, widths, rows, note)


def _categories(scheme: Scheme, course: Course) -> str:
    """Say what the web form lets one choose from."""
    told = f"費目：{'、'.join(scheme.categories_of(course))}"
    if priced := course.funding.priced_categories:
        told += f"\n{'・'.join(priced)}は、1つあたりの値段（単価）も書いてください。"
    if scheme.costs.not_allowed:
        told += f"\n対象外の費目：{'、'.join(scheme.costs.not_allowed)}"
    return told
