"""Files whose questions do not hang together: conditions, tables, sums, readings, consents."""

from schemes.broken import Expected, broken
from schemes.small import EVERY_WORD

PROJECT, PEOPLE = (f"forms.proposal.sections.{place}.questions" for place in range(2))
FILES, ROWS, NET, KANA = f"{PROJECT}.9", f"{PROJECT}.10", f"{PROJECT}.11", f"{PEOPLE}.1"
WHEN = "when: {question: bylaws_kept, is: [はい]}"
COLUMNS = EVERY_WORD[
    EVERY_WORD.index("            columns:\n") : EVERY_WORD.index("          - {id: net,")
]
NET_LINE = "{id: net, kind: computed, label: 差引き, sum: [steps.cost], minus: [fee]}"
KANA_LINE = "          - {id: leader_kana, kind: kana, label: 代表者のフリガナ, of: leader}\n"

# fmt: off
QUESTIONS = [
    broken("condition on nothing", WHEN, "when: {question: bylaws_made, is: [はい]}", "not_asked_before", f"{FILES}.when.question"),
    broken("condition on a later question", WHEN, "when: {question: pledge, is: [はい]}", "not_asked_before", f"{FILES}.when.question"),
    broken("condition on a text", WHEN, "when: {question: plan, is: [はい]}", "not_comparable", f"{FILES}.when.question"),
    broken("condition that is never met", WHEN, "when: {question: field, is: [防災, 観光]}", "never_so", f"{FILES}.when.is.1"),
    broken("condition without answers", WHEN, "when: {question: bylaws_kept, is: []}", "at_least_one", f"{FILES}.when.is"),
    broken("condition with a key that there is not", WHEN, "when: {question: bylaws_kept, not: [はい]}", "unknown_key", f"{FILES}.when.not",
           "when: {question: bylaws_kept", Expected("missing", f"{FILES}.when.is", "when: {question: bylaws_kept")),
    broken("condition on what some courses are not asked", "{id: bylaws_kept, kind: yes_no, label: 規約がありますか}",
           "{id: bylaws_kept, kind: yes_no, label: 規約がありますか, courses: [main, mixed, enrol]}", "asked_elsewhere",
           f"{FILES}.when.question", "id: bylaws,"),
    broken("budget that hangs on an answer", "label: 収支予算書}", "label: 収支予算書, when: {question: field, is: [防災]}}",
           "never_conditional", f"{PEOPLE}.6.when"),
    broken("publish that is no word", "publish: ask", "publish: たぶん", "choose", f"{PROJECT}.1.publish"),
    broken("consent to publish a file", "types: [pdf]", "types: [pdf], publish: ask", "no_consent", f"{FILES}.publish"),
    broken("table without columns", COLUMNS, "            columns: []\n", "no_columns", ROWS, "- id: steps",
           Expected("no_number", f"{NET}.sum.0", "id: net")),
    broken("column of a kind that cells cannot be", "{id: what, kind: line", "{id: what, kind: text", "choose", f"{ROWS}.columns.1.kind"),
    broken("two columns of one name", "{id: what, kind", "{id: day, kind", "used_twice", f"{ROWS}.columns.1.id", "{id: day, kind: line"),
    broken("column of choices without any", ", choices: [屋外, 屋内]}", "}", "no_choices", f"{ROWS}.columns.2", "{id: kind"),
    broken("column that offers a choice twice", "choices: [屋外, 屋内]", "choices: [屋外, 屋外]", "listed_twice", f"{ROWS}.columns.2.choices.1"),
    broken("more lines than any table has", "max_rows: 10", "max_rows: 101", "too_high", f"{ROWS}.max_rows"),
    broken("least lines above the most", "min_rows: 1", "min_rows: 11", "rows_out_of_order", f"{ROWS}.min_rows"),
    broken("lines of what is no table", "{id: fee, kind: yen,", "{id: fee, kind: yen, max_rows: 3,", "other_kind", f"{PROJECT}.2.max_rows"),
    broken("sum of nothing", NET_LINE, "{id: net, kind: computed, label: 差引き}", "no_sum", NET),
    broken("sum of what is not there", "sum: [steps.cost]", "sum: [steps.price]", "no_number", f"{NET}.sum.0"),
    broken("sum of a text", "sum: [steps.cost]", "sum: [plan]", "no_number", f"{NET}.sum.0"),
    broken("sum of itself", "minus: [fee]}", "minus: [net]}", "no_number", f"{NET}.minus.0"),
    broken("sum of what comes later", "minus: [fee]}", "minus: [members]}", "no_number", f"{NET}.minus.0"),
    broken("yen less people", "minus: [fee]}", "minus: [steps.people]}", "mixed_sum", f"{NET}.minus.0"),
    broken("sum that takes away what it adds", "minus: [fee]}", "minus: [steps.cost]}", "listed_twice", f"{NET}.minus.0"),
    broken("sum of what is typed", "{id: fee, kind: yen,", "{id: fee, kind: yen, sum: [steps.cost],", "other_kind", f"{PROJECT}.2.sum"),
    broken("answer that cannot be taken over", "questions: [{id: budget, kind: budget, label: 予算書}]",
           "questions: [{id: budget, kind: budget, label: 予算書}, {id: field, kind: line, label: 分野}]", "asked_otherwise",
           "forms.grant_application.sections.0.questions.1.kind", "label: 予算書}, {id: field"),
    broken("reading away from its name", KANA_LINE, KANA_LINE.replace("of: leader", "of: members"), "reading_not_below", f"{KANA}.of"),
    broken("reading that is no kana", KANA_LINE, KANA_LINE.replace("kind: kana", "kind: line"), "other_kind", f"{KANA}.of"),
]
# fmt: on
