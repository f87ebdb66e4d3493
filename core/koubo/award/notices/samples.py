"""A made-up letter of a kind, to look at a form before anything is decided."""

from datetime import date

from koubo.award.notices.word_forms import WORD_NAMES
from koubo.papers.letters import Letter
from koubo.schemes.letters import PLACEHOLDERS, LetterKind, fill
from koubo.schemes.rules import Scheme
from koubo.schemes.standard_letters import STANDARD_LETTERS

SAMPLE_DAY = date(2026, 4, 1)


def sample_letter(scheme: Scheme, kind: LetterKind) -> Letter:
    """Give a letter in the scheme's words, in which each placeholder shows its own meaning."""
    template = scheme.letters.get(kind) or STANDARD_LETTERS[kind]
    values = {name: f"〔{WORD_NAMES[name]}〕" for name in PLACEHOLDERS}
    return Letter(
        form_number=template.form_number.value,
        document_number="〔文書番号〕",
        issued_on=SAMPLE_DAY,
        addressee=("〔所在地〕", "〔団体名〕", "〔代表者〕　様"),
        sender=(f"{scheme.city}長　〔氏名〕",),
        seal=template.seal.value,
        title=fill(template.title, values),
        opening=fill(template.opening, values),
        items=tuple((label, fill(text, values)) for label, text in template.items),
        paragraphs=tuple(fill(text, values) for text in template.paragraphs),
        conditions=tuple(fill(text, values) for text in template.conditions),
        appeal=scheme.appeal if template.appeal else "",
        contact=scheme.contact,
        draft=False,
        working=("〔算定の内訳〕",),
        values=tuple(values.items()),
    )
