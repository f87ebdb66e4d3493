"""Why an application fails, and what may say where it was read: two lists for those who write cases."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from koubo.applications.defaults import in_time_finding
from koubo.proof.reviewing import NOT_FUNDED
from koubo.proof.running import BELOW_MINIMUM
from koubo.review.selection.values import VERDICT_NAMES, Verdict
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.eligibility.case import FilingTime
from koubo.schemes.file.parts import SchemePart
from koubo.schemes.forms import FilingKind
from koubo.schemes.vocabulary import CORE_VOCABULARY
from reference.inputs import carries_a_source
from reference.vocabulary import MOMENT, NOBODY, load_example
from reference.writing import table

MEANINGS: Mapping[str, str] = {
    "late_filing": "締切に遅れた",
    "too_few_members": "構成員の人数が足りない",
    "resident_ratio_too_low": "市民の割合が足りない",
    "member_age_out_of_range": "年齢の範囲を外れる構成員がいる",
    "too_few_groups": "一緒に行う団体が足りない",
    "role_missing": "必要な役割をもつ団体がそろっていない",
    "not_based_in_city": "市内に活動拠点がない",
    "too_short_history": "設立からの期間が足りない",
    "not_first_time": "前に補助を受けたことがある",
    "over_max_years": "補助を受けられる年数（回数）を超える",
    "prerequisite_course_missing": "先に必要なコースの補助を受けていない",
    "theme_missing": "市のテーマが選ばれていない",
    "below_minimum_amount": "補助額が下限に届かない",
}
"""What a reason says, where the scheme file does not name it itself."""
VERDICTS: Mapping[Verdict, str] = {
    Verdict.RUNNER_UP: "予算に入らなかった最初の提案",
    Verdict.NO_MONEY: "次点より下、または予算がない",
    Verdict.BELOW_MARK: "合格の基準（`pass_share`）に届かない",
    Verdict.UNSCORED: "採点した委員がいない",
}
PLACES: Mapping[str, str] = {
    "": "制度",
    "costs": "対象経費（`costs`）",
    "courses": "コース（`courses`）",
    "forms": "質問（`forms` の `questions`）",
    "letters": "通知書（`letters`）",
    "changes": "変更（`changes`）",
    "criteria": "審査項目（`criteria`）",
    "stages": "審査段階（`stages`）",
    "selection": "選定のきまり（`selection`）",
    "evaluations": "評価（`evaluations`）",
}


def reasons() -> str:
    """List the reasons that a case may expect; those that a file names itself come last."""
    rows = [(f"`{code}`", MEANINGS[code], word) for code, word in _reasons()]
    own = [f"`{word}`" for word, kind in CORE_VOCABULARY.conditions.items() if "code" in kind.asks]
    rows.append(("`code` に書いた名札", "その要件を満たさない", "、".join(own)))
    return table(("理由の名札", "落ちる理由", "きまり"), rows)


def not_funded() -> str:
    """List why a proposal gets no money."""
    rows = [(f"`{NOT_FUNDED[one]}`", VERDICT_NAMES[one], text) for one, text in VERDICTS.items()]
    return table(("`not_funded` の理由", "結果", "意味"), rows)


def income_kinds() -> str:
    """List where a project's money comes from."""
    return table(
        ("`kind`", "収入"), [(f"`{one.value}`", name) for one, name in INCOME_NAMES.items()]
    )


def sources() -> str:
    """List every item, outside of rules and steps, that takes a source or waits to be confirmed."""
    found: dict[str, list[str]] = {}
    for place, key in _sources(SchemePart(), ""):
        found.setdefault(place, []).append(f"`{key}`")
    rows = [(PLACES[place], "、".join(keys)) for place, keys in found.items()]
    return table(("書くところ", "出典・要確認を付けられる項目"), rows)


def _reasons() -> Iterator[tuple[str, str]]:
    late = in_time_finding(FilingTime(FilingKind.PROPOSAL, MOMENT, MOMENT)).problem
    if late is None:
        raise ValueError("a filing that came in when its time ended was late")
    yield late.code, "締切"
    for word, kind in CORE_VOCABULARY.conditions.items():
        if "code" not in kind.asks:
            yield load_example("rule", kind).finding(NOBODY).code, f"`{word}`"
    yield BELOW_MINIMUM, "`minimum`"


def _sources(part: Schema, place: str) -> Iterator[tuple[str, str]]:
    for name, field in part.fields.items():
        inner: Any = field.inner if isinstance(field, fields.List) else field
        if carries_a_source(field):
            yield place, field.data_key or name
        elif isinstance(inner, fields.Nested):
            yield from _sources(inner.schema, place or name)
