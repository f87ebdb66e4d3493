"""What is kept as JSON comes back as it was, and grows with its class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.storage.canonical import canonical_json
from koubo.storage.frozen import from_plain, part_from_plain, to_plain


class Kind(StrEnum):
    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True)
class Inner:
    name: str
    kind: Kind
    rate: Fraction
    on: date | None = None


@dataclass(frozen=True)
class Outer:
    inners: tuple[Inner, ...]
    sums: Mapping[Kind, int]
    at: datetime
    maybe: Mapping[str, Inner | None] = field(default_factory=dict)
    sure: bool = True


INNERS = st.builds(Inner, rate=st.fractions())
OUTERS = st.builds(
    Outer,
    inners=st.lists(INNERS).map(tuple),
    at=st.datetimes(timezones=st.just(UTC)),
    maybe=st.dictionaries(st.text(), st.none() | INNERS),
)


@given(OUTERS)
def test_a_value_comes_back_as_it_was(value: Outer) -> None:
    plain = to_plain(value)

    assert from_plain(Outer, plain) == value
    assert canonical_json(plain)
    assert part_from_plain(Outer, "inners", plain["inners"]) == value.inners


def test_what_the_class_does_not_know_is_left_out_and_what_is_new_has_its_default() -> None:
    kept = {"name": "川", "kind": "own", "rate": "3/4", "gone": 5}

    assert from_plain(Inner, kept) == Inner("川", Kind.OWN, Fraction(3, 4))


@pytest.mark.parametrize("kept", [{"name": "川"}, {"name": "川", "kind": "lost", "rate": "1"}])
def test_what_the_class_cannot_take_any_more_is_an_error(kept: dict[str, str]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(Inner, kept)


def test_what_could_not_be_read_back_is_refused() -> None:
    with pytest.raises(TypeError):
        to_plain({"share": 0.5})
