"""Ways to break the small scheme file, each with what has to be said about it."""

KNOWN_WORDS = "members、activity_months、first_time、years、prerequisite、city_theme、base_in_city、staff_check"
KNOWN_KINDS = "line、text、yen、whole、date、choice、department、yes_no、declaration、budget、files"
ONCE_MORE = "は2回使われています。別の名前にしてください"
ONLY_WITH_CRITERION = "by: criterion のときだけ、criterion に審査項目の名前を書いてください"
LIST = "「- 」で始まる一覧で書いてください"
MAPPING = "「項目: 値」の形で書いてください"

# fmt: off
BROKEN = [
    ("misspelt key", "title: 小さな補助金", "titel: 小さな補助金", [
        "1行目 title: この項目が必要です",
        "2行目 titel: この項目はありません（「title」のことですか）",
    ]),
    ("unknown word", "money: 補助金", "money: 助成金", [
        "6行目 money: 使えることば：補助金、負担金、委託料",
    ]),
    ("rate above 100%", "rate: 75%", "rate: 120%", [
        "19行目 courses.0.funding.rate: この項目を確認してください。割合は0より大きく100%以下にしてください。「90%」または「9/10」のように入力します。",
    ]),
    ("rate above 100% in a figure", "rate: 75%", "rate: {value: 120%, source: 要綱}", [
        "19行目 courses.0.funding.rate.value: この項目を確認してください。割合は0より大きく100%以下にしてください。「90%」または「9/10」のように入力します。",
    ]),
    ("misspelt key in a figure", "{value: 150000, source: 要綱第3条}", "{valeu: 150000}", [
        "20行目 courses.0.funding.cap.valeu: この項目はありません（「value」のことですか）",
    ]),
    ("figure without value", "{value: 150000, source: 要綱第3条}", "{source: 要綱第3条}", [
        "20行目 courses.0.funding.cap.value: 値を書いてください",
    ]),
    ("mark without reason", "要確認: 端数処理は確認できていない", "要確認: \"\"", [
        "21行目 courses.0.funding.unit.要確認: 何を根拠に仮置きしたかを書いてください",
    ]),
    ("cap that is no amount", "{value: 150000, source: 要綱第3条}", "15万円", [
        "20行目 courses.0.funding.cap: この項目を確認してください。金額は「480,500」のように数字で入力してください。",
    ]),
    ("underscore in an amount", "cap: 300000", "cap: 300_000", [
        "32行目 courses.1.funding.cap: この項目を確認してください。金額は「480,500」のように数字で入力してください。",
    ]),
    ("minimum above cap", "minimum: 50000", "minimum: 300001", [
        "34行目 courses.1.funding.minimum: 下限が上限より大きくなっています",
    ]),
    ("unknown rounding", "minimum: 50000", "rounding: floor", [
        "34行目 courses.1.funding.rounding: 使えることば：down、up、half_up",
    ]),
    ("unknown condition", "rule: members", "rule: member", [
        f"23行目 courses.0.eligibility.0.rule: このことばはありません。使えることば：{KNOWN_WORDS}",
    ]),
    ("condition without a word", "rule: members", "word: members", [
        "23行目 courses.0.eligibility.0.rule: 「rule: 」でことばを書いてください",
    ]),
    ("misspelt key in a condition", "at_least: 5", "at_leest: 5", [
        "23行目 courses.0.eligibility.0.at_least: この項目が必要です",
        "24行目 courses.0.eligibility.0.at_leest: この項目はありません（「at_least」のことですか）",
    ]),
    ("count that is no number", "at_least: 5", "at_least: 五人", [
        "24行目 courses.0.eligibility.0.at_least: この項目は「12」のように0以上の整数で入力してください。",
    ]),
    ("first time in another scheme", "scheme: small}", "scheme: kurashiki}", [
        "25行目 courses.0.eligibility.1.scheme: scheme は「small」と書いてください",
    ]),
    ("years counted in an unknown course", "counted_in: [small.next, small.start]", "counted_in: [small.next, small.last]", [
        "38行目 courses.1.eligibility.0.counted_in.1: コース「small.last」はこのファイルにありません",
    ]),
    ("text instead of a list", "counted_in: [small.next, small.start]", "counted_in: small.next", [
        f"38行目 courses.1.eligibility.0.counted_in: {LIST}",
    ]),
    ("prerequisite of an unknown course", "course: small.start", "course: start", [
        "41行目 courses.1.eligibility.1.course: コース「start」はこのファイルにありません",
    ]),
    ("neither yes nor no", "running_year: いいえ", "running_year: たぶん", [
        "44行目 courses.1.eligibility.1.running_year: この項目は「はい」か「いいえ」で答えてください。",
    ]),
    ("id that is no name", "- id: start", "- id: はじめて", [
        "14行目 courses.0.id: 半角の英小文字・数字・下線（_）で書いてください",
    ]),
    ("unknown kind of question", "kind: choice", "kind: select", [
        f"55行目 forms.proposal.sections.0.questions.1.kind: 使える種類：{KNOWN_KINDS}",
    ]),
    ("choice without choices", "choices: [防災, 福祉], ", "", [
        "55行目 forms.proposal.sections.0.questions.1: choices に選択肢を書いてください",
    ]),
    ("question for an unknown course", "courses: [next]", "courses: [start, third]", [
        "55行目 forms.proposal.sections.0.questions.1.courses.1: コース「third」はこのファイルにありません",
    ]),
    ("two questions of one name", "{id: theme,", "{id: project_name,", [
        "55行目 forms.proposal.sections.0.questions.1.id: 「project_name」" + ONCE_MORE,
    ]),
    ("declaration that declares nothing", ", statement: 暴力団と関係がありません。", "", [
        "57行目 forms.proposal.sections.0.questions.3: statement に誓約の文を書いてください",
    ]),
    ("no budget", "kind: budget, label: 決算書", "kind: text, label: 決算書", [
        "61行目 forms.report: 収支の表（kind: budget）が1つ必要です",
    ]),
    ("misspelt key in a question", "label: 事業の名称", "lable: 事業の名称", [
        "52行目 forms.proposal.sections.0.questions.0.label: この項目が必要です",
        "54行目 forms.proposal.sections.0.questions.0.lable: この項目はありません（「label」のことですか）",
    ]),
    ("too few anchors", "lowest: 1, highest: 3", "lowest: 1, highest: 4", [
        "65行目 criteria.0.anchors: 4段階の説明が必要です",
    ]),
    ("no scale", "lowest: 0, highest: 10", "lowest: 10, highest: 10", [
        "66行目 criteria.1.highest: 最高点は最低点より大きくしてください",
    ]),
    ("stage with an unknown criterion", "criteria: [public, able]", "criteria: [public, abel]", [
        "68行目 stages.0.criteria.1: 審査項目「abel」がありません",
    ]),
    ("stage with a criterion twice", "criteria: [public, able]", "criteria: [public, able, public]", [
        "68行目 stages.0.criteria.2: 「public」は2回書かれています",
    ]),
    ("stage without criteria", "criteria: [public, able]", "criteria: []", [
        "68行目 stages.0.criteria: 審査項目を1つ以上書いてください",
    ]),
    ("veto of an unknown criterion", "[{criterion: public, at_most", "[{criterion: publik, at_most", [
        "71行目 selection.vetoes.0.criterion: 審査項目「publik」がありません",
    ]),
    ("tie-breaker without its criterion", "{by: smaller_request}", "{by: criterion}", [
        f"72行目 selection.tie_breakers.1: {ONLY_WITH_CRITERION}",
    ]),
    ("unknown tie-breaker", "{by: smaller_request}", "{by: lottery}", [
        "72行目 selection.tie_breakers.1.by: 使えることば：criterion、smaller_request、earlier_filing",
    ]),
    ("unknown placeholder", "text: $amount", "text: $ammount", [
        "83行目 letters.granted.items.0.text: 差し込み「$ammount」は使えません",
    ]),
    ("lonely dollar", "$report_due までに", "$ までに", [
        "85行目 letters.granted.conditions.0: $ の書き方が違います",
    ]),
    ("text instead of a part", "costs:\n  allowed: [報償費, 消耗品費]\n  not_allowed: [食糧費]", "costs: 報償費", [
        f"10行目 costs: {MAPPING}",
    ]),
    ("empty list", "  allowed: [報償費, 消耗品費]", "  allowed: []", [
        "11行目 costs.allowed: 1つ以上書いてください",
    ]),
    ("text instead of a list of texts", "contact: [見本市 市民課]", "contact: 見本市 市民課", [
        f"9行目 contact: {LIST}",
    ]),
    ("key without a value", "office: 市民課", "office:", [
        "4行目 office: この項目が必要です",
    ]),
    ("part instead of a text", "office: 市民課", "office: {name: 市民課}", [
        "4行目 office: この項目の値の種類が違います。文字で入力してください。",
    ]),
    ("doubled key", "office: 市民課", "office: 市民課\noffice: 税務課", [
        "5行目 office: 同じ項目が2回書かれています",
    ]),
    ("alias", "summary: 見本の制度です。", "summary: &s 見本の制度です。\nappeal: *s", [
        "8行目: 「*名前」の形の引用は使えません。同じ内容をそのまま書いてください",
    ]),
    ("tab", "  allowed: [報償費, 消耗品費]", "\tallowed: [報償費, 消耗品費]", [
        "11行目: 書き方が読み取れません。タブは使えません。半角空白に直してください",
    ]),
    ("colon without a space", "city: 見本市", "city:見本市", [
        "4行目: 書き方が読み取れません。字下げ（半角空白）と「: 」のあとの空白を確かめてください",
    ]),
    ("control character", "city: 見本市", "city: 見本\u0007市", [
        "1行目: 使えない文字が含まれています",
    ]),
    ("odd key", "city: 見本市", "? [a, b]\n: 見本市", [
        "3行目: 項目の名前が読み取れません",
        "1行目 city: この項目が必要です",
    ]),
    ("two documents", "report_due_days: 30", "report_due_days: 30\n---\nid: more", [
        "88行目: 書き方が読み取れません。字下げ（半角空白）と「: 」のあとの空白を確かめてください",
    ]),
]
# fmt: on
"""A name, what stands in the file, what stands there instead, and the complaints by line."""
