"""Working copies on the desk: complaints beside their lines, and nothing typed is ever lost."""

from io import BytesIO

import pytest

from koubo.schemes.release_models import SchemeFile
from schemes.small import small
from web.pages import count, errors_at, fields_of, send, soup, words
from web.scheme_walk import SCHEMES, UPLOAD, complaints, mend, new_copy, save, typed_in, upload
from web.staff_site import texts
from web.town import Town

TABBED = "id: kawa\ntitle: 川の補助金\n\tcity: 見本市\n"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (small() + b"#" * 10_000_000, "大きすぎます"),
        (small().decode().encode("cp932"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "UTF-8"),
        (b"", "制度ファイルを選んでください"),
    ],
)
def test_what_is_no_scheme_file_at_all_says_so(town: Town, content: bytes, word: str) -> None:
    refused = soup(upload(town.as_("officer"), content), 422)

    assert list(errors_at(refused)) == ["#field-file"]
    assert word in words(refused.select_one("#field-file-error"))
    assert count(town, SchemeFile) == 0


def test_a_broken_file_is_kept_with_its_complaints_beside_their_lines(town: Town) -> None:
    officer = town.as_("officer")

    copy = str(upload(officer, TABBED.encode()).location)
    page = soup(officer.get(copy))

    assert fields_of(page)["text"] == TABBED
    assert [number for number, _ in complaints(page)] == ["3"]
    assert page.select_one("a.k-source__number")["href"] == "#text-line-3"
    assert page.select_one("#text-line-3").get_text() == "3"
    assert not page.select("main .k-button--primary[href]")
    assert officer.get(f"{copy}/form").location == copy
    assert officer.get(f"{copy}/rules").location == copy


def test_golden_cases_that_cannot_be_read_have_complaints_of_their_own(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    save(officer, copy, cases="version: 1\ncases: [a, b\n")
    page = soup(officer.get(copy))

    assert page.select_one("#cases-heading").get_text() == "確認例を読み取れません"
    assert [one["href"] for one in page.select("a.k-source__number")] == ["#cases-line-2"]
    assert soup(send(officer, f"{copy}/publish", {"version": "2", "note": "x"}), 422)


def test_a_stale_save_shows_both_texts_and_keeps_what_was_typed(town: Town) -> None:
    officer, other = town.as_("officer"), town.as_("officer2")
    copy = new_copy(officer)
    mine = typed_in(officer, copy)
    mend(other, copy, ("city: 倉敷市", "city: 総社市"))

    typed = mine["text"].replace("city: 倉敷市", "city: 早島町")
    late = send(officer, copy, {**mine, "text": typed, "cases": "# 書きかけ\n"})
    page = soup(late, 409)
    again = send(officer, copy, fields_of(page))

    kept = fields_of(page)
    assert (kept["text"], kept["cases"]) == (typed, "# 書きかけ\n")
    shown = [one.get_text() for one in page.select("td .k-source-text")]
    assert shown[:2] == ["city: 総社市", "city: 早島町"]
    assert again.status_code == 303
    assert typed_in(officer, copy)["text"] == typed


def test_a_text_that_is_too_long_is_refused_and_still_stands_in_its_box(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    long = "# 覚え書き\n" * 70_000

    refused = soup(save(officer, copy, text=long, cases="# 例\n"), 422)

    assert list(errors_at(refused)) == ["#field-text"]
    assert fields_of(refused)["text"] == long
    assert fields_of(refused)["cases"] == "# 例\n"
    assert "まだ保存していません" in words(refused.select_one("main"))
    assert typed_in(officer, copy)["version"] == "1"


def test_an_empty_box_is_kept_empty(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    save(officer, copy, text="", cases="")

    assert typed_in(officer, copy) == {"version": "2", "text": "", "cases": ""}


def test_a_chosen_file_takes_the_place_of_one_text_and_the_other_is_kept_as_typed(
    town: Town,
) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    file = (BytesIO(small()), "small.yaml")

    done = save(officer, copy, do="replace", file=file, cases="# 書きかけ\r\n")

    assert done.status_code == 303
    kept = typed_in(officer, copy)
    assert (kept["text"], kept["cases"]) == (small().decode(), "# 書きかけ\n")


@pytest.mark.parametrize(("content", "field"), [(b"", "file"), ("id: 川".encode("cp932"), "file")])
def test_a_file_that_cannot_be_taken_leaves_what_was_typed(
    town: Town, content: bytes, field: str
) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)

    refused = save(
        officer, copy, do="replace", file=(BytesIO(content), "x.yaml"), text="# 書きかけ\n"
    )

    page = soup(refused, 422)
    assert list(errors_at(page)) == [f"#field-{field}"]
    assert fields_of(page)["text"] == "# 書きかけ\n"
    assert typed_in(officer, copy)["version"] == "1"


def test_a_copy_says_what_it_changes_and_who_did_what(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    publish = f'href="{copy}/publish"'
    unchanged = officer.get(copy)

    mend(officer, copy, ("yen: {value: 300000,", "yen: {value: 250000,"))
    failing = officer.get(copy)
    save(officer, copy, cases="")
    page = officer.get(copy)

    assert "いまの版と、まったく同じ内容です" in unchanged.text
    assert [publish in one.text for one in (unchanged, failing, page)] == [False, False, True]
    assert not soup(officer.get(f"{new_copy(officer)}/publish")).select("main form")
    assert "上限" in " ".join(texts(page, "[aria-labelledby=changes-heading] li"))
    assert texts(page, ".k-timeline__title") == [
        "制度ファイルを保存しました",
        "制度ファイルを保存しました",
        "制度ファイルの作業用の写しを作りました",
    ]


def test_a_discarded_copy_leaves_the_list_after_a_question(town: Town) -> None:
    officer = town.as_("officer")
    copy = new_copy(officer)
    asked = soup(officer.get(f"{copy}/discard"))

    done = send(officer, f"{copy}/discard", fields_of(asked))

    assert done.location == SCHEMES
    assert "作業用の写しを一覧から外しました" in officer.get(SCHEMES).text
    assert f'href="{copy}"' not in officer.get(SCHEMES).text


def test_deeply_nested_brackets_break_nothing(town: Town) -> None:
    officer = town.as_("officer")

    copy = upload(officer, b"id: " + b"[" * 20_000).location

    assert soup(officer.get(copy)).select(".k-source__line[data-wrong]")
    assert officer.get(UPLOAD).status_code == 200
