"""What importing a ledger would do, line by line: a pure function of lines, records and choices."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from koubo.money import format_yen
from koubo.people.names import fold, legal_form, name_key
from koubo.schemes.award_ledger import LedgerLine
from koubo.schemes.ledger_values import (
    LEAVE_OUT,
    NEW_ORGANISATION,
    Asked,
    Choices,
    Known,
    LedgerPlan,
    Outcome,
    PlannedLine,
    Records,
)
from koubo.storage.canonical import digest_of

NO_CHOICES = Choices()


def box_of(kind: str, key: str) -> str:
    """Name the box in which the meaning of a name is chosen; the same for the same name."""
    return f"{kind}-{sha256(key.encode()).hexdigest()[:12]}"


def course_key(name: str) -> str:
    """Give what a course's name is compared by; 「コース」 at its end says nothing."""
    return fold(name).removesuffix(fold("コース"))


def organisation_keys(lines: Iterable[LedgerLine]) -> dict[str, str]:
    """Give the key of each name in a ledger: one for names that differ in writing only.

    A name that stands there with two legal forms is two organisations.
    """
    names = list(dict.fromkeys(one.organisation for one in lines if one.organisation))
    keys = {name: name_key(name) or name for name in names}
    forms: dict[str, set[str]] = {}
    for name, key in keys.items():
        forms.setdefault(key, set()).add(legal_form(name))
    return {
        name: f"{key}/{form}" if len(forms[key] - {""}) > 1 and (form := legal_form(name)) else key
        for name, key in keys.items()
    }


def plan_ledger(
    lines: Iterable[LedgerLine], records: Records, choices: Choices = NO_CHOICES
) -> LedgerPlan:
    """Say what becomes of each line; the digest names exactly this."""
    return _Planner(tuple(lines), records, choices).plan()


class _Planner:
    def __init__(self, lines: tuple[LedgerLine, ...], records: Records, choices: Choices) -> None:
        self.lines, self.records, self.choices = lines, records, choices
        self.keys = organisation_keys(lines)
        numbers: dict[str, set[str]] = {}
        for one in lines:
            numbers.setdefault(self.keys.get(one.organisation, ""), set()).add(one.corporate_number)
        # A number that stands in one line of a name counts for all of them.
        self.numbers = {
            key: found.pop() for key, each in numbers.items() if len(found := each - {""}) == 1
        }
        self.organisations: dict[str, Asked] = {}
        self.courses: dict[str, Asked] = {}
        self.taken: dict[tuple[str, str, int], LedgerLine] = {}

    def plan(self) -> LedgerPlan:
        planned = tuple(self._planned(one) for one in self.lines)
        counts = Counter(one.outcome for one in planned)
        newcomers: dict[str, LedgerLine] = {}
        for one in planned:
            if one.outcome is Outcome.NEW and one.organisation is None:
                newcomers.setdefault(one.organisation_key, one.line)
        undecided = [one for one in self.courses.values() if one.chosen is None]
        broken = counts[Outcome.BROKEN] and not self.choices.without_broken
        return LedgerPlan(
            lines=planned,
            organisations=tuple(self.organisations.values()),
            courses=tuple(self.courses.values()),
            counts=counts,
            newcomers=newcomers,
            ready=bool(planned) and not undecided and not broken,
            digest=digest_of([_plain(one) for one in planned]),
        )

    def _planned(self, line: LedgerLine) -> PlannedLine:
        key = self.keys.get(line.organisation, "")
        problems = [one.message for one in line.problems]
        course_id = self._course(line)
        organisation = self._organisation(line, key) if key and course_id != LEAVE_OUT else None
        if course_id == LEAVE_OUT:
            return PlannedLine(line, Outcome.LEFT_OUT, key, None)
        if course_id is None:
            problems.append("コースを選んでください。")
        if problems or line.year is None or course_id is None:
            return PlannedLine(line, Outcome.BROKEN, key, organisation, problems=tuple(problems))
        who = str(organisation.id) if organisation else key
        before = self.taken.setdefault((who, course_id, line.year), line)
        if before is not line:
            told = f"{before.place}と、団体・コース・年度が同じです。1行にまとめてください。"
            return PlannedLine(line, Outcome.BROKEN, key, organisation, course_id, problems=(told,))
        return self._compared(line, key, organisation, course_id, line.year)

    def _compared(
        self, line: LedgerLine, key: str, organisation: Known | None, course_id: str, year: int
    ) -> PlannedLine:
        recorded = (
            self.records.awards.get((organisation.id, course_id, year)) if organisation else None
        )
        if recorded is None:
            return PlannedLine(line, Outcome.NEW, key, organisation, course_id)
        outcome = Outcome.SAME
        if line.amount is not None and line.amount != recorded.amount:
            take = self.choices.take_amounts and not recorded.by_koubo
            outcome = Outcome.REPLACED if take else Outcome.KEPT
        return PlannedLine(
            line, outcome, key, organisation, course_id, recorded.id, recorded.amount
        )

    def _course(self, line: LedgerLine) -> str | None:
        """Give the course's id, LEAVE_OUT, or None while nobody knows."""
        key = course_key(line.course)
        found = self.records.course_names.get(key, frozenset())
        if len(found) == 1:
            return next(iter(found))
        box = box_of("course", key)
        chosen = self.choices.names.get(box) or None
        if chosen not in self.records.courses and chosen != LEAVE_OUT:
            chosen = None
        self.courses[key] = _counted(self.courses.get(key), Asked(box, key, line.course, 0, chosen))
        return chosen

    def _organisation(self, line: LedgerLine, key: str) -> Known | None:
        """Give the organisation on record; None for one that is new."""
        number = line.corporate_number or self.numbers.get(key, "")
        found = self.records.by_number.get(number) or self.records.decided.get(key)
        if found is not None:
            return found
        same = [
            one
            for one in self.records.by_key.get(name_key(line.organisation), ())
            if _may_be(line.organisation, number, one)
        ]
        if len(same) == 1:
            return same[0]
        namesakes = self.records.by_key.get(name_key(line.organisation), ())
        near = self.records.likely.get(name_key(line.organisation), ())
        likely = {one.id: one for one in (*same, *namesakes, *near)}
        box = box_of("organisation", key)
        chosen = self.choices.names.get(box, NEW_ORGANISATION)
        known = likely.get(int(chosen)) if chosen.isascii() and chosen.isdecimal() else None
        asked = Asked(
            box,
            key,
            line.organisation,
            0,
            str(known.id) if known else NEW_ORGANISATION,
            tuple(likely.values()),
        )
        self.organisations[key] = _counted(self.organisations.get(key), asked)
        return known


def _counted(before: Asked | None, asked: Asked) -> Asked:
    if before is None:
        return Asked(asked.box, asked.key, asked.name, 1, asked.chosen, asked.likely)
    return Asked(
        before.box, before.key, before.name, before.lines + 1, before.chosen, before.likely
    )


def _may_be(name: str, number: str, known: Known) -> bool:
    """Say whether a name that is the same but for its legal form may be this organisation."""
    forms = {legal_form(name), legal_form(known.name)} - {""}
    numbers = {number, known.corporate_number} - {""}
    return len(forms) < 2 and len(numbers) < 2


def _plain(one: PlannedLine) -> list[str]:
    line, known = one.line, one.organisation
    return [
        line.place,
        one.outcome.value,
        str(known.id) if known else one.organisation_key,
        line.organisation,
        one.course_id,
        str(line.year),
        "" if line.amount is None else format_yen(line.amount),
        "" if one.recorded is None else format_yen(one.recorded),
    ]
