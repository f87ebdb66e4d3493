"""Words about who the applicant is: how many, from where, how old, together with whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from marshmallow import fields

from koubo.fields import Rate, Text, Whole
from koubo.money import Line, format_rate
from koubo.schemes.eligibility.case import FACT_KINDS, EligibilityCase, Fact, Finding
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.wants import Want, Wanted
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, at_least_one
from koubo.schemes.words import Around, Asks, Path, Told, joined

MEMBERS_AS_SUCH = Figure("構成員")


@dataclass(frozen=True)
class Members(Condition):
    """At least so many people, counted at the filing by the scheme's own definition."""

    word: ClassVar[str] = "members"
    title: ClassVar[str] = "構成員の人数"
    asks: ClassVar[Asks] = {
        "at_least": Figured(Whole(minimum=1), required=True),
        "counted": Figured(Text(single_line=True), load_default=MEMBERS_AS_SUCH),
    }
    example: ClassVar[str] = "{rule: members, at_least: 3, counted: 議決権をもつ構成員}"
    at_least: Figure[int]
    counted: Figure[str] = MEMBERS_AS_SUCH

    def told(self) -> tuple[Told, ...]:
        """Say how many."""
        text = f"{self.counted.value}が{self.at_least.value}人以上いること"
        return (Told(text, (self.at_least, self.counted)),)

    def wants(self) -> tuple[Want, ...]:
        """Ask how many there are."""
        return (Want(Wanted.MEMBERS, words=self.counted.value),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Compare the members recorded at the filing."""
        least, members, who = self.at_least.value, case.applicant.members, self.counted.value
        told = f"{who}の数が分かりません" if members is None else f"{who} {members}人"
        return self.answered(
            f"{who}が{least}人以上いる",
            None if members is None else members >= least,
            Line(f"{told}（{least}人以上）", joined(self.at_least, self.counted)),
            code="too_few_members",
            message=f"{who}が{least}人以上必要です（{told}）。団体の情報を確かめてください。",
        )


@dataclass(frozen=True)
class ResidentRatio(Condition):
    """At least such a share of the members are citizens by the scheme's own definition."""

    word: ClassVar[str] = "resident_ratio"
    title: ClassVar[str] = "市民の割合"
    asks: ClassVar[Asks] = {
        "at_least": Figured(Rate(), required=True),
        "counted": Figured(Text(single_line=True), required=True),
    }
    example: ClassVar[str] = (
        "{rule: resident_ratio, at_least: 1/2, counted: 市内に住む・勤める・学ぶ人}"
    )
    at_least: Figure[Fraction]
    counted: Figure[str]

    def told(self) -> tuple[Told, ...]:
        """Say which share."""
        share = format_rate(self.at_least.value)
        text = f"構成員のうち{self.counted.value}が{share}以上であること"
        return (Told(text, (self.at_least, self.counted)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where nobody asks how many citizens there are."""
        yield from unasked(Fact.RESIDENTS, around)

    def wants(self) -> tuple[Want, ...]:
        """Ask how many there are, and how many of them are citizens."""
        return (
            Want(Wanted.MEMBERS),
            Want(Wanted.RESIDENTS, words=self.counted.value),
        )

    def finding(self, case: EligibilityCase) -> Finding:
        """Compare exactly, in whole people."""
        members, residents = case.applicant.members, case.applicant.residents
        share, met = self.at_least.value, None
        told = f"{self.counted.value}の数が分かりません"
        if members and residents is not None:
            met = residents >= share * members
            told = f"構成員 {members}人のうち{self.counted.value} {residents}人"
        return self.answered(
            f"{self.counted.value}が{format_rate(share)}以上",
            met,
            Line(f"{told}（{format_rate(share)}以上）", joined(self.at_least, self.counted)),
            code="resident_ratio_too_low",
            message=f"{self.counted.value}の割合が足りません（{told}、{format_rate(share)}以上が必要）。",
        )


@dataclass(frozen=True)
class MemberAges(Condition):
    """Every member is within an age range on the day of filing, as the form asks the ages."""

    word: ClassVar[str] = "member_ages"
    title: ClassVar[str] = "構成員の年齢"
    asks: ClassVar[Asks] = {
        "lowest": Figured(Whole(minimum=0), required=True),
        "highest": Figured(Whole(minimum=0), required=True),
    }
    example: ClassVar[str] = "{rule: member_ages, lowest: 18, highest: 39}"
    lowest: Figure[int]
    highest: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say the range."""
        text = f"構成員の全員が{self.lowest.value}歳から{self.highest.value}歳までであること"
        return (Told(text, (self.lowest, self.highest)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where the range is empty, and where nobody asks the ages."""
        if self.highest.value < self.lowest.value:
            yield ("highest",), Said("ages_out_of_order")
        yield from unasked(Fact.MEMBER_AGES, around)

    def wants(self) -> tuple[Want, ...]:
        """Ask how old they are."""
        return (Want(Wanted.MEMBER_AGES),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Look for anybody outside the range."""
        ages, low, high = case.applicant.member_ages, self.lowest.value, self.highest.value
        outside = [one for one in ages or () if not low <= one <= high]
        told = (
            f"構成員の年齢 {'・'.join(str(one) for one in ages)}" if ages else "年齢が分かりません"
        )
        return self.answered(
            f"構成員の全員が{low}歳から{high}歳まで",
            None if not ages else not outside,
            Line(f"{told}（{low}〜{high}歳）", joined(self.lowest, self.highest)),
            code="member_age_out_of_range",
            message=f"構成員の全員が{low}歳から{high}歳までの団体が対象です（{told}）。",
        )


@dataclass(frozen=True)
class Groups(Condition):
    """At least so many organisations carry the project out together, the applicant included."""

    word: ClassVar[str] = "groups"
    title: ClassVar[str] = "一緒に行う団体の数"
    asks: ClassVar[Asks] = {"at_least": Figured(Whole(minimum=1), required=True)}
    example: ClassVar[str] = "{rule: groups, at_least: 2}"
    at_least: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say how many."""
        return (Told(f"{self.at_least.value}団体以上で行うこと", (self.at_least,)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where nobody asks who joins."""
        if self.at_least.value > 1 and offered_roles(around) == ():
            yield (), Said("no_groups")

    def wants(self) -> tuple[Want, ...]:
        """Ask who joins."""
        return (Want(Wanted.GROUPS),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Count the applicant and those who join it."""
        least = self.at_least.value
        count = None if case.groups is None else 1 + len(case.groups)
        told = "一緒に行う団体が分かりません" if count is None else f"申込団体を含めて {count}団体"
        return self.answered(
            f"{least}団体以上で行う",
            True if least <= 1 else None if count is None else count >= least,
            Line(f"{told}（{least}団体以上）", self.at_least.to_confirm),
            code="too_few_groups",
            message=f"{least}団体以上で一緒に行う事業が対象です（{told}）。一緒に行う団体を書いてください。",
        )


@dataclass(frozen=True)
class Roles(Condition):
    """Those who carry the project out together fill every role that the scheme names."""

    word: ClassVar[str] = "roles"
    title: ClassVar[str] = "一緒に行う団体の役割"
    asks: ClassVar[Asks] = {
        "needs": Figured(fields.List(Text(single_line=True), validate=at_least_one), required=True),
        "own": Text(single_line=True, load_default=""),
    }
    example: ClassVar[str] = "{rule: roles, needs: [事業者, 地域団体]}"
    needs: Figure[list[str]]
    own: str = ""
    """The role that the applicant itself fills; empty: whichever the form says, or none."""

    def told(self) -> tuple[Told, ...]:
        """Name the roles."""
        return (Told(f"{'と'.join(self.needs.value)}が加わっていること", (self.needs,)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where nobody asks who joins, or the form offers a role to nobody."""
        roles = offered_roles(around)
        if roles == ():
            yield (), Said("no_groups")
        for place, one in enumerate(self.needs.value):
            if roles and one != self.own and one not in roles[0]:
                yield ("needs", place), Said("role_not_offered", name=one)

    def wants(self) -> tuple[Want, ...]:
        """Ask who joins as what."""
        return (Want(Wanted.GROUPS),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Look which role nobody fills."""
        filled = {one.role for one in case.groups or ()} | {self.own}
        lacking = [one for one in self.needs.value if one not in filled]
        named = "、".join(f"{one.name}（{one.role}）" for one in case.groups or () if one.role)
        told = f"役割：{named}" if named else "役割をもつ団体が書かれていません"
        return self.answered(
            f"{'と'.join(self.needs.value)}が加わっている",
            None if case.groups is None else not lacking,
            Line(told, self.needs.to_confirm),
            code="role_missing",
            message=f"{'・'.join(lacking)}が加わっていることが必要です。一緒に行う団体と役割を書いてください。",
        )


def unasked(fact: Fact, around: Around) -> Iterator[tuple[Path, Said]]:
    """Say that no question of the proposal tells a fact, so that its rule is never answered."""
    asked = around.questions()
    if asked is not None and not any(one.fact is fact for one in asked):
        yield (), Said("nobody_asks", kind=FACT_KINDS[fact], fact=fact.value)


def offered_roles(around: Around) -> tuple[tuple[str, ...], ...] | None:
    """Give the roles of each question about groups; None where nothing can be said of the form."""
    asked = around.questions()
    if asked is None:
        return None
    return tuple(one.choices for one in asked if one.kind == "groups")
