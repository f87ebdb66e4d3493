from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.storage.canonical import canonical_json, digest_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_text_has_sorted_keys_no_spaces_and_plain_characters() -> None:
    assert canonical_json({"年": [1, None, True], "b": "市民"}) == '{"b":"市民","年":[1,null,true]}'


def test_tuples_are_lists() -> None:
    assert canonical_json({"a": (1, 2)}) == canonical_json({"a": [1, 2]})


@given(st.dictionaries(st.text(), VALUES))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    backwards = dict(reversed(value.items()))

    assert canonical_json(backwards) == canonical_json(value)


@pytest.mark.parametrize(
    "value", [0.5, [1.0], {"a": {"b": 1e3}}, {1: "a"}, Fraction(1, 2), date(2026, 4, 1), {1, 2}]
)
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_a_digest_is_of_value_and_salt() -> None:
    digests = {digest_of({}), digest_of({"a": 1}), digest_of({}, salt="x"), digest_of({}, salt="y")}

    assert len(digests) == 4
    assert digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    assert digest_of([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
