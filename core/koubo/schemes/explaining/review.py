"""How a scheme judges, in words."""

from collections.abc import Iterator

from koubo.money import format_rate
from koubo.schemes.explaining.entries import Entry, Part, entry
from koubo.schemes.figure_list import WORDS
from koubo.schemes.review_words import Criterion, Stage, StageMethod, Waiver
from koubo.schemes.rules import Course, Scheme

METHODS = {
    StageMethod.DOCUMENTS: "書類審査",
    StageMethod.PRESENTATION: "プレゼンテーション",
    StageMethod.HEARING: "聞き取り（ヒアリング）",
    StageMethod.CONTEST: "コンテスト",
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
    for one in stage.waived_for:
        yield entry(f"{key}.waived.{one.value}", "省略", WAIVERS[one])


def _criterion(one: Criterion) -> Entry:
    support = f"。{one.support}" if one.support else ""
    return entry(
        f"criterion.{one.id}", one.title, f"{one.lowest}〜{one.highest}点{support}", one.named
    )


def _selection(scheme: Scheme) -> Iterator[Entry]:
    rule = scheme.selection
    titles = {one.id: one.title for stage in scheme.stages for one in stage.criteria}
    yield entry("aggregate", "集計", WORDS[rule.aggregate.value], rule.aggregate)
    yield entry("recusal", "除斥された委員の点", WORDS[rule.recusal.value], rule.recusal)
    if rule.pass_share is not None:
        text = f"満点の{format_rate(rule.pass_share.value)}以上"
        yield entry("pass_share", "合格の基準", text, rule.pass_share)
    if rule.vetoes.value:
        text = "。".join(one.told(titles) for one in rule.vetoes.value)
        yield entry("vetoes", "足切り", text, rule.vetoes)
    if rule.tie_breakers.value:
        text = " → ".join(one.told(titles) for one in rule.tie_breakers.value)
        yield entry("tie_breakers", "同点のとき", text, rule.tie_breakers)
    yield entry("allocation", "予算の割り当て", WORDS[rule.allocation.value], rule.allocation)
