"""The rules of a scheme as a draft 募集要項, part by part, in the order that applicants read."""

from collections.abc import Iterator

from koubo.schemes.eligibility.case import GATE_NAMES
from koubo.schemes.explaining.after import after_part
from koubo.schemes.explaining.entries import Entry, Part, entry, numbered
from koubo.schemes.explaining.papers import form_part, letters_part
from koubo.schemes.explaining.publication import publication_part
from koubo.schemes.explaining.review import criteria_part, selection_part, stages_part
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import Course, Scheme, ThemeUse

THEME_TEXTS = {
    ThemeUse.REQUIRED: "市が示すテーマに応える提案をします",
    ThemeUse.OPTIONAL: "市が示すテーマに応える提案も、自由な提案もできます",
}


def explain(scheme: Scheme, *, with_ended: bool = False) -> tuple[Part, ...]:
    """Give all parts; dates, budget and themes belong to a call and are not here.

    :param with_ended: whether courses that no call opens any more are told beside open ones
    """
    courses = scheme.courses if with_ended or not scheme.open_courses else scheme.open_courses
    parts = [
        Part("制度のあらまし", tuple(_overview(scheme))),
        *(_course_part(scheme, one) for one in courses),
        Part("提出の前に", tuple(_before(scheme))),
        Part("担当課の意見", tuple(_opinion(scheme))),
        Part("対象になる経費", tuple(_costs(scheme))),
        *(form_part(scheme.forms[kind]) for kind in FilingKind if kind in scheme.forms),
        stages_part(scheme, courses),
        criteria_part(scheme, courses),
        selection_part(scheme),
        publication_part(scheme),
        after_part(scheme),
        letters_part(scheme),
        Part("問い合わせ先", tuple(_contact(scheme))),
        Part(
            "出典",
            tuple(entry(f"source.{name}", name, text) for name, text in scheme.sources.items()),
        ),
    ]
    return tuple(one for one in parts if one.entries)


def _overview(scheme: Scheme) -> Iterator[Entry]:
    yield entry("title", "制度の名称", scheme.title)
    yield entry("office", "担当", f"{scheme.city} {scheme.office}")
    yield entry("law", "根拠", scheme.law.value, scheme.law)
    if scheme.gives_money:
        yield entry("money", "お金の種類", scheme.money.value)
    yield entry("summary", "趣旨", scheme.summary.strip())


def _course_part(scheme: Scheme, course: Course) -> Part:
    division = f"（{course.division}）" if course.division else ""
    return Part(f"{course.title}{division}", tuple(_course(scheme, course)))


def _course(scheme: Scheme, course: Course) -> Iterator[Entry]:
    key = f"course.{course.name}"
    if course.ended is not None:
        yield entry(f"{key}.ended", "終了", course.ended.value, course.ended)
    yield entry(f"{key}.summary", "内容", course.summary.strip())
    if course.takes_themes:
        names = "・".join(one for one in (course.theme_title, course.free_title) if one)
        tracks = f"（{names}）" if names else ""
        yield entry(f"{key}.theme", "テーマ", THEME_TEXTS[course.theme] + tracks)
    if course.max_years_text:
        yield entry(f"{key}.years", "年数", course.max_years_text)
    requirements = (told for one in course.conditions for told in one.told())
    yield from numbered(f"{key}.who", "応募できる団体", requirements)
    if course.funding.gives_money:
        yield from numbered(f"{key}.funding", "補助の額", course.funding.told())
    if course.also_allowed:
        yield entry(f"{key}.costs", "このコースだけの対象経費", "、".join(course.also_allowed))


def _costs(scheme: Scheme) -> Iterator[Entry]:
    if not scheme.gives_money:
        return
    counting = scheme.costs.counting
    yield entry("costs.allowed", "対象になるもの", "、".join(counting.value), counting)
    if scheme.costs.not_allowed:
        yield entry("costs.not_allowed", "対象にならないもの", "、".join(scheme.costs.not_allowed))


def _before(scheme: Scheme) -> Iterator[Entry]:
    for gate in scheme.asked_gates():
        yield entry(f"gate.{gate.value}", "", f"{GATE_NAMES[gate]}を済ませてから提出します")
    office = scheme.office_words
    if office.postmark_counts is not None:
        text = (
            "消印の日で判断します（消印有効）"
            if office.takes_postmark
            else "届いた日時で判断します"
        )
        yield entry("postmark", "郵送のとき", text, office.postmark_counts)


def _opinion(scheme: Scheme) -> Iterator[Entry]:
    office = scheme.office_words
    for one in office.opinion:
        yield entry(f"opinion.{one.id}", one.label, "・".join(one.choices) or one.support)
    if office.opinion_for_reviewers is not None:
        text = "審査委員が読みます" if office.reviewers_read else "審査委員は読みません"
        yield entry("opinion.readers", "意見を読む人", text, office.opinion_for_reviewers)


def _contact(scheme: Scheme) -> Iterator[Entry]:
    yield entry("contact", "", "、".join(scheme.contact))
