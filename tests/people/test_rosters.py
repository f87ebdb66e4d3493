"""Rosters: kept by members, imported exactly as shown, and never forgotten by the house."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.actions.roster import (
    IMPORT_KIND,
    add_entry,
    apply_import,
    change_entry,
    plan_roster,
    record_export,
    remove_entry,
)
from koubo.people.imports import keep_import, load_import
from koubo.people.models import ImportDraft, Organisation, RosterEntry
from koubo.people.roster_rules import Fate, RosterLine, RosterPlan
from koubo.people.rosters import roster_of
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.canonical import digest_of
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of

HEADER = ("役職名", "氏　名", "ふりがな", "生年月日（和暦）", "性別", "住所")
HANAKO: dict[str, Any] = {
    "position": "会長",
    "name": "水玉 花子",
    "kana": "みずたま ﾊﾅｺ",
    "born_on": {"year": "昭和55", "month": "４", "day": "1"},
    "sex": "女性",
    "address": "倉敷市",
}
LINE = RosterLine("会長", "水玉 花子", "ミズタマ　ハナコ", date(1980, 4, 1), "女", "倉敷市")


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def _add(city: City, by: str = "applicant", **changes: Any) -> int:
    with city.uow(AFTER, by) as uow:
        typed = {**HANAKO, **changes}
        return add_entry(uow, city.actor(by), city.ids["organisation"], typed=typed)


def _lines(city: City) -> list[RosterLine]:
    with city.uow() as uow:
        return [one.value() for one in roster_of(uow.session, city.ids["organisation"])]


def _upload(city: City, *rows: tuple[Any, ...], header: tuple[str, ...] = HEADER) -> int:
    content = write_workbook([Sheet("名簿", header, rows)])
    with city.uow(AFTER, "applicant") as uow:
        return keep_import(
            uow,
            city.files,
            city.actor("applicant"),
            kind=IMPORT_KIND,
            subject_id=city.ids["organisation"],
            name="名簿.xlsx",
            stream=BytesIO(content),
        )


def _plan(city: City, draft_id: int) -> RosterPlan:
    with city.uow(AFTER, "applicant") as uow:
        organisation = city.ids["organisation"]
        return plan_roster(uow, city.files, city.actor("applicant"), organisation, draft_id)


def _apply(
    city: City, draft_id: int, plan: RosterPlan, *, by: str = "applicant", gone: bool = True
) -> dict[str, int]:
    with city.uow(AFTER, by) as uow:
        return apply_import(
            uow,
            city.files,
            city.actor(by),
            city.ids["organisation"],
            draft_id,
            shown=digest_of(plan.as_json()),
            remove_gone=gone,
        )


def test_a_person_is_added_changed_and_taken_off(city: City) -> None:
    organisation, actor = city.ids["organisation"], city.actor("applicant")
    entry = _add(city)
    assert _add(city) == entry
    assert _lines(city) == [LINE]

    def change(**changes: Any) -> None:
        with city.uow(AFTER + timedelta(days=1), "applicant") as uow:
            typed = {**HANAKO, **changes}
            change_entry(uow, actor, organisation, entry, typed=typed, version=1)

    change(position="顧問", kana="", born_on={}, sex="", address="")
    with pytest.raises(Stale):
        change(position="監事")
    assert _lines(city) == [RosterLine("顧問", "水玉 花子")]

    with city.uow(AFTER + timedelta(days=2), "applicant") as uow:
        remove_entry(uow, actor, organisation, entry, version=2)
    assert _lines(city) == []
    with city.uow() as uow:
        kept = uow.session.get_one(RosterEntry, entry)
        steps = history_of(uow.session, uow.session.get_one(Organisation, organisation))
    assert kept.removed_at == AFTER + timedelta(days=2)
    assert [one.verb for one in steps] == [
        "add_roster_entry",
        "change_roster_entry",
        "remove_roster_entry",
    ]


def test_what_is_wrong_is_named_and_strangers_find_nothing(city: City) -> None:
    with pytest.raises(Problems) as found:
        _add(city, position="", kana="水玉", born_on="2026-01-01", sex="x")
    with pytest.raises(Problems) as unborn:
        _add(city, born_on="2025-12-11")
    for stranger in ("stranger", "officer"):
        with pytest.raises(NotFound):
            _add(city, stranger)

    assert [one.field for one in found.value.problems] == ["position", "kana", "sex"]
    assert [one.message for one in unborn.value.problems] == [
        "「生年月日」は今日（令和7年12月10日）までの日を入力してください。"
    ]
    assert _lines(city) == []


def test_a_file_is_shown_first_and_then_applied_exactly(city: City) -> None:
    _add(city)
    _add(city, position="理事", name="倉敷 一郎", born_on="S30.1.2")
    _add(city, position="監事", name="真備 二郎")
    draft = _upload(
        city,
        ("会長", "水玉花子", "ミズタマ ハナコ", "昭和５５年４月１日", "女", "倉敷市"),
        ("副会長", "倉敷　一郎", "", "1955/1/2", "男", "=HYPERLINK(1)"),
        ("会計", "新田 三郎", "しんでん さぶろう", date(2001, 2, 3), None, None),
    )

    plan = _plan(city, draft)
    assert plan.problems == ()
    assert [(one.fate, one.row) for one in plan.lines] == [
        (Fate.CHANGED, 2),
        (Fate.CHANGED, 3),
        (Fate.NEW, 4),
        (Fate.GONE, None),
    ]
    assert plan.lines[0].differences() == [("氏名", "水玉 花子", "水玉花子")]
    assert [label for label, _, _ in plan.lines[1].differences()] == [
        "役職", "氏名", "フリガナ", "性別", "住所",
    ]  # fmt: skip
    assert len(_lines(city)) == 3

    with pytest.raises(NotFound):
        _apply(city, draft, plan, by="stranger")
    assert _apply(city, draft, plan) == {"new": 1, "changed": 2, "removed": 1}
    with pytest.raises((Refused, Stale)):
        _apply(city, draft, _plan(city, draft))
    assert _lines(city) == [
        RosterLine("会長", "水玉花子", "ミズタマ　ハナコ", date(1980, 4, 1), "女", "倉敷市"),
        RosterLine("副会長", "倉敷　一郎", "", date(1955, 1, 2), "男", "=HYPERLINK(1)"),
        RosterLine("会計", "新田 三郎", "シンデン　サブロウ", date(2001, 2, 3)),
    ]
    with city.uow() as uow:
        kept = uow.session.get_one(ImportDraft, draft)
        assert kept.outcome == {"new": 1, "changed": 2, "removed": 1}


def test_a_column_that_is_not_there_is_left_alone(city: City) -> None:
    _add(city)
    draft = _upload(city, ("顧問", "水玉 花子"), header=("役職", "氏名"))

    assert _apply(city, draft, _plan(city, draft)) == {"new": 0, "changed": 1, "removed": 0}
    assert _lines(city)[0].address == "倉敷市"
    assert _lines(city)[0].position == "顧問"


def test_one_wrong_cell_keeps_the_whole_file_out(city: City) -> None:
    draft = _upload(
        city,
        ("会長", "水玉 花子", "", "昭和99年1月1日", "", ""),
        ("", "倉敷 一郎", "漢字", "", "", ""),
        ("理事", "真備 二郎", "", "", "", ""),
        ("監事", "真備　二郎", "", "", "", ""),
    )

    plan = _plan(city, draft)

    assert [(one.row, one.cell) for one in plan.problems] == [
        (2, "D2"),
        (3, "A3"),
        (3, "C3"),
        (5, "B5"),
    ]
    assert plan.problems[3].message == "4行目と同じ人です。どちらかの行を消してください。"
    with pytest.raises(Refused):
        _apply(city, draft, plan)
    assert _lines(city) == []
    for rows, header in (((), HEADER), ((("会長",),), ("役割", "備考"))):
        with pytest.raises(Problems):
            _plan(city, _upload(city, *rows, header=header))


def test_a_roster_that_changed_meanwhile_is_shown_again(city: City) -> None:
    draft = _upload(city, ("会長", "水玉 花子", "", "", "", ""))
    seen = _plan(city, draft)
    _add(city)

    with pytest.raises(Stale):
        _apply(city, draft, seen)
    assert _lines(city) == [LINE]


def test_a_kept_file_is_its_own_readers_only_and_exports_are_recorded(city: City) -> None:
    draft = _upload(city, ("会長", "水玉 花子", "", "", "", ""))
    organisation = city.ids["organisation"]

    def load(person: str, kind: str, subject: int | None) -> int:
        with city.uow() as uow:
            found = load_import(
                uow.session, city.actor(person), draft, kind=kind, subject_id=subject
            )
            return found.id

    assert load("applicant", IMPORT_KIND, organisation) == draft
    for person, kind, subject in (
        ("stranger", IMPORT_KIND, organisation),
        ("applicant", "ledger", organisation),
        ("applicant", IMPORT_KIND, None),
    ):
        with pytest.raises(NotFound):
            load(person, kind, subject)

    with city.uow(AFTER, "officer") as uow:
        record_export(uow, city.actor("officer"), organisation)
    with city.uow(AFTER, "applicant") as uow, pytest.raises(NotAllowed):
        record_export(uow, city.actor("applicant"), organisation)
    with city.uow() as uow:
        row = uow.session.scalars(select(Organisation).where(Organisation.id == organisation)).one()
        steps = history_of(uow.session, row)
    assert [(one.verb, one.detail) for one in steps] == [("export_roster", {"people": 0})]
