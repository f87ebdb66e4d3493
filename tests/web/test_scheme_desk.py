"""Schemes on the officer's desk: from an uploaded file to a call, and what keeps one from it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from builders import AFTER
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.models import Call, Release
from koubo.schemes.release_models import DeskRelease
from koubo_web.requests import SITE
from koubo_web.site import Site
from schemes.small import small
from web.pages import count, errors_at, fields_of, send, soup, words
from web.scheme_walk import (
    KURASHIKI,
    NOTE,
    SCHEMES,
    complaints,
    mend,
    new_copy,
    publish,
    save,
    typed_in,
    upload,
)
from web.staff_site import texts
from web.town import Town

CASES = """
version: 1
cases:
  - id: SM-01
    title: はじめての講座
    scheme: small.start
    applicant: {name: 講座の会, kind: 任意団体, members: 8, established_on: '2020-04-01', previous_awards: []}
    filing: {deadline: '2026-12-08', filed_at: 2026-12-01T10:00}
    budget:
      expenses: [{category: 報償費, item: 講師の謝礼, amount: 100000}]
      income: [{kind: requested_grant, amount: 75000}, {kind: own_funds, amount: 25000}]
    expected: {decision: eligible, calculation: {raw: '75000'}, award: 75000}
"""
RATE, LOWER_RATE = "rate: {value: 75/100, source: K1}", "rate: {value: 70/100, source: K1}"
CAP = "{step: cap, yen: {value: 300000, source: K1}}"
LOWER_CAP = "{step: cap, yen: {value: 250000, source: K1}}"
PLAN = {
    "title": "令和9年度 小さな補助金",
    "opens_on-year": "R8",
    "opens_on-month": "10",
    "opens_on-day": "1",
    "opens_time": "9:00",
    "closes_on-year": "R8",
    "closes_on-month": "12",
    "closes_on-day": "9",
    "closes_time": "17:00",
    "budget": "1,000,000",
}


def open_a_call(town: Town, scheme_id: str, *courses: str) -> str:
    """Plan a call through the form and publish it; give its address on the desk."""
    officer = town.as_("officer")
    form = f"/officer/calls/new?scheme={scheme_id}"
    fields = fields_of(soup(officer.get(form)))
    planned = send(officer, "/officer/calls/new", {**fields, **PLAN, "course_ids": list(courses)})
    assert planned.status_code == 303, planned.text
    page = f"{planned.location}/publish"
    opened = send(officer, page, fields_of(soup(officer.get(page))))
    assert opened.status_code == 303, opened.text
    return str(opened.location)


def last_release(town: Town) -> Release:
    """Give the release that the newest call stands on."""
    with town.city.uow() as uow:
        return uow.session.scalars(select(Call).order_by(Call.id.desc())).first().release


def test_a_scheme_without_a_plugin_goes_from_an_upload_to_a_call(town: Town) -> None:
    officer = town.as_("officer")
    broken = small(("title: 小さな補助金", "titel: 小さな補助金"))

    taken = upload(officer, broken, CASES.encode())
    first = soup(officer.get(taken.location))
    mended = mend(officer, taken.location, ("titel:", "title:"))
    second = officer.get(taken.location)
    published = publish(officer, taken.location)
    listed = texts(officer.get(SCHEMES), "tbody tr")
    call = open_a_call(town, "small", "small.start")

    assert complaints(first) == [("1", "id: small"), ("2", "titel: 小さな補助金")]
    assert "「title」のことですか" in words(first.select_one("main"))
    assert mended.status_code == 303
    assert "確認例 1件が、すべて想定どおりの結果になりました" in second.text
    assert published.location == f"{SCHEMES}/small/releases"
    (line,) = [one for one in listed if one.startswith("小さな補助金") and "第1版" in one]
    assert line.startswith("小さな補助金見本市 2コース第1版要確認 6件")
    assert officer.get(call).status_code == 200
    assert "小さな補助金" in town.as_("applicant").get("/calls").text
    release = last_release(town)
    assert (release.scheme_id, release.plugin_version) == ("small", "")


def test_a_broken_copy_never_reaches_a_call(town: Town) -> None:
    officer = town.as_("officer")
    copy = str(upload(officer, small(("rate: 75%", "rate: 120%"))).location)

    page = officer.get(f"{copy}/publish")
    tried = publish(officer, copy)

    assert page.status_code == 200
    assert "直すところが1件あるので、公開できません" in page.text
    assert not soup(page).select("main form")
    assert tried.status_code == 422
    assert count(town, DeskRelease) == 0
    assert "小さな補助金" not in officer.get("/officer/calls/new").text
    assert officer.post("/officer/calls/new", scheme_id="small").status_code == 409


def test_one_changed_rate_fails_a_case_and_is_not_published(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    mend(officer, copy, (RATE, LOWER_RATE))
    page = soup(officer.get(copy))
    asked = officer.get(f"{copy}/publish")
    tried = publish(officer, copy, override="それでも公開する")

    assert "想定と違う結果になった確認例が" in words(page.select_one("main"))
    assert "金額が違う" in texts(officer.get(copy), "tbody .k-tag")
    assert "新規チャレンジコース" in words(page.select_one("[aria-labelledby=changes-heading]"))
    assert not soup(asked).select("main form")
    assert tried.status_code == 422
    assert count(town, DeskRelease) == 0


def test_a_failing_rule_is_published_with_a_reason_only(town: Town) -> None:
    officer = town.as_("officer")
    copy = str(
        upload(officer, small(), CASES.replace("members: 8", "members: 4").encode()).location
    )

    silent = publish(officer, copy)
    told = publish(officer, copy, override="人数の要件は要綱の改正で変わった")
    release = officer.get("/officer/scheme-releases/1")

    assert silent.status_code == 422
    assert list(errors_at(soup(silent, 422))) == ["#field-override"]
    assert NOTE in silent.text
    assert told.status_code == 303
    assert "人数の要件は要綱の改正で変わった" in release.text
    assert "0件が合格、1件が不合格" in release.text


def test_a_release_needs_a_note_and_a_change(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    unchanged = publish(officer, copy)
    mend(officer, copy, (CAP, LOWER_CAP), cases="")
    silent = publish(officer, copy, note="　")

    assert unchanged.status_code == 409
    assert "今の版（プラグインの制度）と同じ内容です" in unchanged.text
    assert list(errors_at(soup(silent, 422))) == ["#field-note"]


def test_a_note_is_kept_where_somebody_saved_the_copy_meanwhile(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    version = typed_in(officer, copy)["version"]
    mend(officer, copy, (CAP, LOWER_CAP), cases="")

    late = send(officer, f"{copy}/publish", {"version": version, "note": "書いた理由"})

    assert late.status_code == 409
    assert fields_of(soup(late, 409)) == {"version": "2", "note": "書いた理由"}
    assert count(town, DeskRelease) == 0


def test_a_call_keeps_its_release_whatever_the_plugin_brings_later(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    mend(officer, copy, (CAP, LOWER_CAP), cases="")
    publish(officer, copy)
    call = open_a_call(town, "kurashiki", "kurashiki.collab_prep")

    _another_plugin(town)

    page = town.as_("applicant").get(call.removeprefix("/officer"))
    assert "250,000円" in page.text
    assert "299,000円" not in page.text
    assert "第1版" in officer.get(KURASHIKI).text


def _another_plugin(town: Town) -> None:
    """Let the plugin bring the scheme with another cap, as after a restart."""
    site: Site = town.app.extensions[SITE]
    installed = site.catalog.schemes["kurashiki"]
    changed = load_scheme(installed.text.replace("300000", "299000").encode())
    site.catalog.schemes["kurashiki"] = replace(changed, cases=installed.cases)


def test_a_withdrawn_release_gives_way_to_what_was_before(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    mend(officer, copy, (CAP, LOWER_CAP), cases="")
    publish(officer, copy)

    silent = officer.post("/officer/scheme-releases/1/withdraw", reason="")
    gone = officer.post("/officer/scheme-releases/1/withdraw", reason="誤って公開した")
    listed = officer.get(f"{KURASHIKI}/releases")

    assert list(errors_at(soup(silent, 422))) == ["#field-reason"]
    assert gone.status_code == 303
    assert texts(listed, "tbody .k-tag") == ["取下げ"]
    assert "プラグイン 0.1.0" in officer.get(KURASHIKI).text
    assert "誤って公開した" in officer.get("/officer/scheme-releases/1").text


def test_a_withdrawn_scheme_without_a_plugin_can_be_taken_up_again(town: Town) -> None:
    officer = town.as_("officer")
    publish(officer, str(upload(officer, small()).location))
    officer.post("/officer/scheme-releases/1/withdraw", reason="試しだった")

    listed = officer.get(SCHEMES)
    again = officer.post("/officer/scheme-releases/1/edit")

    assert f'href="{SCHEMES}/small/releases"' in listed.text
    assert officer.get(f"{SCHEMES}/small/releases").status_code == 200
    assert officer.get(f"{SCHEMES}/small").status_code == 404
    assert typed_in(officer, again.location)["text"] == small().decode()


def test_a_release_that_cannot_be_read_any_more_is_told_of(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    mend(officer, copy, (CAP, LOWER_CAP), cases="")
    publish(officer, copy)
    with town.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.execute(update(Release).values(text="id: kurashiki\ntitel: x\n"))

    page = officer.get(SCHEMES)

    assert "「市民企画提案事業」の第1版を読み取れません" in page.text
    assert "/officer/scheme-releases/1" in page.text
    assert f'href="{KURASHIKI}"' not in page.text
    assert officer.get("/officer/calls/new?scheme=kurashiki").status_code == 200
    assert officer.post("/officer/calls/new", scheme_id="kurashiki").status_code == 409


@pytest.mark.parametrize("person", ["applicant", "releaser", "department_person", "reviewer_a"])
def test_nobody_else_writes_schemes(town: Town, person: str) -> None:
    officer, other = town.as_("officer"), town.as_(person)
    copy = new_copy(officer)

    tried: list[Any] = [
        other.get(SCHEMES),
        other.get(copy),
        other.get(f"{copy}/form"),
        other.get(f"{copy}/form.pdf"),
        other.get(f"{copy}/marks"),
        other.post(copy, text="", cases="", version="1"),
        other.post(f"{copy}/publish", version="1", note="x"),
        upload(other, small()),
    ]

    assert {one.status_code for one in tried} == {403}
    assert typed_in(officer, copy)["version"] == "1"


def test_what_does_not_exist_is_not_found(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    gone = f"{SCHEMES}/nowhere"
    save(officer, copy, do="save")
    officer.post(f"{copy}/discard", version=typed_in(officer, copy)["version"])

    paths = [copy, f"{copy}/form", f"{copy}/publish", gone, f"{gone}/form", f"{gone}/releases"]
    assert {officer.get(path).status_code for path in paths} == {404}
    assert officer.post(f"{gone}/edit").status_code == 409
