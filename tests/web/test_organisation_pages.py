"""Organisations at the officer's desk: found, written about, told apart, merged, and their awards."""

from io import BytesIO

import pytest
from sqlalchemy import select

from builders import AFTER, a_call, a_filed_application, an_organisation
from journeys.people import Person, day
from koubo.calendar import day_in_japan
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.models import Organisation
from koubo.schemes.models import PastAwardRow
from web.browser import Browser
from web.pages import words
from web.town import Town

OURS = "organisationの会"
HEAD = ("年度", "団体名", "コース", "交付額")


def add(town: Town, *names: str) -> list[int]:
    with town.city.uow() as uow, uow.writing() as write:
        plain = {"representative": "", "phone": ""}
        rows = [an_organisation(name=one, kana="", **plain) for one in names]
        write.session.add_all(rows)
        write.session.flush()
        return [one.id for one in rows]


def at_the_list(town: Town) -> Person:
    someone = Person(town, "officer")
    someone.open("/officer/").follow("団体", within="nav")
    return someone


def test_the_list_is_searched_however_a_name_is_written_and_goes_by_key(town: Town) -> None:
    add(town, "ＮＰＯ法人 かまくらネット", *(f"里山{place:02d}の会" for place in range(55)))
    someone = at_the_list(town)
    assert len(someone.page.select("main tbody tr")) == 50
    someone.follow("次のページ›")
    assert len(someone.page.select("main tbody tr")) == 58 - 50
    someone.follow("‹前のページ")

    someone.open("/officer/organisations?q=カマクラ・ﾈｯﾄ")
    assert [one.text for one in someone.page.select("main tbody th a")] == [
        "ＮＰＯ法人 かまくらネット"
    ]
    someone.open("/officer/organisations?q=100%25_").says("条件に合う団体はありません")


def test_a_talk_is_written_down_from_an_application_and_mended_by_another(town: Town) -> None:
    application_id = a_filed_application(town.city, a_call(town.city))
    someone = Person(town, "officer")
    someone.open(f"/officer/applications/{application_id}")
    someone.follow("この応募についてのやり取りを記録する")
    someone.press("記録する", {"way": "window", "gate": "consultation", "text": ""}, code=422)
    assert someone.errors == ["「内容」を入力してください。"]
    assert someone.value("on-day") == str(day_in_japan(AFTER).day)
    someone.press("記録する", {"text": "会場の予約の方法を説明した。", "with_whom": "会計の方"})
    someone.says("やり取りを記録しました。", "団体のページ")
    about = someone.page.select_one("aside #contacts")
    assert "窓口会場の予約の方法を説明した。" in words(about)
    someone.follow("団体のページ（助成歴・やり取り）を見る")
    someone.says("窓口会計の方事前相談", "会場の予約の方法を説明した。", "記録：officer")

    link = someone.page.select_one('#contacts a[href*="corrects="]')
    assert link is not None
    someone.open(str(link["href"])).says("前の記録は消えません")
    assert someone.value("with_whom") == "会計の方"
    someone.press("記録する", {"text": "会場は市が予約する。", "gate": ""})
    someone.open(f"/officer/organisations/{town.city.ids['organisation']}")
    someone.says("訂正済み", "訂正した記録", "会場は市が予約する。")
    someone.open(f"/officer/applications/{application_id}")
    about = words(someone.page.select_one("aside #contacts"))
    assert ("会場は市が予約する。" in about, "会場の予約の方法" in about) == (True, False)


def test_a_registration_is_recorded_and_ended_with_a_reason(town: Town) -> None:
    someone = at_the_list(town).follow(OURS).follow("団体登録を記録する")
    first = day("from_on", day_in_japan(AFTER).replace(month=4))
    someone.press("記録する", {"number": "夢-12", **first}, code=422)
    someone.press("記録する", {"scheme_id": "yokohama_yumefund"}).says("登録番号夢-12登録中")
    link = someone.page.select_one('#registrations a[href$="/end"]')
    assert link is not None
    someone.open(str(link["href"]))
    someone.press("登録を終える", day("ended_on", day_in_japan(AFTER)), code=422)
    someone.press("登録を終える", {"reason": "団体の申出"}).says("に終了：団体の申出")


def test_a_past_award_is_written_down_mended_and_taken_off_with_reasons(town: Town) -> None:
    someone = at_the_list(town).follow(OURS).follow("助成歴を1件記録する")
    typed = {"course_id": "kurashiki.collab_prep", "fiscal_year": "R5", "amount": "３００，０００"}
    someone.press("記録する", typed, code=422)
    assert someone.errors == ["「記録する理由」を入力してください。"]
    someone.press("記録する", {"reason": "紙の台帳"}).says("令和5年度", "300,000円", "職員が記録")
    someone.follow("助成歴を1件記録する")
    someone.press("記録する", {**typed, "reason": "もう一度"}, code=422)
    someone.says("もう記録されています")

    someone.open(f"/officer/organisations/{town.city.ids['organisation']}")
    someone.follow_row("300,000円")
    someone.press("直す", {"amount": "", "fiscal_year": "平成31年度", "reason": "転記の誤り"})
    someone.says("令和元年度", "不明", "300,000円→令和元年度金額不明", "理由：転記の誤り")
    someone.follow_row("不明").press("この助成歴を消す", code=422)
    someone.press("この助成歴を消す", {"reason": "別の団体のもの"})
    someone.says("助成歴の記録はありません。", "助成歴を消しました")


def test_two_that_are_alike_are_told_apart_or_merged_and_the_old_address_leads_on(
    town: Town,
) -> None:
    first, second, third = add(town, "みらいの森", "㈱ミライの森", "みらいのもり")
    someone = at_the_list(town).follow("同じ団体かもしれない記録を見る")
    someone.open(f"/officer/organisations/{first}").says("同じ団体かもしれない記録があります")
    someone.follow("㈱ミライの森").press("別の団体として記録する")
    someone.says("別の団体として記録しました")

    someone.open(f"/officer/organisations/{third}/same-as/{second}")
    someone.press("統合する", code=422)
    someone.press("統合する", {"reason": "会則が同じ"}).says("統合しました", "引き継ぎました")
    assert someone.open(f"/officer/organisations/{second}").says("みらいのもり")
    assert someone.path == f"/officer/organisations/{third}"
    with town.city.uow() as uow:
        merged = uow.session.get_one(Organisation, second).merged_into_id
    assert merged == third


def test_a_ledger_does_what_was_shown_or_shows_it_again(town: Town) -> None:
    rows = [
        ("令和5年度", OURS, "協働準備コース", 200_000),
        ("令和6年度", OURS, "協働準備コース", "二十万"),
        ("令和6年度", "台帳だけの会", "むかしのコース", 100_000),
    ]
    book = write_workbook([Sheet("台帳", HEAD, rows)])
    someone = at_the_list(town).follow("助成歴の台帳を取り込む")
    someone.press("読み込んで確かめる", code=422)
    wrong = {"file": ("台帳.xlsx", b"%PDF-1.4")}
    someone.press("読み込んで確かめる", files=wrong, code=422)
    someone.press("読み込んで確かめる", files={"file": ("台帳.xlsx", book)})
    someone.says("金額「二十万」を読み取れません", "まだ取り込めません", "「台帳」の3行目")
    box = someone.page.select_one('select[name^="course-"]')
    assert box is not None
    chosen = {str(box["name"]): "kurashiki.new_challenge", "without_broken": "yes"}
    someone.press("選んだ内容で確かめ直す", chosen).says("新しく記録2行", "読み取れない1行")

    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            PastAwardRow(
                organisation_id=town.city.ids["organisation"],
                course_id="kurashiki.collab_prep",
                fiscal_year=2023,
                amount=150_000,
            )
        )
    someone.press("この内容で取り込む", code=409)
    someone.says("もう一度確かめてください", "金額が違う（記録のまま）", "記録は150,000円")
    someone.press("この内容で取り込む").says("新しい助成歴1件、新しく記録した団体1団体")
    someone.open("/officer/organisations").follow("台帳だけの会")
    someone.says("種類の記録なし", "台帳か職員の記録だけにある団体です")
    with town.city.uow() as uow:
        found = uow.session.scalars(select(PastAwardRow).order_by(PastAwardRow.id)).all()
    assert [(one.fiscal_year, one.amount) for one in found] == [(2023, 150_000), (2024, 100_000)]


def test_a_ledger_counts_the_organisations_that_are_alike_beside_the_choice(town: Town) -> None:
    add(town, "水玉まちづくりの会")
    rows = [("令和6年度", one, "", 100_000) for one in ("水玉まちづくり会", "まったく別の団体")]
    book = write_workbook([Sheet("台帳", HEAD, rows)])
    someone = at_the_list(town).follow("助成歴の台帳を取り込む")
    someone.press("読み込んで確かめる", files={"file": ("台帳.xlsx", book)})

    boxes = someone.page.select('.k-field:has(select[name^="organisation-"])')

    assert ["似た団体1件" in words(one) for one in boxes] == [True, False]


@pytest.mark.parametrize("person", ["applicant", "releaser", "department_person"])
def test_only_officers_come_in(town: Town, person: str) -> None:
    browser: Browser = town.as_(person)
    sent = {"file": (BytesIO(b"x"), "台帳.xlsx"), "csrf_token": browser.token()}

    assert browser.get("/officer/organisations").status_code == 403
    assert browser.client.post("/officer/organisations/ledger", data=sent).status_code == 403
