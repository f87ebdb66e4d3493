"""The catalogue of complaints about scheme files and their cases: a code, in two languages.

Braces are filled with what the file says. ``Said`` is a plain string to marshmallow and everybody
else, and remembers its code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """One complaint in Japanese and in English."""

    ja: str
    en: str


# fmt: off
CATALOGUE: Mapping[str, Sentence] = {
    "id_in_two_files": Sentence(
        "id が「{other}」と同じです。写しは、別のフォルダーに置いてください",
        "The id is the same as in “{other}”. Keep copies in another folder",
    ),
    "no_mark_here": Sentence(
        "この項目には出典・要確認を付けられません。値だけを書いてください",
        "No source or mark may stand here. Write the value alone",
    ),
    "cases_file": Sentence(
        "これは確認例のファイルです。「koubo scheme test」で調べます",
        "This is a file of golden cases: run “koubo scheme test”",
    ),
    "known_keys": Sentence("（書ける項目：{known}）", " (keys: {known})"),
    # The file as a whole
    "too_big": Sentence("大きすぎます（{limit}KBまで）",
                        "The file is too big (at most {limit} KB)"),
    "too_many": Sentence("項目と値が多すぎます（{limit}個まで）",
                         "There are too many keys and values (at most {limit})"),
    "not_utf8": Sentence("文字コードが UTF-8 ではありません。UTF-8 で保存し直してください",
                         "The file is not UTF-8; save it again as UTF-8"),
    "tab": Sentence("書き方が読み取れません。タブは使えません。半角空白に直してください",
                    "This cannot be read. Tabs are not allowed; write spaces"),
    "not_yaml": Sentence("書き方が読み取れません。字下げ（半角空白）と「: 」のあとの空白を確かめてください",
                         "This cannot be read. Check the indentation and the space after “: ”"),
    "forbidden_character": Sentence("使えない文字が含まれています",
                                    "The file has a character that is not allowed"),
    "too_deep": Sentence("入れ子が深すぎます", "Too many parts stand within one another"),
    "alias": Sentence("「*名前」の形の引用は使えません。同じ内容をそのまま書いてください",
                      "References such as “*name” are not allowed; write the content again"),
    "bad_key": Sentence("項目の名前が読み取れません", "The name of this key cannot be read"),
    "doubled_key": Sentence("同じ項目が2回書かれています", "This key is written twice"),
    # The shape of a part
    "unknown_key": Sentence("この項目はありません{hint}", "There is no such key{hint}"),
    "likely": Sentence("（「{name}」のことですか）", " (did you mean “{name}”?)"),
    "missing": Sentence("この項目が必要です", "This key is required"),
    "no_value": Sentence("値を書いてください", "Write a value"),
    "not_a_list": Sentence("「- 」で始まる一覧で書いてください",
                           "Write a list, each line beginning with “- ”"),
    "not_a_mapping": Sentence("「項目: 値」の形で書いてください", "Write it as “key: value”"),
    "at_least_one": Sentence("1つ以上書いてください", "Write at least one"),
    "mark_without_reason": Sentence("何を根拠に仮置きしたかを書いてください",
                                    "Say on what ground the value is assumed"),
    "no_word": Sentence("「{key}: 」でことばを書いてください", "Name the word with “{key}: ”"),
    "unknown_word": Sentence("このことばはありません。使えることば：{known}",
                             "There is no such word. Words: {known}"),
    "choose": Sentence("使えることば：{known}", "Words: {known}"),
    "other": Sentence("{text}", "{text}"),
    # Single values
    "not_text": Sentence("文字で書いてください", "Write text here"),
    "control_character": Sentence("使えない文字（制御文字）が含まれています。書き直してください",
                                  "There is a control character in the text; write it again"),
    "not_one_line": Sentence("改行やタブを入れずに1行で書いてください",
                             "Write it on one line, without tabs"),
    "too_long": Sentence("{maximum}字以内で書いてください（いま{length}字です）",
                         "Write at most {maximum} characters (there are {length} now)"),
    "bad_amount": Sentence("金額は「480,500」のように、1円単位の数字で書いてください",
                           "Write the amount as whole yen, such as 480,500"),
    "bad_rate": Sentence("割合は「90%」または「9/10」のように書いてください",
                         "Write the rate such as 90% or 9/10"),
    "bad_number": Sentence("数は「2」「1.5」または「3/2」のように、0より大きく書いてください",
                           "Write a number above 0 like “2”, “1.5” or “3/2”"),
    "rate_out_of_range": Sentence("割合は0より大きく100%以下にしてください（「70%」か「70/100」のように書きます）",
                                  "A rate is above 0 and at most 100% (write “70%” or “70/100”)"),
    "bad_count": Sentence("「12」のように0以上の整数で書いてください",
                          "Write a whole number, 0 or more, such as 12"),
    "too_low": Sentence("{minimum}以上で書いてください", "Write {minimum} or more"),
    "too_high": Sentence("{maximum}以下で書いてください", "Write {maximum} or less"),
    "bad_yes_no": Sentence("「はい」か「いいえ」で書いてください", "Write はい (yes) or いいえ (no)"),
    "bad_date": Sentence("日付は「2026-04-01」または「令和8年4月1日」のように書いてください",
                         "Write the date such as 2026-04-01"),
    "no_such_day": Sentence("この日はありません", "There is no such day"),
    "bad_month_day": Sentence("日付は「10-31」のように、月と日を2けたずつで書いてください",
                              "Write the day of the year with two digits each, such as 10-31"),
    "bad_name": Sentence("半角の英小文字・数字・下線（_）で書いてください",
                         "Use small ASCII letters, digits and underscores"),
    "bad_full_id": Sentence("「制度.コース」の形（半角の英小文字・数字・下線）で書いてください",
                            "Write it as “scheme.course” in small ASCII letters"),
    "bad_prefix": Sentence("受付番号の頭は、半角の英大文字と数字で書いてください",
                           "Write the prefix in capital ASCII letters and digits"),
    # Names, and what they refer to
    "used_twice": Sentence("「{name}」は2回使われています。別の名前にしてください",
                           "“{name}” is used twice; choose another name"),
    "listed_twice": Sentence("「{name}」は2回書かれています", "“{name}” is listed twice"),
    "in_both_lists": Sentence("「{name}」は、対象経費と対象外経費の両方に書かれています",
                              "“{name}” is listed both as allowed and as not allowed"),
    "unknown_course": Sentence("コース「{name}」はこのファイルにありません",
                               "There is no course “{name}” in this file"),
    "unknown_question": Sentence("質問「{name}」は、このコースの企画提案書にありません",
                                 "The proposal of this course has no question “{name}”"),
    "unknown_category": Sentence("費目「{name}」は対象経費（costs の allowed）にありません",
                                 "Cost category “{name}” is not among costs.allowed"),
    "unknown_criterion": Sentence("審査項目「{name}」は criteria にありません",
                                  "There is no criterion “{name}” in criteria"),
    "other_scheme": Sentence("scheme は「{name}」と書いてください", "Write “{name}” here"),
    "prerequisite_circle": Sentence("先に必要なコースが一回りしています（{names}）",
                                    "Prerequisite courses form a circle ({names})"),
    # The amount rule
    "two_rates": Sentence("補助率の段は1つだけ書いてください",
                          "Write exactly one step that gives the rate"),
    "no_rate": Sentence("補助率の段（{known} のどれか）が必要です",
                        "A step for the rate is required: {known}"),
    "no_cap": Sentence("上限の段（cap）が必要です", "A step “cap” is required"),
    "no_rounding": Sentence("端数処理の段（round）が必要です", "A step “round” is required"),
    "step_twice": Sentence("「{name}」の段は1回だけ書けます", "The step “{name}” may stand only once"),
    "step_order": Sentence("「{name}」の段は「{before}」の段より前に書いてください",
                           "The step “{name}” has to stand before “{before}”"),
    "minimum_over_cap": Sentence("下限が上限より大きくなっています", "The minimum is above the cap"),
    "cap_below_unit": Sentence("端数の単位が上限より大きく、交付額がいつも0円になります",
                               "The unit is above the cap, so that every award would be 0"),
    "category_rates_and_deduction": Sentence("費目ごとの補助率と、収入を差し引く段は一緒に使えません",
                                             "Rates by category and a deduction of income cannot stand together"),
    "category_twice": Sentence("費目「{name}」は2回書かれています", "Category “{name}” is named twice"),
    "not_deducted": Sentence("「{name}」は差し引けません。使えることば：{known}",
                             "“{name}” cannot be deducted. Words: {known}"),
    # Who may apply
    "ages_out_of_order": Sentence("上の年齢は下の年齢以上にしてください",
                                  "The highest age is below the lowest"),
    "theme_not_taken": Sentence("このコースはテーマを受け付けません。コースに theme: required か theme: optional を書いてください",
                                "This course takes no themes; write “theme: required” or “theme: optional” in it"),
    "theme_titles": Sentence("theme: optional のコースにだけ書けます", "Only for courses with “theme: optional”"),
    "nobody_asks": Sentence("この条件を判定するための質問が企画提案書にありません。kind: {kind}、fact: {fact} の質問を加えてください",
                            "No question of the proposal tells this; add one with “kind: {kind}” and “fact: {fact}”"),
    "no_groups": Sentence("この条件を判定するための質問が企画提案書にありません。kind: groups の質問を加えてください",
                          "No question of the proposal tells this; add one with “kind: groups”"),
    "role_not_offered": Sentence("役割「{name}」は、kind: groups の質問の choices にありません",
                                 "Role “{name}” is not among the choices of the question of kind “groups”"),
    "never_so": Sentence("「{name}」という答えは選べません。答えられるもの：{known}",
                         "“{name}” cannot be answered. Answers: {known}"),
    "not_comparable": Sentence("kind: {kind} の質問の答えは比べられません。使える種類：{known}",
                               "Answers of kind “{kind}” cannot be compared. Kinds: {known}"),
    # Forms
    "no_choices": Sentence("choices に選択肢を書いてください", "Write the answers in choices"),
    "no_statement": Sentence("statement に誓約の文を書いてください", "Write in statement what is declared"),
    "other_kind": Sentence("{name} は kind: {kind} の質問にだけ書けます",
                           "“{name}” is only for questions of kind “{kind}”"),
    "only_in_proposal": Sentence("企画提案書（proposal）の質問にだけ書けます",
                                 "Only for questions of the proposal"),
    "asked_twice": Sentence("{name} の質問は、同じコースに1つだけ書けます",
                            "One course may be asked only one question with {name}"),
    "not_asked_before": Sentence("この質問より前に、質問「{name}」がありません",
                                 "No question before this one has the id “{name}”"),
    "asked_elsewhere": Sentence(
        "質問「{name}」は、コース「{courses}」では尋ねません。両方の courses をそろえてください",
        "The question “{name}” is not asked of the courses “{courses}”; name the same courses for both",
    ),
    "never_conditional": Sentence("この質問の答えは、いつも要ります。when は書けません",
                                  "This question always needs an answer; leave “when” out"),
    "no_columns": Sentence("columns に表の列を書いてください", "Write the columns of the table in columns"),
    "rows_out_of_order": Sentence("max_rows（{most}行）以下にしてください", "Write at most max_rows ({most})"),
    "no_sum": Sentence("sum に、足す質問の名札を書いてください", "Write in sum what is added up"),
    "no_number": Sentence(
        "この質問より前に、数の質問「{name}」がありません。"
        "kind: yen、whole、computed の質問の名札か、「表の名札.列の名札」を書いてください",
        "No number called “{name}” stands before this question; write the id of a question of kind yen, "
        "whole or computed, or “table.column”",
    ),
    "mixed_sum": Sentence("「{name}」は単位が違います。円と数は一緒に計算できません",
                          "“{name}” counts in another unit; yen and counts cannot be added up"),
    "reading_not_below": Sentence("質問「{name}」のすぐ下に書いてください",
                                  "Write this directly below the question “{name}”"),
    "no_consent": Sentence("kind: {kind} の質問に publish: ask は書けません",
                           "A question of kind “{kind}” cannot have “publish: ask”"),
    "asked_otherwise": Sentence(
        "前の書類の「{name}」（kind: {kind}）と答え方が違うので、答えを写せません。別の id にしてください",
        "An earlier form asks “{name}” in another way (kind: {kind}), so that its answer cannot be taken over; "
        "choose another id",
    ),
    "no_budget": Sentence("コース「{courses}」に尋ねる収支の表（kind: budget）が必要です",
                          "The courses “{courses}” have to be asked a question of kind “budget”"),
    "no_project_name": Sentence("コース「{courses}」に事業の名称を尋ねる質問（id: project_name）が必要です",
                                "The courses “{courses}” have to be asked for the project’s name (id: project_name)"),
    # Review
    "no_scale": Sentence("最高点は最低点より大きくしてください",
                         "The highest point has to be above the lowest"),
    "anchors": Sentence("{count}段階の説明が必要です", "A label is required for each of the {count} points"),
    "only_with_criterion": Sentence("by: criterion のときだけ、criterion に審査項目の名前を書いてください",
                                    "Name a criterion with “by: criterion”, and only there"),
    "grade_points": Sentence("{count}段階の点を、低い段階から順に、下がらないように書いてください",
                             "Write the points of the {count} grades from the lowest on, never falling"),
    "unknown_stage": Sentence("「{name}」という段階はありません", "There is no stage “{name}”"),
    "later_stage": Sentence("「{name}」はこの段階より後です。前の段階か、この段階を書いてください",
                            "“{name}” comes after this stage; name an earlier one or this one"),
    "counts_without_itself": Sentence("この段階「{name}」の重みも書いてください",
                                      "Give the weight of this stage, “{name}”, too"),
    "hides_nothing": Sentence("「{name}」という質問は企画提案書にありません。質問の名札か organisation を書いてください",
                              "The proposal has no question “{name}”; write the id of one, or organisation"),
    "two_pass_marks": Sentence("合格の基準は pass_share と pass_points のどちらか1つだけ書いてください",
                               "Write either pass_share or pass_points, not both"),
    "offer_without_runner_up": Sentence("offer_days は allocation が cut_line のときだけ書いてください",
                                        "Write offer_days only with allocation cut_line"),
    "waiver_not_asked": Sentence(
        "企画提案書に「id: {name}、kind: yes_no」の質問を加えてください。その答えで決まります",
        "Add a question “id: {name}, kind: yes_no” to the proposal; its answer decides",
    ),
    "judged_nowhere": Sentence(
        "コース「{name}」を審査する段階がありません。stages のどれかの courses に加えてください",
        "No stage judges the course “{name}”; add it to courses of one of the stages",
    ),
    "last_for_some": Sentence(
        "この段階は、コース「{last}」では最後の審査ですが、「{goes_on}」では後に審査が続きます。"
        "段階の courses に、最後になるコースだけを書いてください",
        "This stage is the last one for the courses “{last}” but not for “{goes_on}”; "
        "list in courses of the stage only those that end in it"),
    # Publication
    "not_in_proposal": Sentence("企画提案書に、質問「{name}」がありません", "The proposal has no question with the id “{name}”"),
    "not_public": Sentence(
        "質問「{name}」は公開しない項目です。公開するなら、その質問に publish: はい か publish: ask を書いてください",
        "The question “{name}” is not published; write “publish: yes” or “publish: ask” with it to publish its answer",
    ),
    # Letters
    "unknown_placeholder": Sentence("差し込み「${name}」は使えません{hint}", "There is no “${name}” to fill in{hint}"),
    "lonely_dollar": Sentence("$ の書き方が違います", "This $ fills in nothing"),
    # Golden cases
    "no_time_of_day": Sentence("「2025-12-05T14:20」のように時刻まで書いてください",
                               "Write the time of day too, such as 2025-12-05T14:20"),
    "bad_moment": Sentence("「2025-12-05T14:20」のように書いてください", "Write it such as 2025-12-05T14:20"),
    "bad_exact": Sentence("「103800」または「1111/10」のように書いてください", "Write it such as 103800 or 1111/10"),
    "sum_differs": Sentence("行の合計は {sum} です", "The lines add up to {sum}"),
    "reasons_if_rejected": Sentence("rejected のときだけ、理由を1つ以上書いてください",
                                    "Write reasons for “rejected”, and only there"),
    "nothing_if_rejected": Sentence("rejected のときは 0 と書いてください", "Write 0 for “rejected”"),
}
# fmt: on
"""Sentences by code."""


class Said(str):
    """A complaint's sentence in Japanese that remembers its code, and how it is said in English."""

    code: str
    english: str

    def __new__(cls, code: str, **values: Any) -> "Said":
        """Fill the sentence of that code; KeyError for one that the catalogue lacks.

        :param values: what stands in the braces; a tuple becomes a list of words
        """
        sentence = CATALOGUE[code]
        made = super().__new__(cls, sentence.ja.format(**_filled(values, "、")))
        english = {k: v.english if isinstance(v, Said) else v for k, v in values.items()}
        made.code, made.english = code, sentence.en.format(**_filled(english, ", "))
        return made

    @classmethod
    def of(cls, text: str) -> "Said":
        """Give a sentence as it is told, a plugin's own too, which has no code but ``other``."""
        return text if isinstance(text, cls) else cls("other", text=text)


def _filled(values: Mapping[str, Any], comma: str) -> dict[str, Any]:
    return {k: comma.join(v) if isinstance(v, tuple) else v for k, v in values.items()}
