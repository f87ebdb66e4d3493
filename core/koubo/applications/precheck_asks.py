"""What 「うちの団体は応募できますか」 asks: the facts that a call's own rules look at, no others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields

from koubo.calendar import format_deadline, format_fiscal_year
from koubo.fields import Date, Text, Whole, Yen, YesNo
from koubo.problems import Problem
from koubo.schemes.eligibility.case import GATE_NAMES, Gate
from koubo.schemes.eligibility.wants import Want, Wanted
from koubo.schemes.forms import FilingKind
from koubo.schemes.group_fields import Ages
from koubo.schemes.questions import Question
from koubo.schemes.rules import Course, Scheme

YEARS_BACK = 8
"""How many years a group is asked to remember; ledgers that count are rarely longer."""
NONE = "none"
"""Ticked to say that there is none, which nothing ticked does not say."""
UNSURE = "unsure"
"""Ticked by who does not remember; as good as nothing ticked, but an answer people look for."""
GOT, COST = "awarded", "cost"
ELSEWHERE = f"{GOT}-"
"""The years of a scheme's courses that are not in the call, all in one."""
NO_GATES: Mapping[Gate, datetime] = {}


class Look(StrEnum):
    """How one of the questions is answered."""

    WHOLE = "whole"
    YEN = "yen"
    DATE = "date"
    YES_NO = "yes_no"
    AGES = "ages"
    LINE = "line"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True)
class Ask:
    """One question of the check, in plain words; none has to be answered."""

    key: str
    look: Look
    label: str
    support: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and words of each."""
    unit: str = ""
    want: Want | None = None
    """The fact that it is about; None for what no rule looks at."""

    @property
    def follows_award(self) -> bool:
        """Say whether only those who were awarded something before have to look at it."""
        return self.key.startswith(f"{GOT}-")


@dataclass(frozen=True)
class Told:
    """The answers that could be read, by question, and what is wrong with the others."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def asks_of(
    scheme: Scheme,
    courses: Iterable[Course],
    fiscal_year: int,
    *,
    gates: Mapping[Gate, datetime] = NO_GATES,
    departments: tuple[str, ...] = (),
) -> tuple[Ask, ...]:
    """Give the questions for the courses of a call, each fact once, in the order people think in.

    :param fiscal_year: 事業年度 of the call; awards of earlier years are asked for
    :param gates: until when each gate is to be passed
    :param departments: what a question about a 担当課 offers
    """
    opened = tuple(courses)
    wanted = list(dict.fromkeys(want for one in opened for want in _wants(one)))
    found = [
        *_about_the_group(wanted),
        *_about_groups(scheme, opened, wanted),
        *_past(scheme, opened, wanted, fiscal_year),
        *_theme(wanted),
        *_gates(scheme, opened, wanted, gates),
        *_answers(scheme, opened, wanted, departments),
    ]
    if scheme.gives_money:
        support = "入力すると、補助額の見込みを計算します。"
        found.append(Ask(COST, Look.YEN, "対象になる経費の合計（およその額）", support, unit="円"))
    return tuple(found)


def _wants(course: Course) -> Iterator[Want]:
    for condition in course.conditions:
        yield from condition.wants()


def _about_the_group(wanted: list[Want]) -> Iterator[Ask]:
    looks = {
        Wanted.MEMBERS: (Look.WHOLE, "{words}の人数", "構成員", "人"),
        Wanted.RESIDENTS: (Look.WHOLE, "そのうち、{words}の人数", "市民", "人"),
        Wanted.MEMBER_AGES: (Look.AGES, "全員の年齢", "", ""),
        Wanted.ESTABLISHED_ON: (Look.DATE, "団体を設立した日", "", ""),
        Wanted.IN_CITY: (Look.YES_NO, "{words}の中に、活動の拠点がありますか", "市", ""),
    }
    for fact, (look, label, usual, unit) in looks.items():
        of_fact = [one for one in wanted if one.fact is fact]
        if of_fact:
            # Whoever names more exactly who is counted is the one to ask by.
            want = max(of_fact, key=lambda one: len(one.words))
            support = "「18、24、39」のように書いてください。" if look is Look.AGES else ""
            text = label.format(words=want.words or usual)
            yield Ask(fact.value, look, text, support, unit=unit, want=want)


def _about_groups(scheme: Scheme, courses: tuple[Course, ...], wanted: list[Want]) -> Iterator[Ask]:
    want = next((one for one in wanted if one.fact is Wanted.GROUPS), None)
    if want is None:
        return
    roles = tuple(
        dict.fromkeys(
            role
            for course in courses
            for one in _questions(scheme, course)
            if one.kind == "groups"
            for role in one.choices
        )
    )
    if not roles:
        label = "一緒に行うほかの団体の数"
        yield Ask(
            "groups",
            Look.WHOLE,
            label,
            "いないときは 0 と入力してください。",
            unit="団体",
            want=want,
        )
        return
    choices = (*((one, one) for one in roles), (NONE, "一緒に行う団体はない"))
    label = "一緒に行うほかの団体（あてはまるもの全部）"
    yield Ask("groups", Look.SEVERAL, label, choices=choices, want=want)


def _past(
    scheme: Scheme, opened: tuple[Course, ...], wanted: list[Want], fiscal_year: int
) -> Iterator[Ask]:
    """Ask for the years, course by course; those the call leaves out are asked about in one.

    A course left out stands alone only where a rule names it: without it the answer would be wrong.
    """
    named = [one.id for one in wanted if one.fact is Wanted.PAST_AWARDS]
    if not named:
        return
    choices = (("yes", "ある"), (NONE, "ない"), (UNSURE, "わからない"))
    label = f"過去に「{scheme.title}」で交付を受けたことがありますか"
    yield Ask(GOT, Look.ONE, label, choices=choices, want=Want(Wanted.PAST_AWARDS))
    years = range(fiscal_year - 1, fiscal_year - 1 - YEARS_BACK, -1)
    offered = tuple((str(year), format_fiscal_year(year)) for year in years)
    # A whole scheme is named by what its courses' ids begin with.
    whole = tuple(one for one in named if one.endswith("."))
    left_out = False
    for course in scheme.courses:
        in_whole = course.id.startswith(whole)
        if course.id in named or (in_whole and course in opened):
            want = Want(Wanted.PAST_AWARDS, course.id)
            label = f"「{course.title}」で交付を受けた年度"
            yield Ask(f"{GOT}-{course.name}", Look.SEVERAL, label, choices=offered, want=want)
        elif in_whole:
            left_out = True
    if left_out:
        want = Want(Wanted.PAST_AWARDS, f"{scheme.id}.")
        label = "そのほかのコースで交付を受けた年度"
        yield Ask(ELSEWHERE, Look.SEVERAL, label, choices=offered, want=want)


def _theme(wanted: list[Want]) -> Iterator[Ask]:
    for one in wanted:
        if one.fact is Wanted.THEME:
            yield Ask("theme", Look.YES_NO, "市が示したテーマに応える事業ですか", want=one)


def _gates(
    scheme: Scheme, courses: tuple[Course, ...], wanted: list[Want], gates: Mapping[Gate, datetime]
) -> Iterator[Ask]:
    written_here = any(scheme.first_kind(one) is FilingKind.PARTICIPATION for one in courses)
    for want in wanted:
        if want.fact is not Wanted.GATE:
            continue
        gate = Gate(want.id)
        if gate is Gate.PARTICIPATION and written_here:
            continue  # it is what an application begins with
        until = f"期限は {format_deadline(gates[gate])} です。" if gate in gates else ""
        choices = (("yes", "済ませた"), (NONE, "まだ"))
        label = f"{GATE_NAMES[gate]}は済みましたか"
        yield Ask(f"gate-{gate.value}", Look.ONE, label, until, choices, want=want)


def _answers(
    scheme: Scheme,
    courses: tuple[Course, ...],
    wanted: list[Want],
    departments: tuple[str, ...],
) -> Iterator[Ask]:
    ids = [one.id for one in wanted if one.fact is Wanted.ANSWER]
    questions = {one.id: one for course in courses for one in _questions(scheme, course)}
    for key in dict.fromkeys(ids):
        if (question := questions.get(key)) is not None:
            yield _of_question(question, departments)


def _of_question(question: Question, departments: tuple[str, ...]) -> Ask:
    offered = departments if question.kind == "department" else question.choices
    looks = {
        "yes_no": Look.YES_NO,
        "declaration": Look.YES_NO,
        "choice": Look.ONE,
        "department": Look.ONE,
        "whole": Look.WHOLE,
    }
    told = question.support
    if question.statement is not None:
        told = question.statement.value
    return Ask(
        f"answer-{question.id}",
        looks.get(question.kind, Look.LINE),
        question.label,
        told,
        tuple((one, one) for one in offered),
        want=Want(Wanted.ANSWER, question.id),
    )


def _questions(scheme: Scheme, course: Course) -> tuple[Question, ...]:
    if FilingKind.PROPOSAL not in scheme.forms:
        return ()
    return tuple(scheme.form_for(FilingKind.PROPOSAL, course).questions())


def read_told(asks: Iterable[Ask], typed: Mapping[str, Any]) -> Told:
    """Give what was understood of the raw answers; blank ones stay unknown.

    :param typed: by question: text, ``{"year", "month", "day"}``, or a list where several are ticked
    """
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for ask in asks:
        raw = typed.get(ask.key)
        try:
            value = _read(ask, raw)
        except ValidationError as error:
            messages = error.messages if isinstance(error.messages, list) else [str(error)]
            problems += [Problem("answer", str(one), ask.key) for one in messages]
        else:
            if value is not None:
                answers[ask.key] = value
    return Told(answers, tuple(problems))


def _read(ask: Ask, raw: Any) -> Any:
    if ask.look is Look.SEVERAL:
        known = {value for value, _ in ask.choices}
        ticked = [one for one in raw if one in known] if isinstance(raw, list) else []
        return tuple(ticked) or None
    if ask.look is Look.ONE:
        return raw if raw in {value for value, _ in ask.choices} else None
    kinds: dict[Look, fields.Field[Any]] = {
        Look.WHOLE: Whole(minimum=0),
        Look.YEN: Yen(minimum=1),
        Look.DATE: Date(),
        Look.YES_NO: YesNo(),
        Look.AGES: Ages(),
        Look.LINE: Text(max_length=200, single_line=True),
    }
    judge = kinds[ask.look]
    judge.allow_none, judge.required = True, False
    judge.metadata = {"label": ask.label}
    return judge.deserialize("" if raw is None else raw, ask.key, None)
