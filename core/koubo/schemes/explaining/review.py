"""How a scheme judges, in words."""

from collections.abc import Iterator, Mapping

from koubo.money import format_number, format_rate, format_yen
from koubo.schemes.explaining.entries import Entry, Part, entry
from koubo.schemes.figure_list import WORDS
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.review_words import (
    KEPT_OUT,
    MUST_BE_MARKED,
    NOT_COUNTED,
    ORGANISATION,
    Aggregate,
    Criterion,
    SelectionRule,
    Stage,
    StageMethod,
    Waiver,
)
from koubo.schemes.rules import Course, Scheme

METHODS = {
    StageMethod.DOCUMENTS: "書類審査",
    StageMethod.PRESENTATION: "プレゼンテーション",
    StageMethod.HEARING: "聞き取り（ヒアリング）",
    StageMethod.CONTEST: "コンテスト",
}
MINUTES = {
    "talk_minutes": "発表の時間",
    "question_minutes": "質疑の時間",
    "marking_minutes": "採点の時間",
}
WAIVERS = {Waiver.UNCHANGED_CONTINUATION: "内容の変わらない継続の事業は、この審査を省きます"}


def stages_part(scheme: Scheme, courses: tuple[Course, ...]) -> Part:
    """Give the stages of some courses with their panels."""
    stages = _stages_of(scheme, courses)
    return Part("審査の進み方", tuple(one for stage in stages for one in _stage(scheme, stage)))


def criteria_part(scheme: Scheme, courses: tuple[Course, ...]) -> Part:
    """Give every criterion of some courses once, with its points."""
    stages = _stages_of(scheme, courses)
    criteria = {one.id: one for stage in stages for one in stage.criteria}
    return Part("審査項目", tuple(_criterion(one) for one in criteria.values()))


def selection_part(scheme: Scheme) -> Part:
    """Give how marks become a ranking, and a ranking money."""
    return Part("採点の集計と選び方", tuple(_selection(scheme)) if scheme.stages else ())


def _stages_of(scheme: Scheme, courses: tuple[Course, ...]) -> tuple[Stage, ...]:
    return tuple(one for one in scheme.stages if any(one.judges(course.name) for course in courses))


def _stage(scheme: Scheme, stage: Stage) -> Iterator[Entry]:
    key = f"stage.{stage.id}"
    items = "、".join(one.title for one in stage.criteria)
    yield entry(key, stage.title, f"{METHODS[stage.method]}。審査項目は{items}")
    if stage.panel is not None:
        yield entry(f"{key}.panel", "審査する会", stage.panel.value, stage.panel)
    if stage.courses:
        titles = [one.title for one in scheme.courses if one.name in stage.courses]
        yield entry(f"{key}.courses", "審査するコース", "、".join(titles))
    yield from _counted(scheme, stage)
    yield from _minutes(stage)
    for one in stage.waived_for:
        yield entry(f"{key}.waived.{one.value}", "省略", WAIVERS[one])


def _counted(scheme: Scheme, stage: Stage) -> Iterator[Entry]:
    """Give what a stage's total is made of, and what its reviewers are not shown."""
    titles = {one.id: one.title for one in scheme.stages}
    if stage.counts:
        text = " ＋ ".join(
            f"「{titles[one.stage]}」の合計×{format_number(one.weight)}" for one in stage.counts
        )
        yield entry(f"stage.{stage.id}.counts", "順位を決める点", text)
    if stage.hides:
        form = scheme.forms.get(FilingKind.PROPOSAL)
        asked = {one.id: one.label for one in form.questions()} if form else {}
        asked[ORGANISATION] = "団体の名前"
        text = "、".join(asked.get(one, one) for one in stage.hides)
        yield entry(f"stage.{stage.id}.hides", "委員に見せないもの", text)


def _minutes(stage: Stage) -> Iterator[Entry]:
    """Give the times of a presentation, and how many of the panel have to be there."""
    for name, title in MINUTES.items():
        figure: Figure[int] | None = getattr(stage, name)
        if figure is not None:
            yield entry(f"stage.{stage.id}.{name}", title, f"{figure.value}分", figure)
    if stage.quorum is not None:
        text = f"委員の{format_rate(stage.quorum.value)}以上の出席で成立します"
        yield entry(f"stage.{stage.id}.quorum", "定足数", text, stage.quorum)


def _criterion(one: Criterion) -> Entry:
    support = f"。{one.support}" if one.support else ""
    scale = f"{one.lowest}〜{one.highest}点"
    if one.grade_points:
        worth = "、".join(map(str, one.grade_points))
        scale = f"{len(one.grade_points)}段階（低いほうから {worth}点）"
    weight = "" if one.weight == 1 else f"（点を{format_number(one.weight)}倍する）"
    return entry(f"criterion.{one.id}", one.title, f"{scale}{weight}{support}", one.named)


def _selection(scheme: Scheme) -> Iterator[Entry]:
    rule = scheme.selection
    titles = {one.id: one.title for stage in scheme.stages for one in stage.criteria}
    yield entry("aggregate", "集計", WORDS[rule.aggregate.value], rule.aggregate)
    yield from _cells(rule)
    yield entry("recusal", "除斥された委員の点", WORDS[rule.recusal.value], rule.recusal)
    if rule.own_department_judges != KEPT_OUT:
        judges = rule.own_department_judges
        text = "審査に加わります" if judges.value else "審査に加わりません"
        yield entry("own_department_judges", "応募に関わる担当課", text, judges)
    if rule.pass_share is not None:
        text = f"満点の{format_rate(rule.pass_share.value)}以上"
        yield entry("pass_share", "合格の基準", text, rule.pass_share)
    if rule.pass_points is not None:
        text = f"{format_number(rule.pass_points.value)}点以上"
        yield entry("pass_points", "合格の基準", text, rule.pass_points)
    if rule.vetoes.value:
        text = "。".join(one.told(titles) for one in rule.vetoes.value)
        yield entry("vetoes", "足切り", text, rule.vetoes)
    if rule.tie_breakers.value:
        text = " → ".join(one.told(titles) for one in rule.tie_breakers.value)
        yield entry("tie_breakers", "同点のとき", text, rule.tie_breakers)
    yield entry("allocation", "予算の割り当て", WORDS[rule.allocation.value], rule.allocation)
    yield from _money(rule, titles)


def _cells(rule: SelectionRule) -> Iterator[Entry]:
    """Give what a mark that is none counts as, where the file says so."""
    for key, title, figure, usual in (
        ("missing", "未採点の項目", rule.missing, MUST_BE_MARKED),
        ("not_applicable", "対象外とした項目", rule.not_applicable, NOT_COUNTED),
        ("abstained", "棄権した項目", rule.abstained, NOT_COUNTED),
    ):
        if figure != usual:
            yield entry(key, title, WORDS[figure.value], figure)
    if rule.aggregate.value is Aggregate.TRIMMED_MEAN_OF_TOTALS:
        yield entry("trimmed", "除く点", f"上下それぞれ{rule.trimmed}人の点を除きます")


def _money(rule: SelectionRule, titles: Mapping[str, str]) -> Iterator[Entry]:
    """Give what bounds and raises the amounts."""
    if (days := rule.offer_days) is not None:
        text = f"知らせた日から{days.value}日以内に、残額を受けるか辞退するかを決めます"
        yield entry("offer_days", "次点の団体", text, days)
    if (least := rule.minimum_award) is not None:
        yield entry("minimum_award", "1件の下限額", f"{format_yen(least.value)}以上", least)
    if (most := rule.most_per_organisation) is not None:
        yield entry("most_per_organisation", "1団体の件数", f"{most.value}件まで", most)
    if (raised := rule.raised_rate) is not None:
        yield entry("raised_rate", "補助率の引上げ", raised.value.told(titles), raised)
