"""秋田市 協働サポート交付金: first the 参加表明書, then the 企画提案書, under one number."""

import re
from datetime import date, datetime

from journeys.other_cities import FILED, Journey, file_it, money, write
from journeys.people import Person, day
from koubo.calendar import JST
from web.town import Town

TITLE = "協働サポート交付金（あきたまご）"
COURSE = "akita_support.kyodo_support"
PROJECT = "雪の日の見守り訪問"
NUMBER = re.compile(r"AKS26-1-\d{4}-\d{2}")
DECLARING = datetime(2025, 10, 20, 10, 0, tzinfo=JST)
LATE = datetime(2025, 11, 1, 9, 0, tzinfo=JST)
MORE_TIME = datetime(2025, 11, 4, 9, 0, tzinfo=JST)
DECLARED = {
    "project_name": PROJECT,
    "issue": "雪の多い日に買い物に出られない。",
    "idea": "当番で訪ねる。",
}
PROPOSED = {
    "new_viewpoint": "雪かきの当番表に見守りを組み込む。",
    "plan": "毎週火曜に訪ねる。",
    "effect": "60人を見守る。",
    **day("starts_on", date(2026, 6, 1)),
    **day("ends_on", date(2027, 3, 31)),
    "group_role": "訪問",
    "city_role": "広報",
    "synergy": "名簿と訪問がつながる。",
    "staffing": "責任者1人、当番24人",
    **money([("消耗品費", "防寒具", "862,480")], [("requested_grant", "", "862,480")]),
    "pledge": "はい",
    "clean_pledge": "はい",
}
CHECKS = (
    "営利を目的とせず、市民のための公益的な活動を続けて行っている団体である",
    "事業の5つの条件（課題の解決、協働の効果、役割分担、新しい視点、予算）がそろっている",
    "すでに行われている事業と同じではなく、よく似てもいない",
    "市の照会の結果、暴力団と関係がない",
)


def an_akita_call(town: Town) -> Journey:
    """Open a call whose 参加表明 ends on 31 October 2025 at 17:15, its proposals on 8 December."""
    journey = Journey(town, TITLE, budget="5,000,000")
    journey.more = {
        **day("gates-participation-on", date(2025, 10, 31)),
        "gates-participation-time": "17:15",
    }
    journey.open_call()
    return journey


def begin(journey: Journey, at: datetime) -> Person:
    """Begin from the public page, and write the 参加表明書."""
    someone = journey.at(at).who("applicant")
    someone.open(f"/calls/{journey.call_id}").follow("応募を始める", within="main")
    someone.press("この内容で始める", {"course_id": COURSE})
    return write(someone, DECLARED)


def number_on(someone: Person) -> str:
    found = NUMBER.search(someone.text)
    assert found is not None, someone.text
    return found[0]


def test_from_the_declaration_to_the_proposal_under_one_number(town: Town) -> None:
    journey = an_akita_call(town)
    someone = journey.at(DECLARING).who("applicant")
    someone.open(f"/calls/{journey.call_id}")
    someone.says("参加表明書", "はじめに提出します（期限：令和7年10月31日17時15分")
    someone.follow("うちの団体は応募できますか（確かめる）")
    someone.press("確認する", {"members": "24"})
    someone.says("新規事業応募できる見込みです", "提出の前に、参加表明を済ませてください")

    someone = file_it(begin(journey, DECLARING)).says("参加表明書を受け付けました", PROJECT)
    number = number_on(someone)

    officer = journey.who("officer").open(f"/officer/calls/{journey.call_id}")
    officer.says("参加表明だけ", "1件").follow("応募の一覧")
    officer.says("参加表明済み", number).follow(PROJECT)
    officer.says("当番で訪ねる。", "提案の書類は、まだ提出されていません。")

    someone = journey.at(FILED).who("applicant")
    someone.says("参加表明済み").do(f"企画提案書「{PROJECT}」を仕上げて提出する")
    assert someone.value("project_name") == PROJECT
    assert someone.value("issue") == DECLARED["issue"]
    file_it(write(someone, PROPOSED)).says("企画提案書を受け付けました", "862,480円")
    assert number_on(someone) == number

    officer = journey.accept(PROJECT, *CHECKS)
    officer.says("参加表明書", "令和7年10月20日", "862,480 × 100% = 862,480")


def test_a_late_declaration_is_kept_and_one_group_may_be_given_more_time(town: Town) -> None:
    journey = an_akita_call(town)
    begin(journey, DECLARING)

    someone = journey.at(LATE).who("applicant")
    someone.follow("（事業の名称は未入力）" if PROJECT not in someone.text else PROJECT)
    someone.says("締切を過ぎたため、提出できません。")
    someone.open(f"/calls/{journey.call_id}").follow("応募を始める", within="main")
    someone.press("この内容で始める", {"course_id": COURSE}, code=422)
    someone.says("参加表明の受付は終わりました")

    officer = journey.who("officer").open(f"/officer/calls/{journey.call_id}")
    officer.follow("1団体だけ締切を延ばす").says("organisationの会", "下書き")
    officer.follow_row("organisationの会")
    chosen = officer.page.select("main [name=target]")
    earlier = {**day("closes_on", date(2025, 10, 30)), "closes_time": "17:00"}
    typed = {"target": str(chosen[0]["value"]), "reason": "大雪のため", **earlier}
    officer.press("期限を延ばす", typed, code=422)
    assert officer.errors == [
        "今の締切（令和7年10月31日17時15分00秒まで（日本時間））より後の日時にしてください。"
    ]
    later = {**day("closes_on", MORE_TIME.date()), "closes_time": "24:00"}
    officer.press("期限を延ばす", later).says("この応募の期限を延ばしました。")

    someone = journey.at(MORE_TIME).who("applicant")
    someone.do("参加表明書")
    file_it(someone).says("参加表明書を受け付けました")
    someone.follow("応募のページへ").says("この応募だけ、締切が延ばされました", "大雪のため")
