"""A scheme's form as a blank sheet: the same declaration as the web form's, on paper."""

from koubo.papers.forms import BlankForm, BlankQuestion, BlankSection, BlankTable
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import Question
from koubo.schemes.rules import Course, Scheme

APPLICANT = ("団体の名称", "所在地", "代表者の氏名", "電話番号・メール")
ROOM = {"date": "date", "yen": "yen", "declaration": "tick", "files": "papers"}
CHARACTERS_IN_A_LINE = 80
"""As people type them; by hand half as many fit, and the rest goes on a sheet of its own."""
MOST_LINES = 14
EXPENSE_ROWS, INCOME_ROWS, GROUP_ROWS = 8, 5, 4
YES_NO = ("はい", "いいえ")


def blank_form(scheme: Scheme, course: Course, kind: FilingKind) -> BlankForm:
    """Give a form as one course is asked it; KeyError if the scheme has none of the kind."""
    form = scheme.form_for(kind, course)
    return BlankForm(
        form_number=form.form_number,
        title=f"{scheme.title}　{form.title}",
        issuer=scheme.city,
        addressee=f"{scheme.city}長",
        applicant=APPLICANT,
        sections=tuple(
            BlankSection(
                one.title, one.intro, tuple(_question(course, each) for each in one.questions)
            )
            for one in form.sections
        ),
    )


def _question(course: Course, question: Question) -> BlankQuestion:
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
        statement=question.statement.value if question.statement else "",
        tables=_tables(course, question),
    )


def _lines(question: Question) -> int:
    """Give as many lines as the longest answer needs, within a third of a page."""
    if question.kind != "text":
        return 1
    return min(max(question.max_length // CHARACTERS_IN_A_LINE, 4), MOST_LINES)


def _tables(course: Course, question: Question) -> tuple[BlankTable, ...]:
    if question.kind == "groups":
        columns = ("団体の名称", "役割") if question.choices else ("団体の名称",)
        return (BlankTable("", columns, 0, GROUP_ROWS),)
    if question.kind != "budget":
        return ()
    price = ("単価（円）",) if course.funding.priced_categories else ()
    expenses = ("費目", "内容・内訳", *price, "金額（円）", "対象外")
    incomes = ("収入の種類", "内容・内訳", "金額（円）")
    return (
        BlankTable("支出", expenses, 1, EXPENSE_ROWS),
        BlankTable("収入", incomes, 1, INCOME_ROWS),
    )
