"""仙台市 協働実践助成: a consultation in time, two groups, cheap supplies only, a cost of its own."""

from datetime import date

from journeys.deciding import letter
from journeys.other_cities import Journey, file_it, money, write
from journeys.other_cities_later import (
    apply,
    conclude,
    grant,
    judge,
    report,
    report_halfway,
    seat,
    settle,
    sums,
    vote,
)
from journeys.people import day
from koubo.people.models import Organisation
from web.town import Town

TITLE = "地域づくりパートナープロジェクト推進助成事業"
COURSE = "sendai_partner.practice"
PROJECT = "団地の移動販売をみんなで続ける"
CHECKS = (
    "対象外の事業（宗教・政治・営利、特定の人だけのため、内容があいまい、1回だけの催し、法令に反する）ではない",
    "市の照会の結果、暴力団と関係がない",
)
COSTS = money(
    [
        ("消耗品費", "のぼり旗 10本", "30,000", "3,000"),
        ("消耗品費", "冷蔵ケース", "50,000", "25,000"),
        ("施設等の整備費", "販売場所の屋根", "120,000", ""),
    ],
    [("requested_grant", "", "135,000"), ("own_funds", "会費", "65,000")],
)
ANSWERS = {
    **day("consulted_on", date(2025, 10, 10)),
    "bylaws_kept": "はい",
    "accounts_kept": "はい",
    "meetings_held": "はい",
    "other_city_subsidy": "いいえ",
    "track_record": "平成30年から子ども食堂。",
    "groups-rows-0-name": "団地自治会",
    "project_name": PROJECT,
    "place": "青葉区",
    "issue": "買い物に困る人が多い。",
    "plan": "週に1回、移動販売を開く。",
    "sharing": "自治会が場所、私たちが販売。",
    "effect": "のべ500人が使う。",
    **day("starts_on", date(2026, 5, 1)),
    **day("ends_on", date(2027, 2, 28)),
    **COSTS,
    "pledge": "はい",
    "clean_pledge": "はい",
}


def a_sendai_call(town: Town) -> Journey:
    """Open a call of the course; the group stands in Sendai."""
    with town.city.uow() as uow, uow.writing() as write_:
        group = write_.session.get_one(Organisation, town.city.ids["organisation"])
        group.address = "仙台市青葉区国分町3丁目7番1号"
    journey = Journey(town, TITLE, budget="3,000,000")
    journey.more = {
        **day("gates-consultation-on", date(2025, 10, 17)),
        "gates-consultation-time": "17:00",
    }
    journey.open_call(COURSE)
    return journey


def test_practice_goes_from_the_consultation_to_the_settlement(town: Town) -> None:
    journey = a_sendai_call(town)
    someone = journey.start("applicant", COURSE)
    someone.open(f"/calls/{journey.call_id}").says("施設等の整備費", "令和7年10月17日")
    someone.home().do("助成事業提案書を仕上げて提出する")
    file_it(write(someone, ANSWERS)).says("助成事業提案書を受け付けました", "135,000円")

    officer = journey.accept(PROJECT, *CHECKS)
    officer.says("冷蔵ケース", "団地自治会", "単価 25,000円", "150,000 × 90% = 135,000")

    judge(seat(journey), "review", {PROJECT: 4})
    conclude(journey, "審査会議", "135,000円")
    journey.decide("135,000円")
    vote(journey, "3,000,000")
    apply(journey, "applicant", "助成金交付申請書", {"advance": "いいえ"})
    grant(journey, PROJECT, "135,000円")
    halfway = {"done_so_far": "20回開いた。", "trouble": "", "rest": "冬も続ける。"}
    report_halfway(journey, "applicant", "中間報告書", halfway)
    spent = money(
        [
            ("消耗品費", "のぼり旗 10本", "30,000", "3,000"),
            ("消耗品費", "冷蔵ケース", "50,000", "25,000"),
            ("施設等の整備費", "販売場所の屋根", "100,000", ""),
        ],
        [("requested_grant", "", "117,000"), ("own_funds", "会費", "63,000")],
    )
    report(journey, "applicant", {"done": "40回開いた。", "result": "のべ600人。", **spent})
    settle(journey, PROJECT, "117,000円")

    assert sums(journey) == [(135_000, 135_000, 117_000)]
    someone = journey.who("applicant")
    told = letter(someone.follow("通知書", within="nav").fetch("助成金の額の確定通知書"))
    assert "確定額金117,000円" in told


def test_who_was_not_consulted_in_time_is_told_before_filing(town: Town) -> None:
    journey = a_sendai_call(town)
    late = {**ANSWERS, **day("consulted_on", date(2025, 10, 20))}
    someone = write(journey.start("applicant", COURSE), late)

    someone.says("先に事前相談を済ませることが必要です", "期限 令和7年10月17日")
