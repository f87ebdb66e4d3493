"""要確認 values are confirmed one by one, by name and on a source."""

from typing import Any

from koubo.storage.history import HistoryRow
from web.browser import Browser
from web.pages import errors_at, fields_of, send, soup, words
from web.scheme_walk import KURASHIKI, mend, new_copy, publish, save, typed_in
from web.staff_site import texts
from web.town import Town

SOURCE = "要綱第9条（令和8年4月1日改正）"


def a_mark(page: Any, label: str) -> dict[str, str]:
    """Give the fields of the form that confirms a value."""
    (form,) = [
        one.select_one("form")
        for one in page.select(".k-card")
        if words(one.select_one("h2")) == label
    ]
    boxes = form.select("input:not([name=csrf_token])")
    return {str(one["name"]): str(one.get("value", "")) for one in boxes}


def confirm(officer: Browser, copy: str, label: str, source: str, **more: str) -> Any:
    fields = {**a_mark(soup(officer.get(f"{copy}/marks")), label), **more}
    fields[f"source-{fields['place']}"] = source
    return send(officer, f"{copy}/marks", fields)


def test_a_value_is_confirmed_with_who_and_on_what(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    before = len(soup(officer.get(f"{copy}/marks")).select(".k-card"))

    done = confirm(officer, copy, "根拠の要綱", SOURCE)

    page = officer.get(f"{copy}/marks")
    assert done.status_code == 303
    assert len(soup(page).select(".k-card")) == before - 1
    (row,) = texts(page, "[aria-labelledby=confirmed-heading] tbody tr")
    assert row.startswith("根拠の要綱倉敷市市民企画提案事業実施要綱" + SOURCE + "officer")
    assert f'source: "{SOURCE}"' in typed_in(officer, copy)["text"]
    with town.city.uow() as uow:
        step = uow.session.query(HistoryRow).filter_by(verb="confirm_mark").one()
    assert (step.person_id, step.detail["source"]) == (town.city.ids["officer"], SOURCE)


def test_the_confirmed_value_is_told_with_its_source_everywhere(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    confirm(officer, copy, "根拠の要綱", SOURCE)

    publish(officer, copy)

    assert SOURCE in officer.get(KURASHIKI).text
    assert SOURCE in officer.get(f"{KURASHIKI}/releases").text
    assert f"（出典：{SOURCE}）" in officer.get(f"{KURASHIKI}/rules").text


def test_without_a_source_nothing_is_confirmed(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    silent = soup(confirm(officer, copy, "根拠の要綱", "　"), 422)
    long = soup(confirm(officer, copy, "根拠の要綱", "長" * 201), 422)

    (anchor,) = errors_at(silent)
    assert silent.select_one(anchor)["name"] == anchor.removeprefix("#field-")
    assert a_mark(long, "根拠の要綱")[anchor.removeprefix("#field-")] == "長" * 201
    assert typed_in(officer, copy)["version"] == "1"


def test_the_same_value_of_another_course_stays_to_be_confirmed(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    confirm(officer, copy, "新規チャレンジコース端数の単位", SOURCE)

    labels = [words(one) for one in soup(officer.get(f"{copy}/marks")).select(".k-card h2")]
    assert "新規チャレンジコース端数の単位" not in labels
    assert "協働準備コース端数の単位" in labels


def test_a_source_is_kept_where_somebody_saved_the_copy_meanwhile(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    mend(officer, copy, ("city: 倉敷市", "city: 倉敷市 "))

    late = confirm(officer, copy, "根拠の要綱", SOURCE, version="1")
    again = a_mark(soup(late, 409), "根拠の要綱")

    assert "ほかの画面で、先に保存されています" in late.text
    assert (again["version"], again[f"source-{again['place']}"]) == ("2", SOURCE)
    assert send(officer, f"{copy}/marks", again).status_code == 303


def test_a_value_that_was_confirmed_before_is_not_confirmed_twice(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    fields = a_mark(soup(officer.get(f"{copy}/marks")), "根拠の要綱")
    fields[f"source-{fields['place']}"] = SOURCE
    send(officer, f"{copy}/marks", fields)

    twice = send(officer, f"{copy}/marks", {**fields, "version": "2"})

    assert "この要確認は、もうありません" in soup(twice, 422).get_text()


def test_a_copy_that_is_no_yaml_has_no_list(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    save(officer, copy, text="a: [")

    page = soup(officer.get(f"{copy}/marks"))

    assert "制度ファイルを読み取れないため、一覧を出せません" in words(
        page.select_one("main")
    ).replace(" ", "")
    assert fields_of(soup(officer.get(copy)))["text"] == "a: ["
