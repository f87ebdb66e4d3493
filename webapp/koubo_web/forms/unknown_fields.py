"""What a browser sends that the form does not have: it is not stored, and the person is told.

A page of an earlier release, still open in some tab, may hold a question that is gone. What belongs to
a question of the form is kept all the same, so nothing is refused as a whole.
"""

import re
from collections.abc import Iterable, Iterator

from koubo.schemes.forms import Form
from koubo.schemes.questions import Question
from koubo_web.forms.filing_form import column_box

OF_THE_PAGE = frozenset({"csrf_token", "version", "do", "next"})
"""Fields that every page of ours may send beside its questions."""
OWN_MARKS = (":", "keep-")
"""What the page's own fields begin with; no question's id does."""
LINE = re.compile(r"-[0-9]+-")
MOST_NAMED, LONGEST = 5, 40
CELLS = {
    "expenses": ("category", "item", "amount", "unit_price", "ineligible"),
    "incomes": ("category", "item", "amount"),
}


def unknown_fields(form: Form, sent: Iterable[str]) -> tuple[str, ...]:
    """Give the names that no question of the form has, each once, in the order they were sent."""
    known = {name for question in form.questions() for name in _names(question)}
    return tuple(
        dict.fromkeys(
            name
            for name in sent
            if name not in OF_THE_PAGE
            and not name.startswith(OWN_MARKS)
            and LINE.sub("-0-", name, count=1) not in known
        )
    )


def told_unknown(names: tuple[str, ...]) -> str:
    """Say which they are; a page that sends thousands names a few."""
    shown = "、".join(f"「{one[:LONGEST]}」" for one in names[:MOST_NAMED])
    more = f"ほか{len(names) - MOST_NAMED}件" if len(names) > MOST_NAMED else ""
    return (
        f"この書類にない項目が送られました：{shown}{more}（保存していません）。"
        "ほかの項目は保存しました。前から開いていた画面のときは、ページを読み込み直してください。"
    )


def _names(question: Question) -> Iterator[str]:
    """Give the names of a question's boxes, those of a table in its first line."""
    if question.asks_consent:
        yield question.consent_key
    match question.kind:
        case "computed":
            return
        case "date":
            yield from (f"{question.id}-{part}" for part in ("year", "month", "day"))
        case "budget":
            for table, cells in CELLS.items():
                yield from (f"{question.id}-{table}-0-{cell}" for cell in cells)
        case "groups":
            yield from (f"{question.id}-rows-0-{cell}" for cell in ("name", "role"))
        case "rows":
            yield from (column_box(question.id, 0, one.id) for one in question.columns)
        case "files":
            yield question.id
            yield from (f"{question.id}-{part}" for part in ("kept", "remove"))
        case _:
            yield question.id
