"""The papers of a scheme in words: what each form asks, and what each letter says."""

from collections.abc import Iterator, Mapping

from koubo.schemes.explaining.entries import Entry, Part, entry
from koubo.schemes.forms import Form
from koubo.schemes.letters import ISSUED, SEAL_NAMES, LetterTemplate
from koubo.schemes.question_texts import condition_text, formula_text
from koubo.schemes.questions import Publish, Question
from koubo.schemes.rules import Scheme

KINDS: Mapping[str, str] = {
    "line": "1行で書く",
    "text": "文章で書く",
    "yen": "金額",
    "whole": "数",
    "date": "年月日",
    "yes_no": "はい・いいえ",
    "department": "市の担当課を選ぶ",
    "budget": "収入と支出の表",
    "files": "添付する書類",
    "ages": "全員の年齢",
    "groups": "団体の一覧",
    "kana": "ひらがなかカタカナで書く",
    "rows": "行を増やせる表",
    "computed": "自動で計算される額",
}
"""What a question asks for, where its file says nothing more."""
PUBLISHED: Mapping[Publish, str] = {
    Publish.NO: "",
    Publish.YES: "公開する項目",
    Publish.ASK: "公開してよいかを応募者に尋ねる項目",
}


def form_part(form: Form) -> Part:
    """Give every question of a form."""
    key = f"form.{form.kind.value}"
    number = entry(f"{key}.number", "様式番号", form.form_number) if form.form_number else None
    questions = (_question(key, form, one) for one in form.questions())
    return Part(f"提出する書類：{form.title}", (*((number,) if number else ()), *questions))


def letters_part(scheme: Scheme) -> Part:
    """Give the letters with their form numbers, and their texts for comparing."""
    letters = tuple(one for letter in scheme.letters.values() for one in _letter(letter))
    return Part("市が出す通知", letters)


def _question(key: str, form: Form, question: Question) -> Entry:
    statement = question.statement
    told = [
        statement.value if statement else question.support,
        condition_text(form, question),
        "" if question.required or question.kind == "computed" else "任意",
        f"{question.max_length}字まで" if question.max_length else "",
        "・".join(question.choices),
        "・".join(one.label for one in question.columns),
        formula_text(form, question),
        "一部のコースだけ" if question.courses else "",
        PUBLISHED[question.publish],
    ]
    text = "。".join(one.rstrip("。") for one in told if one) or KINDS.get(question.kind, "")
    return entry(f"{key}.{question.id}", question.label, text, statement)


def _letter(letter: LetterTemplate) -> Iterator[Entry]:
    key = f"letter.{letter.kind.value}"
    yield entry(f"{key}.number", letter.title, letter.form_number.value, letter.form_number)
    if letter.kind in ISSUED:
        yield entry(f"{key}.seal", "公印", SEAL_NAMES[letter.seal.value], letter.seal)
    for number, text in enumerate(letter.conditions):
        yield entry(f"{key}.condition.{number}", "条件", text)
