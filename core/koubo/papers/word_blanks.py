"""Blank forms (様式) as Word files: to be written on by hand, or typed into without this site."""

from koubo.papers.forms import BlankForm, BlankQuestion, BlankTable
from koubo.papers.word_layout import CENTER, LARGE, RIGHT, SMALL, WordPaper

LABEL_WIDTH = 48
"""Of the column that names a question (mm), as in print."""
ROW = 9
"""Room for one line by hand (mm)."""
MORE = "書ききれないときは、別の紙に続けて書いてください。"
ROOMS = {
    "date": "　　　　年　　　月　　　日",
    "yen": "　　　　　　　　　　　　円",
    "papers": "□ 添付しました（　　　枚・部）",
}


def blank_word(form: BlankForm) -> bytes:
    """Give the form as a Word file with the same questions in the same order as the printed one."""
    paper = WordPaper(form.title, form.issuer, margin=20)
    if form.form_number:
        paper.line(form.form_number, size=SMALL)
    paper.line(form.title, CENTER, size=LARGE, above=12)
    paper.line("　　　　年　　　月　　　日", RIGHT)
    paper.line(f"（あて先）{form.addressee}")
    paper.table((), [(one, "") for one in form.applicant], (LABEL_WIDTH, 0), height=ROW)
    paper.line(MORE, size=SMALL)
    for section in form.sections:
        paper.heading(section.title)
        if section.intro:
            paper.line(section.intro, size=SMALL)
        short: list[tuple[str, str]] = []
        for question in section.questions:
            if question.tables:
                _write_rows(paper, short)
                _write_tables(paper, question)
            else:
                short.append((_label(question), _room(question)))
        _write_rows(paper, short)
    return paper.content()


def _write_rows(paper: WordPaper, rows: list[tuple[str, str]]) -> None:
    if rows:
        paper.table((), rows, (LABEL_WIDTH, 0), height=ROW)
        rows.clear()


def _label(question: BlankQuestion) -> str:
    return question.label if question.required else f"{question.label}（任意）"


def _room(question: BlankQuestion) -> str:
    """Give what stands in the cell: how to fill it in, then the room."""
    guide = [one for one in (question.when, question.support) if one]
    if question.kind == "choice":
        room = "　".join(f"□ {one}" for one in question.choices)
    elif question.kind == "tick":
        room = f"□ {question.statement}"
    elif question.kind == "lines":
        room = "\n" * question.lines
    else:
        room = ROOMS.get(question.kind, "")
    length = f"（{question.length}字まで）" if question.length else ""
    consent = f"□ {question.consent}" if question.consent else ""
    return "\n".join((*guide, room, *(one for one in (length, consent) if one)))


def _write_tables(paper: WordPaper, question: BlankQuestion) -> None:
    paper.line(_label(question), gothic=True, above=6)
    for words in (question.when, question.support):
        if words:
            paper.line(words, size=SMALL)
    for table in question.tables:
        _write_table(paper, table)
    if question.consent:
        paper.line(f"□ {question.consent}", size=SMALL)


def _write_table(paper: WordPaper, table: BlankTable) -> None:
    if table.title:
        paper.line(table.title, gothic=True)
    if table.note:
        paper.line(table.note, size=SMALL)
    rows = [("",) * len(table.columns)] * table.rows
    lines = [*rows, table.foot] if table.foot else rows
    paper.table(table.columns, lines, table.widths, height=ROW)
