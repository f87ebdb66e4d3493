"""The teaching set: each file's own rule is what makes its review case come out."""

import pytest

from koubo.plugins import House, load
from schemes.changed import failures, with_one_figure_changed, with_text

SAMPLES = ("komoro", "motosu", "ako2010", "obara", "komae")
CUT_LINE = "{value: cut_line, source: X1}\n  offer_days: {value: 7, source: X1}"


@pytest.fixture(scope="module")
def house() -> House:
    return load()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_golden_case_comes_out(house, name):
    assert failures(house, house.catalog.installed(name)) == []


@pytest.mark.parametrize(
    ("name", "figures"), [("komoro", 2), ("ako2010", 2), ("komae", 2), ("obara", 3)]
)
def test_no_figure_of_an_amount_rule_changes_unnoticed(house, name, figures):
    changed = dict(with_one_figure_changed(house.catalog.installed(name)))

    assert len(changed) == figures
    assert [figure for figure, scheme in changed.items() if not failures(house, scheme)] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "cases"),
    [
        ("komoro", CUT_LINE, "while_money_lasts", "RV-03 KO-R1 KO-R2"),
        (
            "komoro",
            "[{by: smaller_request}]",
            "[{by: criterion, criterion: citizens}]",
            "KO-R1 KO-R2",
        ),
        ("motosu", "{value: impute_mean, source: X8}", "drop", "RV-04"),
        ("motosu", "{value: sum_of_points, source: X8}", "sum_of_item_means", "RV-04"),
        ("ako2010", "{value: equal_and_score, source: R0}", "cut_line", "AKO-R1"),
        ("ako2010", "{value: 60/100, source: R0}", "50/100", "AKO-R1"),
        ("ako2010", "{value: 60/100, source: R0}", "68/100", "AKO-R1"),
        ("komoro", "{value: sum_of_points, source: X1}", "median_of_totals", "KO-R2"),
        ("obara", "most_share: 1/2", "most_share: 1/4", "OB-R1"),
        ("obara", "most_share: 1/2", "most_share: 1", "OB-R1"),
        ("obara", "at_least: 8,", "at_least: 7.5,", "OB-R1"),
        ("obara", "at_least: 8,", "at_least: 9,", "OB-R1"),
        ("komae", "{value: partial, source: R10,", "{value: while_money_lasts,", "KOM-R1 KOM-R2"),
        ("komae", "{value: 3, source: R10}", "2", "KOM-R3"),
        ("komae", "{value: 3, source: R10}", "4", "KOM-R3"),
    ],
)
def test_another_rule_of_selection_fails_its_cases(house, name, old, new, cases):
    changed = with_text(house.catalog.installed(name), old, new)

    assert failures(house, changed) == cases.split()


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_not_published_says_what_was_put_in_its_place(house, name):
    scheme = house.catalog.installed(name)
    marks = [figure for figure in (scheme.law, scheme.costs.counting) if figure.value]

    assert all(figure.to_confirm for figure in marks)
    assert all(letter.form_number.to_confirm for letter in scheme.letters.values())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_teaching_file_begins_with_what_it_teaches_and_stays_short(house, name):
    lines = house.catalog.installed(name).text.splitlines()

    assert lines[0].startswith("# 見本")
    assert any(line.startswith("# 学ぶこと：") for line in lines)
    assert len(lines) <= 150


def test_each_city_stands_under_the_name_that_case_files_use(house):
    known = {
        other: course.id
        for name in SAMPLES
        for course in house.catalog.installed(name).courses
        for other in course.known_as
    }

    assert known == {f"samples.{name}": f"{name}.main" for name in SAMPLES}
