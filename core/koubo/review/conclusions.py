"""What a panel may conclude on a stage, and what it is held to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from koubo.money import format_yen
from koubo.problems import Problem
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.review.selection.values import Pot, Verdict

ADVANCING = (Conclusion.ADVANCE, Conclusion.NOT_RECOMMENDED)
FINAL = (Conclusion.RECOMMENDED, Conclusion.RUNNER_UP, Conclusion.NOT_RECOMMENDED)


@dataclass(frozen=True)
class ConclusionLine:
    """What the panel concludes on one application (円)."""

    application_id: int
    conclusion: Conclusion
    amount: int = 0
    conditions: str = ""
    remarks: str = ""
    """Why the panel departs from the computed proposal; for staff."""
    comment: str = ""
    """What the panel says to the organisation (講評)."""


@dataclass(frozen=True)
class Proposal:
    """What binds a conclusion on one application: what was computed, asked for and calculated."""

    application_id: int
    project: str
    conclusion: Conclusion
    amount: int
    requested: int
    calculated: int
    with_money: bool = True
    """Whether its course gives any; of one that does not, a recommendation names no yen."""
    course_id: str = ""
    tied: bool = False
    """Nothing was computed for it, since others stand on the same rank: the panel has to say why."""

    @property
    def most(self) -> int:
        """Give the most that may be recommended (円)."""
        return min(self.requested, self.calculated)


def conclusions_of(*, last: bool) -> tuple[Conclusion, ...]:
    """Give what may be concluded on one application at the end of a stage."""
    return FINAL if last else ADVANCING


def proposed_conclusion(verdict: Verdict, *, last: bool) -> Conclusion:
    """Give the conclusion that a computed verdict amounts to."""
    if verdict is Verdict.PASSED:
        return Conclusion.RECOMMENDED if last else Conclusion.ADVANCE
    if verdict is Verdict.RUNNER_UP and last:
        return Conclusion.RUNNER_UP
    return Conclusion.NOT_RECOMMENDED


LINE_PARTS = ("conclusion", "amount", "conditions", "remarks", "comment")
"""What is written of each application."""


def line_field(name: str, application_id: int) -> str:
    """Give the name of a field of one application's line: amount-12."""
    return f"{name}-{application_id}"


def texts_of(concluded_on: date, remarks: str, lines: Iterable[ConclusionLine]) -> dict[str, str]:
    """Give a conclusion as the raw texts of its form, by field."""
    texts = {
        "concluded_on-year": str(concluded_on.year),
        "concluded_on-month": str(concluded_on.month),
        "concluded_on-day": str(concluded_on.day),
        "remarks": remarks,
    }
    for one in lines:
        said = {
            "conclusion": one.conclusion.value,
            "amount": f"{one.amount:,}" if one.amount else "",
            "conditions": one.conditions,
            "remarks": one.remarks,
            "comment": one.comment,
        }
        texts |= {line_field(part, one.application_id): text for part, text in said.items()}
    return texts


def conclusion_problems(
    proposals: Sequence[Proposal],
    lines: Mapping[int, ConclusionLine],
    *,
    last: bool,
    budget: int,
    concluded_on: date,
    today: date,
    pots: Sequence[Pot] = (),
) -> Iterator[Problem]:
    """Say everything that keeps a recommendation from being recorded.

    :param budget: what the call may give (円); only the last stage's recommendation gives any
    :param pots: how that is parted among the courses; without any, the budget alone binds
    """
    if concluded_on > today:
        message = "審査会の日が今日より後です。実際に開いた日を入力してください。"
        yield Problem("not_yet_held", message, "concluded_on")
    if unknown := lines.keys() - {one.application_id for one in proposals}:
        told = "、".join(str(number) for number in sorted(unknown))
        message = f"この審査の対象でない応募が含まれています（{told}）。読み込み直してください。"
        yield Problem("not_in_stage", message)
    for proposal in proposals:
        line = lines.get(proposal.application_id)
        if line is None or line.conclusion not in conclusions_of(last=last):
            message = f"「{proposal.project}」について、審査会の結論を選んでください。"
            field = line_field("conclusion", proposal.application_id)
            yield Problem("no_conclusion", message, field)
        else:
            yield from _line_problems(proposal, line)
    given = sum(one.amount for one in lines.values() if one.conclusion is Conclusion.RECOMMENDED)
    if given > budget:
        yield Problem(
            "above_budget",
            f"答申額の合計 {format_yen(given)} が予算 {format_yen(budget)} を"
            f"{format_yen(given - budget)} 超えています。金額か結論を直してください。",
        )
    elif pots:
        courses = {one.application_id: one.course_id for one in proposals}
        given_out = pot_sums(pots, given_by_course(lines.values(), courses))
        yield from pot_problems(given_out, "答申額")
        yield from _offer_problems(proposals, lines, given_out)


@dataclass(frozen=True)
class PotSum:
    """A pot and what is recommended out of it (円); what a course's own lacks, the common one gives."""

    pot: Pot
    given: int

    @property
    def over(self) -> int:
        """Give by how much it is exceeded (円)."""
        return max(self.given - self.pot.amount, 0)


def given_by_course(lines: Iterable[ConclusionLine], courses: Mapping[int, str]) -> dict[str, int]:
    """Give what is recommended, by course (円)."""
    given: dict[str, int] = {}
    for one in lines:
        if one.conclusion is Conclusion.RECOMMENDED and one.application_id in courses:
            course_id = courses[one.application_id]
            given[course_id] = given.get(course_id, 0) + one.amount
    return given


def pot_sums(pots: Sequence[Pot], given: Mapping[str, int]) -> list[PotSum]:
    """Give what is taken out of each pot: a course's own first, what it lacks out of the common one.

    Where there is no common pot, a course's own one shows by how much it is exceeded.
    """
    common = next((one for one in pots if not one.course_ids), None)
    served = {course for pot in pots for course in pot.course_ids}
    beyond = sum(amount for course, amount in given.items() if course not in served)
    found = []
    for pot in pots:
        if not pot.course_ids:
            continue
        taken = sum(given.get(course, 0) for course in pot.course_ids)
        if common is not None:
            beyond += max(taken - pot.amount, 0)
            taken = min(taken, pot.amount)
        found.append(PotSum(pot, taken))
    return [*found, PotSum(common, beyond)] if common is not None else found


def pot_problems(sums: Iterable[PotSum], amounts: str) -> Iterator[Problem]:
    """Complain of every pot that is exceeded.

    :param amounts: what the sums are made of: 答申額, 内定額
    """
    for one in sums:
        if one.over:
            yield Problem(
                "above_pot",
                f"{amounts}の合計が「{one.pot.title}」の枠 {format_yen(one.pot.amount)} を"
                f"{format_yen(one.over)} 超えています。金額か結論を直してください。",
            )


def _offer_problems(
    proposals: Iterable[Proposal], lines: Mapping[int, ConclusionLine], sums: Iterable[PotSum]
) -> Iterator[Problem]:
    """Complain where a runner-up is offered more than the recommended leave in its pots.

    Each of several may be offered all of it: they are asked one after the other.
    """
    left = [(one.pot.course_ids, max(one.pot.amount - one.given, 0)) for one in sums]
    for one in proposals:
        line = lines.get(one.application_id)
        if line is None or line.conclusion is not Conclusion.RUNNER_UP:
            continue
        rest = sum(amount for courses, amount in left if not courses or one.course_id in courses)
        if line.amount > rest:
            yield Problem(
                "above_rest",
                f"「{one.project}」は次点のため、答申額は採択すべき応募に配った残り"
                f" {format_yen(rest)} 以下にしてください。",
                line_field("amount", one.application_id),
            )


def _line_problems(proposal: Proposal, line: ConclusionLine) -> Iterator[Problem]:
    yield from _amount_problems(proposal, line)
    departs = line.conclusion is not proposal.conclusion or line.amount != proposal.amount
    if proposal.tied and not line.remarks:
        yield Problem(
            "tie_unexplained",
            f"「{proposal.project}」は同じ順位の応募と並んでいて、集計では決まりません。"
            "審査会がそう結論した理由を書いてください。",
            line_field("remarks", proposal.application_id),
        )
    elif departs and not line.remarks:
        yield Problem(
            "departure_unexplained",
            f"「{proposal.project}」は集計による案"
            f"（{CONCLUSION_NAMES[proposal.conclusion]}、{format_yen(proposal.amount)}）と違います。"
            "審査会がそう結論した理由を書いてください。",
            line_field("remarks", proposal.application_id),
        )


def _amount_problems(proposal: Proposal, line: ConclusionLine) -> Iterator[Problem]:
    field = line_field("amount", proposal.application_id)
    may_have_money = line.conclusion in (Conclusion.RECOMMENDED, Conclusion.RUNNER_UP)
    if line.amount and not may_have_money:
        told = CONCLUSION_NAMES[line.conclusion]
        message = f"「{proposal.project}」は「{told}」のため、答申額を空欄にしてください。"
        yield Problem("amount_without_recommendation", message, field)
    elif line.amount and not proposal.with_money:
        message = (
            f"「{proposal.project}」はお金を伴わないコースのため、答申額を空欄にしてください。"
        )
        yield Problem("amount_without_money", message, field)
    elif line.amount < 1 and proposal.with_money and line.conclusion is Conclusion.RECOMMENDED:
        message = f"「{proposal.project}」の答申額を1円以上で入力してください。"
        yield Problem("amount_missing", message, field)
    elif line.amount > proposal.most:
        yield Problem(
            "above_calculated",
            f"「{proposal.project}」の答申額は {format_yen(proposal.most)} 以下にしてください"
            f"（申請額 {format_yen(proposal.requested)}、"
            f"算定額 {format_yen(proposal.calculated)}）。",
            field,
        )
