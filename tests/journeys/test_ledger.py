"""助成歴 from before Koubo: an Excel ledger of several years makes years and rates come out right.

KU-12 and KU-13 (Kurashiki: the course that comes first, years over two courses), CH-07 and CH-08
(Chigasaki: the rates of the second and the third time), with the figures of the golden cases. The
group of CH-08 registers itself only later: its past awards come with the merge.
"""

from datetime import date

from sqlalchemy import func, select

from builders import AFTER, a_budget, a_call, a_draft, an_organisation, file_it
from journeys.other_cities import Journey, money, write
from journeys.other_cities import file_it as press_file
from journeys.people import Person, day
from journeys.test_chigasaki_step_up import ANSWERS, COURSE, TITLE
from koubo.applications.models import Filing
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.models import Membership
from koubo.people.rules import MemberRole
from koubo.schemes.models import PastAwardRow
from web.town import Town

HEAD = ("団体名", "コース", "交付確定額（円）", "備考")
LEDGER = write_workbook(
    [
        Sheet(
            "台帳",
            ("年度", *HEAD),
            [
                ("令和3年度", "みずべ見守り団", "協働準備コース", 300_000, ""),
                ("令和4年度", "みずべ見守り団", "行政提案コース", 480_000, ""),
            ],
        ),
        Sheet(
            "R5",
            HEAD,
            [
                ("みずべ見守り団（任意団体）", "行政提案", "５００，０００円", "届出の名前"),
                ("合計", "", 500_000, ""),
            ],
        ),
        Sheet(
            "令和6・7年度",
            ("年度", *HEAD),
            [
                ("令和6年度", "ミズベ見守り団", "市民提案コース", 450_000, ""),
                ("", "里山みちしるべ", "ステップアップ", 300_000, ""),
                ("R7", "里山みちしるべ", "ステップアップ", 320_000, ""),
                ("", "こもれび学び舎", "ステップアップ", 200_000, ""),
            ],
        ),
    ]
)
"""Three sheets; one name in brackets and one in kana are the same group, one course is cut short."""


def test_a_ledger_makes_years_and_rates_come_out_right(town: Town) -> None:
    for name in ("ペダル劇場", "みずべ見守り団", "こもれび学び舎"):
        register(town, name)
    officer = import_ledger(town)
    assert awards(town) == 7

    call_id = a_call(town.city)
    refused(town, call_id, "ペダル劇場", "先に協働準備コースで1年以上の実績が必要です")
    refused(
        town,
        call_id,
        "みずべ見守り団",
        "補助は通算3年までです（これまで令和4年度・令和5年度・令和6年度、今回で4年目）",
    )

    # Only the ledger knows the group of CH-08; it registers itself, and somebody sees that.
    register(town, "里山みちしるべ")
    officer.open("/officer/").follow("団体", within="nav").follow("同じ団体かもしれない記録を見る")
    officer.says("団体名が同じ").follow_row("里山みちしるべと里山みちしるべ")
    officer.says("助成歴（0件）").follow("残す団体を入れ替える").says("助成歴（2件）")
    officer.press("統合する", {"reason": "代表者に電話で確かめた。"}).says("統合しました")
    officer.says("令和7年度", "320,000円", "令和6年度")
    assert awards(town) == 7

    journey = Journey(town, TITLE, budget="2,000,000")
    journey.more = day("days-grant_application", date(2026, 4, 1))
    journey.open_call(COURSE)
    second = costs("214,200", "142,800", "357,286", "500,000", "214,286")
    granted(journey, town, "こもれび学び舎", second, "2回目の補助率", "500,000円")
    third = costs("150,100", "100,100", "250,300", "300,300", "200,200")
    granted(journey, town, "里山みちしるべ", third, "3回目の補助率", "300,300円")


def register(town: Town, name: str) -> None:
    """Let a group be on record whose only member is the applicant."""
    with town.city.uow() as uow, uow.writing() as write_:
        row = an_organisation(name=name, phone="", representative=f"{name} 代表", members=13)
        row.established_on = date(2012, 4, 1)
        write_.session.add(row)
        write_.session.flush()
        write_.session.add(
            Membership(
                organisation_id=row.id,
                person_id=town.city.ids["applicant"],
                role=MemberRole.REPRESENTATIVE,
            )
        )
        town.city.ids[name] = row.id


def import_ledger(town: Town) -> Person:
    """Upload, look, choose the course that no title says, look again, apply; then once more."""
    town.clock.moment = AFTER
    officer = Person(town, "officer").open("/officer/")
    officer.follow("団体", within="nav").follow("助成歴の台帳を取り込む")
    officer.press("読み込んで確かめる", files={"file": ("助成歴.xlsx", LEDGER)})
    officer.says("「R5」の3行目は合計の行なので、読み飛ばしました。", "「ステップアップ」（3行）")
    officer.says("読み取れない3行", "まだ取り込めません")
    assert awards(town) == 0

    box = officer.page.select_one('select[name^="course-"]')
    assert box is not None
    choices = {str(box["name"]): COURSE, **same_group(officer, town)}
    officer.press("選んだ内容で確かめ直す", choices)
    officer.says("新しく記録7行", "新しく記録する団体1団体")
    officer.press("この内容で取り込む").says("新しい助成歴7件、新しく記録した団体1団体")

    officer.follow("助成歴の台帳を取り込む", within="nav.k-crumbs")
    officer.press("読み込んで確かめる", files={"file": ("助成歴.xlsx", LEDGER)})
    officer.says("記録と同じ7行").press("この内容で取り込む").says("新しい助成歴0件")
    return officer


def same_group(officer: Person, town: Town) -> dict[str, str]:
    """Say that the name with a note in brackets is the group that is on record."""
    boxes = officer.page.select('select[name^="organisation-"]')
    wanted = str(town.city.ids["みずべ見守り団"])
    return {
        str(one["name"]): wanted
        for one in boxes
        if wanted in {str(option["value"]) for option in one.select("option")}
    }


def awards(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(PastAwardRow)) or 0


def refused(town: Town, call_id: int, name: str, words: str) -> None:
    """Let a group file in 市民提案コース, warned before and found not to meet it after."""
    city = town.city
    answers = {"project_name": f"{name}の事業", "budget": a_budget(420_000, 294_000)}
    filing_id = a_draft(
        city, call_id, course="citizen_proposal", organisation=name, answers=answers
    )
    Person(town, "applicant").open(f"/applicant/check/{filing_id}").says(words)
    file_it(city, filing_id)
    with city.uow() as uow:
        application_id = uow.session.get_one(Filing, filing_id).application_id
    Person(town, "officer").open(f"/officer/applications/{application_id}").says(words)


def costs(*sums: str) -> dict[str, str]:
    """Give the budget of a golden case in the three lines that the page has, with its totals."""
    reward, print_, rest, requested, own = sums
    return money(
        [
            ("報償費", "講師謝礼", reward),
            ("印刷製本費", "チラシ印刷", print_),
            ("消耗品費", "教材・文具・会場", rest),
        ],
        [("requested_grant", "", requested), ("own_funds", "会費", own)],
    )


def granted(
    journey: Journey, town: Town, name: str, budget: dict[str, str], time: str, amount: str
) -> None:
    """Let a group file in ステップアップ支援; both sides read the same expected amount."""
    organisation = str(town.city.ids[name])
    someone = journey.start("applicant", COURSE, organisation_id=organisation)
    plain = {key: text for key, text in ANSWERS.items() if not key.startswith("budget-")}
    answers = {**plain, **budget, "project_name": f"{name}の事業"}
    press_file(write(someone, answers).says(time, amount))
    officer = journey.who("officer")
    officer.open(f"/officer/calls/{journey.call_id}/applications")
    officer.follow(f"{name}の事業").says(time, amount)
