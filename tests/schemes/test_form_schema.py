"""The API's description of a form and the columns of exports come from the same declaration."""

import json
from datetime import date
from typing import Any

import pytest

from applications.test_reading import BUDGET, FORM, STEP, read
from koubo.applications.schemas import answers_to_json
from koubo.schemes.form_columns import export_columns, export_row
from koubo.schemes.form_schema import DRAFT, form_schema
from schemes.json_schema import broken

SCHEMA = form_schema(FORM)


def kept(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(answers_to_json(FORM, read(changes).answers)))
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"bylaws_kept": "いいえ"},
        {"steps": [], "fee": ""},
        {"steps": [STEP] * 10, "plan.publish": ""},
        {"budget": {**BUDGET, "expenses": BUDGET["expenses"] * 1}},
    ],
)
def test_what_is_filed_is_what_the_schema_describes(changes):
    assert SCHEMA["$schema"] == DRAFT
    assert list(broken(SCHEMA, kept(changes))) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"fee": "2000"}, "/fee"),
        ({"fee": -1}, "/fee"),
        ({"field": "観光"}, "/field"),
        ({"pledge": False}, "/pledge"),
        ({"steps": [{"day": "2026-05-01"}]}, "/steps/0/what"),
        ({"groups": [{"name": "南町会", "role": "大学"}]}, "/groups/0/role"),
        ({"unheard_of": 1}, "/unheard_of"),
    ],
)
def test_what_could_not_be_filed_breaks_the_schema(changes, where):
    assert where in list(broken(SCHEMA, {**kept(), **changes}))


def test_every_question_is_described_and_those_that_are_computed_are_read_only():
    asked = {one.id for one in FORM.questions() if one.kind != "files"}
    titles = {key: one["title"] for key, one in SCHEMA["properties"].items()}

    assert set(titles) == asked | {"plan.publish"}
    assert titles["leader_kana"] == "代表者のフリガナ"
    read_only = [key for key, one in SCHEMA["properties"].items() if one.get("readOnly")]
    assert read_only == ["net"]
    assert SCHEMA["properties"]["plan"]["examples"] == ["花を植える"]


def test_the_columns_of_an_export_follow_the_form():
    columns = dict(export_columns(FORM))
    row = dict(zip(columns, export_row(FORM, read().answers), strict=True))

    assert list(columns)[:5] == ["project_name", "plan", "plan.publish", "fee", "starts_on"]
    assert [key for key in columns if key.startswith("steps.")] == [
        "steps.count",
        "steps.day",
        "steps.what",
        "steps.kind",
        "steps.cost",
        "steps.cost.total",
        "steps.people",
    ]
    assert columns["budget.income.requested_grant"] == "収支予算書：収入：市の補助金"
    assert {
        key: row[key] for key in ("plan.publish", "fee", "starts_on", "net", "steps.people")
    } == {
        "plan.publish": "はい",
        "fee": 2_000,
        "starts_on": date(2026, 4, 1),
        "net": 10_000,
        "steps.people": "8人\n8人",
    }
    assert row["steps.cost.total"] == 12_000
    assert (row["budget.total"], row["budget.income.requested_grant"]) == (61_000, 61_000)
    assert row["budget.lines"] == "報償費　講師　61,000円"


def test_what_was_not_answered_is_blank_in_an_export():
    row = export_row(FORM, {})

    assert len(row) == len(export_columns(FORM))
    # The sum is computed all the same: of nothing.
    assert [one for one in row if one is not None] == [0]
