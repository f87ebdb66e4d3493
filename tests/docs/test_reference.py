"""The reference is made from the code, and names all that the code has."""

import inspect
import re

import pytest

from docs.fences import example, plain, written
from koubo import api
from koubo.hooks import specification_of
from koubo.plugins import HOOKSPECS
from koubo.schemes.amounts.steps import Cap, Minimum, RateStep, RoundTo
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.vocabulary import CONDITIONS, STEPS
from reference import PARTS
from reference.hooks import groups, hooks_of
from reference.vocabulary import load_example, meaning
from reference.writing import prose, signature, table

HOOKS = [hook for module in groups() for hook in hooks_of(module)]
LATER = (Cap, RoundTo, Minimum)


@pytest.mark.parametrize("kind", CONDITIONS, ids=lambda kind: kind.word)
def test_the_example_of_a_condition_loads_inside_a_scheme(kind):
    data = example()
    data["courses"][1]["eligibility"].append(plain(kind.example))

    scheme = load_scheme(written(data))

    assert scheme.courses[1].conditions[-1] == load_example("rule", kind)


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.word)
def test_the_example_of_a_step_loads_inside_a_scheme(kind):
    data = example()
    steps, one = data["courses"][0]["funding"], plain(kind.example)
    if issubclass(kind, RateStep):
        steps[0] = one
    elif issubclass(kind, LATER):
        steps[:] = [each for each in steps if each["step"] != kind.word] + [one]
    else:
        steps.insert(0, one)

    scheme = load_scheme(written(data))

    assert load_example("step", kind) in scheme.courses[0].funding.steps


@pytest.mark.parametrize("kind", [*CONDITIONS, *STEPS], ids=lambda kind: kind.word)
def test_every_item_of_a_word_has_a_meaning(kind):
    assert all(meaning(kind, key, field) for key, field in kind.asks.items())


def test_every_word_stands_in_the_reference():
    text = "\n".join((PARTS["conditions"](), PARTS["steps"]()))

    headings = re.findall(r"^### (.+) `(\w+)`$", text, re.MULTILINE)
    assert headings == [(kind.title, kind.word) for kind in (*CONDITIONS, *STEPS)]


def test_every_hook_has_a_heading_with_exactly_its_arguments():
    headings = re.findall(r"^### `(.+)`$", PARTS["hooks"](), re.MULTILINE)

    assert set(HOOKSPECS) <= set(groups())
    assert headings == [
        f"{hook.__name__}({', '.join(inspect.signature(hook).parameters)})" for hook in HOOKS
    ]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.__name__)
def test_a_hook_speaks_only_of_arguments_that_it_has(hook):
    told = re.findall(r":param (\w+):", inspect.getdoc(hook))

    assert set(told) <= set(inspect.signature(hook).parameters)
    assert specification_of(hook).name == hook.__name__


def test_the_door_shows_every_name_that_is_promised():
    headings = re.findall(r"^## (.+)$", PARTS["door"](), re.MULTILINE)

    assert sorted(headings) == sorted(api.__all__)


def described(course: str, *, nth: int = 1) -> "list[int] | None":
    """Give what it comes to.

    It goes on ``here``.

    :param course: a name
        that runs on
    :raises KeyError: for none
    """


def test_a_docstring_becomes_markdown():
    assert prose(described) == (
        "Give what it comes to.\n\nIt goes on `here`.\n\n"
        "- `course`: a name that runs on\n- raises `KeyError` for none"
    )


def test_a_signature_is_written_as_an_author_writes_it():
    assert signature(described) == "described(course: str, *, nth: int = 1) -> list[int] | None"
    assert signature(api.award_amount) == (
        "award_amount(funding: Funding, case: AmountCase) -> Worked[int]"
    )


def test_a_bar_in_a_cell_does_not_end_it():
    assert table(("a",), [("int | None",)]) == "| a |\n| --- |\n| int \\| None |"
