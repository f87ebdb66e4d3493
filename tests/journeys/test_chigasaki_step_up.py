"""茅ヶ崎市 ステップアップ支援, the second time: its own rate, less other money, counted in April."""

from datetime import date

from journeys.other_cities import Journey, file_it, money, write
from journeys.other_cities_later import (
    apply,
    conclude,
    grant,
    judge,
    report,
    seat,
    settle,
    sums,
    vote,
)
from journeys.people import day
from koubo.people.models import Organisation
from koubo.schemes.models import PastAwardRow
from web.town import Town

TITLE = "市民活動げんき基金補助"
COURSE = "chigasaki_genki.step_up"
PROJECT = "砂浜のごみで工作教室"
CHECKS = (
    "同じ人・同じ目的の団体が、名前を変えて申し込んだものでない",
    "暴力団員等と関係がない（市の照会の結果）",
)
ENOUGH, TOO_YOUNG = date(2024, 4, 1), date(2024, 4, 10)
"""Founded two years before the planned 1 April 2026, and not."""


def costs(total: str, requested: str, own: str) -> dict[str, str]:
    """Give a budget with 50,000 円 from another fund."""
    return money(
        [("報償費", "講師", total)],
        [
            ("requested_grant", "", requested),
            ("other_subsidies", "県の助成金", "50,000"),
            ("own_funds", "会費", own),
        ],
    )


ANSWERS = {
    "voting_members": "12",
    "citizens": "9",
    "active_in_city": "はい",
    "publishes_information": "はい",
    "where_published": "団体のホームページ",
    "other_city_subsidy": "いいえ",
    "project_name": PROJECT,
    "issue": "砂浜のごみが多い。",
    "plan": "ごみを拾って工作する。",
    "open_to_citizens": "はい",
    "who_for": "小学生と保護者",
    **day("starts_on", date(2026, 5, 1)),
    **day("ends_on", date(2026, 10, 31)),
    "effect": "のべ60人が来る。",
    "afterwards": "会費で続ける。",
    "grown": "回数を倍にする。",
    **costs("250,000", "140,000", "60,000"),
    "roster-rows-0-cell_name": "浜野　波子",
    "roster-rows-0-cell_post": "代表",
    "roster-rows-0-cell_address": "茅ヶ崎市浜1-2",
    "roster-rows-1-cell_name": "岸本　渚",
    "roster-rows-1-cell_address": "藤沢市岸3-4",
    "roster-rows-1-cell_connected": "市内で働いている",
    "pledge": "はい",
}


def a_call_of(town: Town, founded: date) -> Journey:
    """Open a call whose grant applications are planned for 1 April 2026; one award is on record."""
    with town.city.uow() as uow, uow.writing() as write_:
        key = town.city.ids["organisation"]
        write_.session.get_one(Organisation, key).established_on = founded
        write_.session.add(
            PastAwardRow(organisation_id=key, course_id=COURSE, fiscal_year=2025, amount=200_000)
        )
    journey = Journey(town, TITLE, budget="1,000,000")
    journey.more = day("days-grant_application", date(2026, 4, 1))
    journey.open_call(COURSE)
    return journey


def test_the_second_time_has_its_own_rate_from_call_to_settlement(town: Town) -> None:
    journey = a_call_of(town, ENOUGH)
    file_it(write(journey.start("applicant", COURSE), ANSWERS)).says("140,000円")

    officer = journey.accept(PROJECT, *CHECKS)
    officer.says(
        "250,000 − ほかの補助金・助成金 50,000 = 200,000",
        "2回目の補助率",
        "200,000 × 70% = 140,000",
    )
    officer.says("令和8年4月1日")

    judge(seat(journey), "public_review", {PROJECT: 7})
    conclude(journey, "公開審査（プレゼンテーション・ヒアリング）", "140,000円")
    journey.decide("140,000円")
    vote(journey, "1,000,000")
    apply(journey, "applicant", "補助金交付申請書", {"advance": "いいえ"})
    grant(journey, PROJECT, "140,000円")
    spent = costs("220,000", "119,000", "51,000")
    report(journey, "applicant", {"done": "6回開いた。", "result": "のべ70人。", **spent})
    settle(journey, PROJECT, "119,000円")

    assert sums(journey) == [(140_000, 140_000, 119_000)]


def test_who_will_be_too_young_on_the_planned_day_is_told_before_filing(town: Town) -> None:
    journey = a_call_of(town, TOO_YOUNG)

    someone = write(journey.start("applicant", COURSE), ANSWERS)

    someone.says("要件を満たさないおそれがあります", "令和8年4月1日")
