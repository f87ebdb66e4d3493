"""Files whose courses are wrong in who may apply, in their names and in their cost categories."""

from schemes.broken import Expected, broken

MAIN = "courses.0.eligibility"
AGES = "          - {id: ages, kind: ages, label: 全員の年齢, fact: member_ages, courses: [main]}\n"
RESIDENTS = "          - {id: residents, kind: whole, label: 市内に住む人の数, fact: residents}\n"
GROUPS = (
    "          - {id: groups, kind: groups, label: 一緒に行う団体, choices: [地域団体, 協力者]}\n"
)
ANSWER = "question: bylaws_kept, must_be: はい"
MIXED = "    theme: required\n"
TAX = "{rule: staff_check, id: tax, title: 税の滞納がない, code: tax_arrears}"

# fmt: off
ELIGIBILITY = [
    # Words
    broken("unknown condition", "rule: base_in_city", "rule: base_in_town", "unknown_word", f"{MAIN}.5.rule"),
    broken("unknown condition in any_of", "at_least: 10}", "at_least: 10}\n          - {rule: luck}",
           "unknown_word", f"{MAIN}.11.of.1.rule", "luck"),
    broken("no condition in any_of", "        of:\n          - {rule: members, at_least: 10}\n          - {rule: city_theme}\n",
           "        of: []\n", "at_least_one", f"{MAIN}.11.of"),
    broken("unknown day", "counted_on: grant_application", "counted_on: someday", "choose", f"{MAIN}.6.counted_on"),
    broken("unknown gate", "gate: consultation, code", "gate: lottery, code", "choose", f"{MAIN}.9.gate"),
    broken("ages out of order", "lowest: 18, highest: 39", "lowest: 40, highest: 39",
           "ages_out_of_order", f"{MAIN}.2.highest"),
    # What they refer to
    broken("first time in another scheme", "scheme: every,", "scheme: kurashiki,", "other_scheme", f"{MAIN}.7.scheme"),
    broken("first time in an unknown course", "courses: [every.falling]}", "courses: [every.fallen]}",
           "unknown_course", f"{MAIN}.7.courses.0"),
    broken("years counted in an unknown course", "counted_in: [every.main, every.mixed]", "counted_in: [every.main, mixed]",
           "unknown_course", f"{MAIN}.8.counted_in.1"),
    broken("years counted nowhere", "counted_in: [every.main, every.mixed]", "counted_in: []",
           "at_least_one", f"{MAIN}.8.counted_in"),
    broken("prerequisite of an unknown course", "course: every.main", "course: main",
           "unknown_course", "courses.1.eligibility.0.course"),
    broken("circular prerequisite", "- {rule: groups, at_least: 2}",
           "- {rule: prerequisite, course: every.falling, title: 続けるコース, years: 1}",
           "prerequisite_circle", MAIN, "    eligibility:",
           Expected("prerequisite_circle", "courses.1.eligibility", "    eligibility:", 2), nth=1),
    broken("prerequisite of itself", "course: every.main", "course: every.falling",
           "prerequisite_circle", "courses.1.eligibility", "    eligibility:", nth=2),
    broken("theme that nobody can choose", MIXED, "", "theme_not_taken", "courses.2.eligibility.0", "- {rule: city_theme}", nth=2),
    broken("theme in any_of that nobody can choose", "    theme: optional\n    theme_title: テーマ設定部門\n    free_title: 自由部門\n",
           "", "theme_not_taken", f"{MAIN}.11.of.1", "- {rule: city_theme}", nth=1),
    broken("names of tracks that there are not", MIXED, "    theme: required\n    free_title: 自由\n    theme_title: 課題\n",
           "theme_titles", "courses.2.theme_title", "課題", Expected("theme_titles", "courses.2.free_title", "free_title: 自由\n".strip(), 2)),
    broken("two staff checks of one name", f"- {TAX}", f"- {TAX}\n      - {TAX}", "used_twice", f"{MAIN}.13.id", TAX, nth=2),
    # What the form has to ask
    broken("answer to no question", "question: bylaws_kept, must_be", "question: bylaws_keept, must_be", "unknown_question", f"{MAIN}.10.question"),
    broken("answer that cannot be given", ANSWER, "question: bylaws_kept, must_be: ある", "never_so", f"{MAIN}.10.must_be"),
    broken("choice that there is not", ANSWER, "question: field, must_be: 観光", "never_so", f"{MAIN}.10.must_be"),
    broken("answer that cannot be compared", ANSWER, "question: budget, must_be: はい", "not_comparable", f"{MAIN}.10.question"),
    broken("nobody asks the ages", AGES, "", "nobody_asks", f"{MAIN}.2", "rule: member_ages"),
    broken("nobody asks this course for the ages", "fact: member_ages, courses: [main]", "fact: member_ages, courses: [mixed]",
           "nobody_asks", f"{MAIN}.2", "rule: member_ages"),
    broken("nobody asks for residents", RESIDENTS, "", "nobody_asks", f"{MAIN}.1", "- {rule: resident_ratio", nth=1),
    broken("nobody asks who joins", GROUPS, "", "no_groups", f"{MAIN}.3", "rule: groups",
           Expected("no_groups", f"{MAIN}.4", "rule: roles")),
    broken("role that nobody can have", "needs: [事業者, 地域団体]", "needs: [事業者, 大学]", "role_not_offered", f"{MAIN}.4.needs.1"),
    # Names and cost categories
    broken("two courses of one name", "  - id: enrol", "  - id: past", "used_twice", "courses.4.id", "- id: past", nth=2),
    broken("older id borne twice", "    title: 費目コース", "    title: 費目コース\n    known_as: [older.main]",
           "used_twice", "courses.2.known_as.0", "known_as: [older.main]", nth=2),
    broken("older id that another course has", "known_as: [older.main]", "known_as: [every.mixed]",
           "used_twice", "courses.0.known_as.0"),
    broken("cost category twice", "value: [報償費, 消耗品費, 旅費]", "value: [報償費, 旅費, 消耗品費, 旅費]",
           "listed_twice", "costs.allowed.value.3"),
    broken("cost category twice among those that do not count", "not_allowed: [食糧費]", "not_allowed: [食糧費, 食糧費]",
           "listed_twice", "costs.not_allowed.1"),
    broken("cost category that counts and does not", "not_allowed: [食糧費]", "not_allowed: [食糧費, 旅費]",
           "in_both_lists", "costs.allowed.value.2", "allowed: {value"),
    broken("cost category of a course that counts anyhow", "also_allowed: [会場費]", "also_allowed: [会場費, 旅費]",
           "listed_twice", "courses.0.also_allowed.1"),
]
# fmt: on
