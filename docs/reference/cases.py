"""What may stand in golden cases: reasons, kinds of income, and why a proposal gets no money."""

from collections.abc import Iterator, Mapping

from koubo.applications.defaults import in_time_finding
from koubo.proof.reviewing import NOT_FUNDED
from koubo.proof.running import BELOW_MINIMUM
from koubo.review.selection.values import VERDICT_NAMES, Verdict
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.eligibility.case import FilingTime
from koubo.schemes.forms import FilingKind
from koubo.schemes.vocabulary import CORE_VOCABULARY
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
    Verdict.NO_MONEY: "次点より下の順位。または、次点を置かない制度で予算に入らない。下限額（`minimum_award`）に届かない",
    Verdict.RUNNER_UP: "予算に入らなかった最初の提案",
    Verdict.BELOW_MARK: "合格の基準（`pass_share`、`pass_points`）に届かない",
    Verdict.UNSCORED: "採点した委員がいない",
    Verdict.TIED: "同じ順位の応募が予算の境目にかかり、計算では決まらない",
    Verdict.ORGANISATION_LIMIT: "同じ団体の応募が、上限の件数まで通過している（`most_per_organisation`）",
}


def reasons() -> str:
    """List the reasons that a case may expect; those that a file names itself come last."""
    rows = [(f"`{code}`", MEANINGS[code], word) for code, word in _reasons()]
    own = [f"`{word}`" for word, kind in CORE_VOCABULARY.conditions.items() if "code" in kind.asks]
    rows.append(("`code` に書いた名札", "その要件を満たさない", "、".join(own)))
    return table(("理由の名札", "落ちる理由", "きまり"), rows)


def not_funded() -> str:
    """List why a proposal gets no money."""
    rows = [(f"`{word}`", VERDICT_NAMES[one], VERDICTS[one]) for one, word in NOT_FUNDED.items()]
    return table(("`not_funded` の理由", "結果", "意味"), rows)


def income_kinds() -> str:
    """List where a project's money comes from."""
    return table(
        ("`kind`", "収入"), [(f"`{one.value}`", name) for one, name in INCOME_NAMES.items()]
    )


def _reasons() -> Iterator[tuple[str, str]]:
    late = in_time_finding(FilingTime(FilingKind.PROPOSAL, MOMENT, MOMENT)).problem
    if late is None:
        raise ValueError("a filing that came in when its time ended was late")
    yield late.code, "締切"
    for word, kind in CORE_VOCABULARY.conditions.items():
        if "code" not in kind.asks:
            yield load_example("rule", kind).finding(NOBODY).code, f"`{word}`"
    yield BELOW_MINIMUM, "`minimum`"
