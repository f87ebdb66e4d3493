"""Letters as Word files: from the city's own form, or in a plain layout where it has none.

Both are filled from the same `Letter` as the PDF. What a form may name is a flat list of texts and
of lists of texts; their content is put in as it is and never evaluated.
"""

from collections.abc import Mapping
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from koubo.papers.letters import Letter, Seal
from koubo.papers.word_layout import CENTER, LARGE, RIGHT, SIZE, SMALL, WordPaper, plain_signs

LETTER_PARTS: Mapping[str, str] = {
    "form_number": "様式番号（様式第○号（第○条関係））",
    "document_number": "文書番号",
    "issued_on": "通知書の日付（令和○年○月○日）",
    "address": "宛先の所在地",
    "addressee_name": "宛先の団体名",
    "addressee_person": "宛先の代表者（職　氏名　様）",
    "sender": "発信者（職　氏名）",
    "seal_note": "公印の表示（（公印省略）など。公印を押す通知書では空）",
    "title": "標題",
    "opening": "本文",
    "mark": "再発行の表示（再発行でなければ空）",
    "draft_mark": "案の表示（施行の前は「案」、施行のあとは空）",
}
"""Texts of every letter, beside the placeholders of its kind."""
LETTER_LISTS: Mapping[str, str] = {
    "addressee": "宛先の行（所在地、団体名、代表者）",
    "paragraphs": "本文に続く段落",
    "items": "記書きの行（項目名　内容）",
    "conditions": "条件",
    "appeal": "教示（見出しと本文。教示のない通知書では空）",
    "contact": "問合せ先（見出しと行）",
    "working": "算定の内訳の行",
}
"""What has several lines: {%p for line in conditions %} … {%p endfor %}."""
SEAL_NOTES = {Seal.SEALED: "", Seal.OMITTED: "（公印省略）", Seal.ELECTRONIC: "（電子署名）"}
DIGITS = "０１２３４５６７８９"


def word_values(letter: Letter) -> dict[str, str | list[str]]:
    """Give what every name of a form stands for in a letter."""
    address, name, person = (*letter.addressee, "", "", "")[:3]
    texts = {
        **dict(letter.values),
        "form_number": letter.form_number,
        "document_number": letter.numbered,
        "issued_on": letter.dated,
        "address": address,
        "addressee_name": name,
        "addressee_person": person,
        "sender": "\n".join(letter.sender),
        "seal_note": SEAL_NOTES[letter.seal],
        "title": letter.title,
        "opening": letter.opening,
        "mark": letter.mark,
        "draft_mark": "案" if letter.draft else "",
    }
    lists = {
        "addressee": letter.addressee,
        "paragraphs": letter.paragraphs,
        "items": tuple(f"{label}　　{value}" for label, value in letter.items),
        "conditions": letter.conditions,
        "appeal": ("教示", *letter.appeal.splitlines()) if letter.appeal else (),
        "contact": ("問合せ先", *letter.contact) if letter.contact else (),
        "working": letter.working,
    }
    return {
        **{name: plain_signs(text) for name, text in texts.items()},
        **{name: [plain_signs(one) for one in each] for name, each in lists.items()},
    }


def sealed_off() -> SandboxedEnvironment:
    """Give the only surroundings in which a form is filled: no loader, nothing but its values."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def fill_word(form: bytes, letter: Letter, known: Mapping[str, str]) -> bytes:
    """Fill a checked form from a letter.

    :param known: the placeholders of the letter's kind; one that an old letter lacks stays empty
    """
    template = DocxTemplate(BytesIO(form))
    values = dict.fromkeys(known, "") | word_values(letter)
    template.render(values, sealed_off(), autoescape=True)
    filled = BytesIO()
    template.save(filled)
    return filled.getvalue()


def plain_word(letter: Letter) -> bytes:
    """Give a letter as a Word file in our own plain layout."""
    paper = WordPaper(letter.title.replace("\n", ""), "　".join(letter.sender))
    for mark in (letter.mark, "案" if letter.draft else ""):
        if mark:
            paper.line(mark, RIGHT, size=SMALL, gothic=True)
    if letter.form_number:
        paper.line(letter.form_number, size=SMALL)
    paper.lines([one for one in (letter.numbered, letter.dated) if one], RIGHT)
    paper.line()
    paper.lines(letter.addressee, indent=1)
    paper.line()
    note = SEAL_NOTES[letter.seal]
    paper.lines((*letter.sender, *((note,) if note else ())), RIGHT)
    paper.line(letter.title, CENTER, size=LARGE, above=24)
    paper.line()
    for text in (letter.opening, *letter.paragraphs):
        paper.lines(f"　{one.strip()}" for one in text.splitlines() if one.strip())
    _write_items(paper, letter)
    for heading, lines in (("教示", letter.appeal.splitlines()), ("問合せ先", letter.contact)):
        if lines:
            paper.heading(heading)
            paper.lines(lines, size=SMALL)
    if letter.working:
        paper.page_break()
        paper.line("別紙", RIGHT)
        paper.line("算定の内訳", CENTER, size=13)
        rows = [(counted(number), one) for number, one in enumerate(letter.working, start=1)]
        paper.table(("順", "算定"), rows, (12, 0))
    return paper.content()


def _write_items(paper: WordPaper, letter: Letter) -> None:
    if not (letter.items or letter.conditions):
        return
    paper.line("記", CENTER, above=12)
    for number, (label, value) in enumerate(letter.items, start=1):
        paper.line(f"{counted(number)}　{label}　　{value}")
    if letter.conditions:
        paper.line(f"{counted(len(letter.items) + 1)}　条件")
        for number, one in enumerate(letter.conditions, start=1):
            paper.line(f"（{counted(number)}）　{one}", indent=1)


def counted(number: int) -> str:
    """Write a number as 公用文 does: one digit wide, more of them narrow."""
    return DIGITS[number] if number < len(DIGITS) else str(number)


def starter_form(title: str) -> bytes:
    """Give a form to begin from: our plain layout, with every part as a placeholder."""
    paper = WordPaper(title)
    paper.line("{{ mark }}{{ draft_mark }}", RIGHT, size=SMALL, gothic=True)
    paper.line("{{ form_number }}", size=SMALL)
    paper.lines(("{{ document_number }}", "{{ issued_on }}"), RIGHT)
    paper.line()
    _loop(paper, "addressee", "{{ line }}", indent=1)
    paper.line()
    paper.lines(("{{ sender }}", "{{ seal_note }}"), RIGHT)
    paper.line("{{ title }}", CENTER, size=LARGE, above=24)
    paper.line()
    paper.line("　{{ opening }}")
    _loop(paper, "paragraphs", "　{{ line }}")
    paper.line("記", CENTER, above=12)
    _loop(paper, "items", "・{{ line }}")
    _loop(paper, "conditions", "・{{ line }}", indent=1)
    _loop(paper, "appeal", "{{ line }}", size=SMALL)
    _loop(paper, "contact", "{{ line }}", size=SMALL)
    _loop(paper, "working", "{{ line }}", size=SMALL)
    return paper.content()


def _loop(paper: WordPaper, name: str, line: str, *, size: float = SIZE, indent: float = 0) -> None:
    paper.line(f"{{%p for line in {name} %}}")
    paper.line(line, size=size, indent=indent)
    paper.line("{%p endfor %}")
