"""Files whose forms, review or letters are wrong, or lacking."""

from schemes.broken import Expected, broken
from schemes.small import EVERY_WORD

PROJECT, PEOPLE = (f"forms.proposal.sections.{place}.questions" for place in range(2))
BUDGET = "          - {id: budget, kind: budget, label: 収支予算書}\n"
NAMED = (
    "          - {id: project_name, kind: line, label: 事業の名称, max_length: 40, publish: はい}\n"
)
REPORT = EVERY_WORD[EVERY_WORD.index("  report:\n") : EVERY_WORD.index("criteria:\n")]
SELECTION = EVERY_WORD[EVERY_WORD.index("selection:\n") : EVERY_WORD.index("changes:\n")]
STAGE = "{id: stage, title: 公開審査, method: presentation, panel: 審査委員会, criteria: [public, able], courses: [main, falling, mixed]"
STAGES = EVERY_WORD[EVERY_WORD.index("stages:\n") : EVERY_WORD.index("selection:\n")]
PAPERS = "courses: [main, falling, mixed], waived_for"
GATE = "{id: consulted_on, kind: date, label: 相談した日, gate: consultation}"

# fmt: off
FORMS = [
    broken("unknown kind of question", "kind: text, label: 内容", "kind: essay, label: 内容", "choose", f"{PROJECT}.1.kind"),
    broken("choice without choices", ", choices: [防災, 福祉]", "", "no_choices", f"{PROJECT}.5", "id: field"),
    broken("choice offered twice", "choices: [防災, 福祉]", "choices: [防災, 福祉, 防災]", "listed_twice", f"{PROJECT}.5.choices.2"),
    broken("declaration that declares nothing", ", statement: 暴力団と関係がありません。", "", "no_statement", f"{PEOPLE}.7", "id: pledge"),
    broken("two questions of one name", "{id: plan,", "{id: project_name,", "used_twice", f"{PROJECT}.1.id", "label: 内容",
           Expected("not_in_proposal", "publication.answers.0", "answers: [plan]")),
    broken("two pages of one name", "      - id: people", "      - id: project", "used_twice", "forms.proposal.sections.1.id", "- id: project", nth=2),
    broken("question for an unknown course", "fact: member_ages, courses: [main]", "fact: member_ages, courses: [main, third]",
           "unknown_course", f"{PEOPLE}.4.courses.1"),
    broken("question for a course named twice", "fact: member_ages, courses: [main]", "fact: member_ages, courses: [main, main]",
           "listed_twice", f"{PEOPLE}.4.courses.1"),
    broken("fact that is none", "fact: residents", "fact: citizens", "choose", f"{PEOPLE}.3.fact"),
    broken("fact told by a text", "{id: members, kind: whole", "{id: members, kind: text", "other_kind", f"{PEOPLE}.2.fact"),
    broken("ages told by a number", "{id: ages, kind: ages", "{id: ages, kind: whole", "other_kind", f"{PEOPLE}.4.fact"),
    broken("gate told by a text", "{id: consulted_on, kind: date", "{id: consulted_on, kind: text", "other_kind", f"{PROJECT}.4.gate"),
    broken("fact told twice", "{id: starts_on, kind: date, label: 開始日}", "{id: starts_on, kind: whole, label: 人数, fact: members}",
           "asked_twice", f"{PEOPLE}.2", "id: members"),
    broken("gate told twice", "{id: starts_on, kind: date, label: 開始日}", "{id: starts_on, kind: date, label: 開始日, gate: consultation}",
           "asked_twice", f"{PROJECT}.4", GATE),
    broken("fact told where no rule reads it", "{id: wish, kind: text, label: 希望}", "{id: wish, kind: whole, label: 人数, fact: members}",
           "only_in_proposal", "forms.participation.sections.0.questions.0.fact"),
    broken("two budgets", BUDGET, BUDGET + "          - {id: more, kind: budget, label: もう一つ}\n",
           "asked_twice", f"{PEOPLE}.7", "id: more"),
    broken("no budget", BUDGET, "", "no_budget", "forms.proposal", "  proposal:"),
    broken("no budget for a course", BUDGET, BUDGET.replace("}", ", courses: [main, mixed]}"), "no_budget", "forms.proposal", "  proposal:"),
    broken("no name", NAMED, "", "no_project_name", "forms.proposal", "  proposal:"),
    broken("no report", REPORT, "", "missing", "forms.report", "forms:"),
    # Review
    broken("no selection", SELECTION, "", "missing", "selection", "id: every"),
    broken("criterion used twice", "criteria: [public, able]", "criteria: [public, able, public]", "listed_twice", "stages.1.criteria.2"),
    broken("two criteria of one name", "{id: able,", "{id: public,", "used_twice", "criteria.1.id", "実現性",
           Expected("unknown_criterion", "stages.1.criteria.1", "id: stage")),
    broken("unknown criterion", "criteria: [public, able]", "criteria: [public, abel]", "unknown_criterion", "stages.1.criteria.1"),
    broken("veto of an unknown criterion", "{criterion: public, at_most", "{criterion: publik, at_most", "unknown_criterion", "selection.vetoes.0.criterion"),
    broken("tie-breaker without its criterion", "{by: smaller_request}", "{by: criterion}", "only_with_criterion", "selection.tie_breakers.value.1"),
    broken("no scale", "lowest: 0, highest: 10", "lowest: 10, highest: 10", "no_scale", "criteria.1.highest"),
    broken("too few labels", "lowest: 1, highest: 3", "lowest: 1, highest: 4", "anchors", "criteria.0.anchors"),
    broken("evaluation without a scale", "lowest: 1, highest: 5", "lowest: 5, highest: 5", "no_scale", "evaluations.0.highest"),
    broken("stage for an unknown course", PAPERS, "courses: [main, falling, mixed, third], waived_for", "unknown_course", "stages.0.courses.3"),
    broken("two stages of one name", "{id: papers, title", "{id: stage, title", "used_twice", "stages.1.id", "公開審査",
           Expected("unknown_stage", "stages.1.counts.0.stage", "counts: [")),
    broken("stage that is the last for some", STAGE, STAGE.replace(", mixed]", "]"), "last_for_some", "stages.0", "id: papers"),
    broken("course judged nowhere", STAGES, STAGES.replace(", mixed]", "]"), "judged_nowhere", "courses.2", "- id: mixed"),
    broken("grades without their points", "[0, 5, 10]", "[0, 5]", "grade_points", "criteria.2.grade_points"),
    broken("points that fall", "[0, 5, 10]", "[0, 10, 5]", "grade_points", "criteria.2.grade_points"),
    broken("weight of nothing", "weight: 3/2", "weight: 0", "bad_number", "criteria.2.weight"),
    broken("count of an unknown stage", "{stage: papers, weight", "{stage: paper, weight", "unknown_stage", "stages.1.counts.0.stage"),
    broken("count of a later stage", PAPERS, "counts: [{stage: stage, weight: 1}, {stage: papers, weight: 1}], " + PAPERS,
           "later_stage", "stages.0.counts.0.stage"),
    broken("stage counted twice", "{stage: papers, weight: 1/2}", "{stage: stage, weight: 1/2}", "listed_twice", "stages.1.counts.1.stage"),
    broken("stage that leaves itself out", ", {stage: stage, weight: 2}", "", "counts_without_itself", "stages.1.counts", "counts: ["),
    broken("hides what is not asked", "hides: [organisation, leader]", "hides: [organisation, chief]", "hides_nothing", "stages.1.hides.1"),
    broken("hides twice", "hides: [organisation, leader]", "hides: [leader, leader]", "listed_twice", "stages.1.hides.1"),
    broken("two pass marks", "pass_points: 12.5", "pass_points: 12.5\n  pass_share: 60%", "two_pass_marks", "selection.pass_points"),
    broken("raised rate by an unknown criterion", "{criterion: public, at_least", "{criterion: publik, at_least",
           "unknown_criterion", "selection.raised_rate.criterion"),
    broken("days for no runner-up", "  minimum_award: 10000", "  offer_days: 7\n  minimum_award: 10000", "offer_without_runner_up", "selection.offer_days"),
    broken("waiver that nobody is asked for", "{id: unchanged_continuation,", "{id: same,", "waiver_not_asked", "stages.0.waived_for", "id: papers"),
    # Publication
    broken("result that is none", "others: [organisation, project]", "others: [organisation, mark]", "choose", "publication.others.1"),
    broken("result listed twice", "others: [organisation, project]", "others: [project, project]", "listed_twice", "publication.others.1"),
    broken("answer that is not asked", "answers: [plan]", "answers: [projekt]", "not_in_proposal", "publication.answers.0"),
    broken("answer that is not public", "answers: [plan]", "answers: [budget]", "not_public", "publication.answers.0"),
    # Letters
    broken("unknown placeholder", "text: $amount", "text: $ammount", "unknown_placeholder", "letters.granted.items.0.text"),
    broken("lonely dollar", "[$report_due までに", "[$ までに", "lonely_dollar", "letters.granted.conditions.0"),
    broken("no letter", "  settled: {title: 額の確定, form_number: 第5号, opening: $amount に確定しました。}\n", "",
           "missing", "letters.settled", "letters:"),
    broken("placeholder of another paper", "結果は $outcome です", "結果は $form です", "unknown_placeholder", "letters.result.opening"),
    broken("seal that is none", "seal: electronic", "seal: 電子", "choose", "letters.runner_up.seal"),
    # After the award
    broken("day of the year in words", "interim_due: 10-31", "interim_due: 10月31日", "bad_month_day", "after_award.interim_due"),
    broken("day that no year has", "interim_due: 10-31", "interim_due: 11-31", "no_such_day", "after_award.interim_due"),
    broken("agreement that is none", "agreement: {value: instead", "agreement: {value: maybe", "choose", "after_award.agreement.value"),
    broken("misspelt word of the award", "apply_days: 30", "aply_days: 30", "unknown_key", "after_award.aply_days"),
    # Opinions
    broken("opinion as an attachment", "{id: stance, kind: choice", "{id: stance, kind: files", "choose", "opinion.0.kind"),
    broken("opinion without its choices", ", choices: [賛成, 反対]", "", "no_choices", "opinion.0", "id: stance"),
    broken("opinion with a choice twice", "choices: [賛成, 反対]", "choices: [賛成, 反対, 賛成]", "listed_twice", "opinion.0.choices.2"),
    broken("two opinions of one name", "{id: because,", "{id: stance,", "used_twice", "opinion.1.id", "label: 理由"),
]
# fmt: on
