"""What single values of a scheme file's review part cannot show: criteria, stages, selection."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from koubo.schemes.file.complaints import Said
from koubo.schemes.forms import FilingKind
from koubo.schemes.review_words import ORGANISATION, Allocation, TieBreak, Waiver
from koubo.schemes.words import Path

Complaints = Iterator[tuple[Path, Said]]
Parts = Mapping[str, Any]


def repeated(names: Sequence[str]) -> list[int]:
    """Give the places at which a name stands that stood before."""
    first: dict[str, int] = {}
    return [place for place, name in enumerate(names) if first.setdefault(name, place) != place]


def judges(stage: Mapping[str, Any], course: str) -> bool:
    """Say whether a stage, as a file declares it, judges a course; without a list it judges all."""
    return not stage["courses"] or course in stage["courses"]


def _criterion_complaints(data: Parts) -> Complaints:
    ids = [one.id for one in data["criteria"]]
    for place in repeated(ids):
        yield ("criteria", place, "id"), Said("used_twice", name=ids[place])
    for place, one in enumerate(data["criteria"]):
        count = one.highest - one.lowest + 1
        if count < 2:
            yield ("criteria", place, "highest"), Said("no_scale")
        elif one.anchors and len(one.anchors) != count:
            yield ("criteria", place, "anchors"), Said("anchors", count=count)
        worth = one.grade_points
        if worth and (len(worth) != count or list(worth) != sorted(worth) or not worth[-1]):
            yield ("criteria", place, "grade_points"), Said("grade_points", count=count)


def _stage_complaints(data: Parts) -> Complaints:
    criteria = {one.id for one in data["criteria"]}
    courses = {one["id"] for one in data["courses"]}
    for place, stage in enumerate(data["stages"]):
        for key, known, code in (
            ("criteria", criteria, "unknown_criterion"),
            ("courses", courses, "unknown_course"),
        ):
            for number, name in enumerate(stage[key]):
                if name not in known:
                    yield ("stages", place, key, number), Said(code, name=name)
            for number in repeated(stage[key]):
                yield ("stages", place, key, number), Said("listed_twice", name=stage[key][number])


def _counting_complaints(data: Parts) -> Complaints:
    """Say where a stage counts one that is not there, not yet there, or leaves itself out."""
    ids = [one["id"] for one in data["stages"]]
    for place, stage in enumerate(data["stages"]):
        counted = [one.stage for one in stage["counts"]]
        for number, name in enumerate(counted):
            path: Path = ("stages", place, "counts", number, "stage")
            if name not in ids:
                yield path, Said("unknown_stage", name=name)
            elif ids.index(name) > place:
                yield path, Said("later_stage", name=name)
        for number in repeated(counted):
            path = ("stages", place, "counts", number, "stage")
            yield path, Said("listed_twice", name=counted[number])
        if counted and stage["id"] not in counted:
            yield ("stages", place, "counts"), Said("counts_without_itself", name=stage["id"])


def _hiding_complaints(data: Parts) -> Complaints:
    """Say where a stage hides what the proposal does not ask."""
    form = data["forms"].get(FilingKind.PROPOSAL)
    known = {ORGANISATION, *(one.id for one in form.questions())} if form else {ORGANISATION}
    for place, stage in enumerate(data["stages"]):
        for number, name in enumerate(stage["hides"]):
            if name not in known:
                yield ("stages", place, "hides", number), Said("hides_nothing", name=name)
        for number in repeated(stage["hides"]):
            name = stage["hides"][number]
            yield ("stages", place, "hides", number), Said("listed_twice", name=name)


def _waiver_complaints(data: Parts) -> Complaints:
    """Say where a stage is waived by an answer that nobody is asked for."""
    for place, stage in enumerate(data["stages"]):
        if Waiver.UNCHANGED_CONTINUATION in stage["waived_for"] and not _asks_unchanged(data):
            name = Waiver.UNCHANGED_CONTINUATION
            yield ("stages", place, "waived_for"), Said("waiver_not_asked", name=name)


def _asks_unchanged(data: Parts) -> bool:
    """Say whether the proposal asks what the waiver goes by."""
    form = data["forms"].get(FilingKind.PROPOSAL)
    asked = {one.id: one.kind for one in form.questions()} if form else {}
    return asked.get(Waiver.UNCHANGED_CONTINUATION) == "yes_no"


def _last_complaints(data: Parts) -> Complaints:
    """Say which stage is the last one for some of its courses only, and who is judged nowhere."""
    for place in range(len(data["stages"])):
        if said := _last_for_some(data, place):
            yield ("stages", place), said
    for place, course in enumerate(data["courses"]):
        gives = course["funding"] and course["ended"] is None and data["stages"]
        if gives and not any(judges(stage, course["id"]) for stage in data["stages"]):
            yield ("courses", place), Said("judged_nowhere", name=course["id"])


def _last_for_some(data: Parts, place: int) -> Said | None:
    """Complain of a stage that is the last one for some of its courses and not for others."""
    stage, later = data["stages"][place], data["stages"][place + 1 :]
    judged = [one["id"] for one in data["courses"] if judges(stage, one["id"])]
    goes_on = [name for name in judged if any(judges(one, name) for one in later)]
    last = [name for name in judged if name not in goes_on]
    if not goes_on or not last:
        return None
    return Said("last_for_some", last="、".join(last), goes_on="、".join(goes_on))


def _selection_complaints(data: Parts) -> Complaints:
    known, rule = {one.id for one in data["criteria"]}, data["selection"]
    if rule is None:
        return
    for place, veto in enumerate(rule.vetoes.value):
        if veto.criterion not in known:
            path: Path = ("selection", "vetoes", place, "criterion")
            yield path, Said("unknown_criterion", name=veto.criterion)
    for place, link in enumerate(rule.tie_breakers.value):
        if (link.by is TieBreak.CRITERION) != (link.criterion in known):
            path = ("selection", "tie_breakers", place)
            yield path, Said("only_with_criterion")
    if rule.raised_rate is not None and rule.raised_rate.value.criterion not in known:
        name = rule.raised_rate.value.criterion
        yield ("selection", "raised_rate", "criterion"), Said("unknown_criterion", name=name)
    if rule.pass_share is not None and rule.pass_points is not None:
        yield ("selection", "pass_points"), Said("two_pass_marks")
    if rule.offer_days is not None and rule.allocation.value is not Allocation.CUT_LINE:
        yield ("selection", "offer_days"), Said("offer_without_runner_up")


def _evaluation_complaints(data: Parts) -> Complaints:
    for place, one in enumerate(data["evaluations"]):
        if one.highest <= one.lowest:
            yield ("evaluations", place, "highest"), Said("no_scale")


REVIEW_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Parts], Complaints]], ...] = (
    (("criteria",), _criterion_complaints),
    (("stages", "criteria", "courses"), _stage_complaints),
    (("stages", "forms"), _waiver_complaints),
    (("stages", "forms"), _hiding_complaints),
    (("stages",), _counting_complaints),
    (("stages", "courses"), _last_complaints),
    (("selection", "criteria"), _selection_complaints),
    (("evaluations",), _evaluation_complaints),
)
"""Each check, after the parts of the file that it looks at."""
