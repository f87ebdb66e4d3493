"""A scheme's form as a blank sheet: the same declaration as the web form's, on paper."""

from collections.abc import Iterable

from koubo.papers.forms import BlankForm, BlankQuestion, BlankSection, BlankTable
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import Question
from koubo.schemes.rules import Course, Scheme

APPLICANT = ("団体の名称", "所在地", "代表者の氏名", "電話番号・メール")
ROOM = {"date": "date", "yen": "yen", "declaration": "tick", "files": "papers"}
CHARACTERS_IN_A_LINE = 80
"""As people type them; by hand half as many fit, and the rest goes on a sheet of its own."""
MOST_LINES = 14
EXPENSE_ROWS, INCOME_ROWS, GROUP_ROWS = 8, 5, 4
REST, KIND, AMOUNT, TICK = 0, 36, 28, 16
"""Widths of columns (mm)."""
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
                tuple(_question(scheme, course, each) for each in one.questions),
            )
            for one in form.sections
        ),
    )


def _question(scheme: Scheme, course: Course, question: Question) -> BlankQuestion:
    kind = ROOM.get(question.kind, "lines")
    choices = YES_NO if question.kind == "yes_no" else question.choices
    return BlankQuestion(
        label=question.label,
        support=question.support,
        required=question.required,
        kind="choice" if choices and kind == "lines" else kind,
        lines=_lines(question),
        length=question.max_length,
        choices=choices,
        statement=_statement(question.statement),
        tables=_tables(scheme, course, question),
    )


def _statement(statement: Figure[str] | None) -> str:
    """Give what is declared; a text that the city has not confirmed says so on paper too."""
    if statement is None:
        return ""
    return statement.value + ("【要確認】" if statement.to_confirm else "")


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
