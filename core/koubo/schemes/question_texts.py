"""What a form says around its questions, the same on the web, on paper and in a 募集要項."""

from koubo.schemes.forms import Form
from koubo.schemes.questions import Question
from koubo.schemes.rows import least_rows, most_rows
from koubo.schemes.sums import MINUS, PLUS, part_of

CONSENT_LABEL = "この内容を、市のホームページなどで公開してよい"
VERBS = {"files": "添付して", "declaration": "印を付けて"}
"""What one does with a question that is not written on."""


def condition_text(form: Form, question: Question) -> str:
    """Say when a question is asked: 「Ｘ」で「はい」を選んだ場合だけ; empty if always."""
    when = question.when
    if when is None:
        return ""
    asker = form.question(when.question)
    values = "か".join(f"「{one}」" for one in when.values)
    return f"「{asker.label if asker else when.question}」で{values}を選んだ場合だけ"


def condition_guide(form: Form, question: Question) -> str:
    """Tell when to answer, in a whole sentence; empty if always."""
    told = condition_text(form, question)
    return f"{told}{VERBS.get(question.kind, '記入して')}ください。" if told else ""


def formula_text(form: Form, question: Question) -> str:
    """Write a sum in names: 会費 ＋ 寄附 － 参加費; empty where nothing is computed."""
    added = PLUS.join(_name(form, one) for one in question.sum)
    return added + "".join(f"{MINUS}{_name(form, one)}" for one in question.minus)


def rows_text(question: Question) -> str:
    """Say how many lines a table may have."""
    least, most = least_rows(question), most_rows(question)
    return f"{least}行以上、{most}行まで" if least > 1 else f"{most}行まで"


def _name(form: Form, name: str) -> str:
    found = part_of(form, name)
    if found is None:
        return name
    question, column = found
    return question.label if column is None else f"{question.label}の{column.label}の合計"
