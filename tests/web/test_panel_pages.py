"""The officer's pages of panels: members, terms, conflicts, standing in, and who judges what."""

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from builders import AFTER
from koubo.people.models import RosterEntry
from koubo.review.models import Review
from koubo.review.panels.models import AssignmentRun, PanelMember
from koubo.review.rules import ReviewState
from review.rounds import Round, a_round
from web.test_officer_review import soup, table, words
from web.town import Town

NEWCOMER = {"email": "kami@example.jp", "name": "紙野 太郎", "sphere": "学識経験者", "most": "１０"}
TERM = {"to_on-year": "R8", "to_on-month": "3", "to_on-day": "31"}


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a call with a panel and two accepted applications, not begun."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    return found


def rows_of(round_, what):
    with round_.city.uow() as uow:
        return uow.session.scalars(what).all()


def form_of(page, action):
    return page.select_one(f'form[action$="{action}"]')


def test_somebody_without_an_account_is_seated_changed_and_leaves(town, round_):
    browser, review = town.as_("officer"), f"/officer/calls/{round_.call_id}/review"

    nameless = browser.post(f"{review}/members", email="kami@example.jp")
    seated = browser.post(f"{review}/members", **NEWCOMER, **TERM)
    other = browser.post(f"{review}/members", email="reviewer_a@example.jp", name="別人")

    assert "氏名も入力すると" in words(soup(nameless, 422))
    assert "reviewer_aさんの登録です" in words(soup(other, 422))
    assert seated.status_code == 303
    page = soup(browser.get(review))
    assert table(page, "審査委員")[3][:3] == ["D委員", "紙野太郎kami@example.jp", "学識経験者"]
    [member] = rows_of(round_, select(PanelMember).where(PanelMember.pseudonym == "D委員"))
    path = f"{review}/members/{member.id}"
    form = soup(browser.get(path)).select_one("form.k-form")
    assert form.select_one('input[name="to_on-year"]')["value"] == "2026"
    version = form.select_one('input[name="version"]')["value"]
    roles = {"role-documents": "substitute", "role-presentation": "none"}
    changed = browser.post(path, version=version, sphere="公募市民", **roles)
    stale = browser.post(path, version=version, sphere="公募市民", **roles)
    assert (changed.status_code, stale.status_code) == (303, 409)
    left = browser.post(
        f"{path}/leave",
        version=str(int(version) + 1),
        reason="転居のため",
        **{"last_day-year": "R7", "last_day-month": "12", "last_day-day": "10"},
    )
    assert left.status_code == 303
    assert "辞任を記録しました" in words(soup(browser.get(path)))


def test_only_one_member_chairs_a_stage(town, round_):
    browser, review = town.as_("officer"), f"/officer/calls/{round_.call_id}/review"
    first, second = (
        f"{review}/members/{round_.members[one]}" for one in ("reviewer_a", "reviewer_b")
    )
    chair = {"version": "1", "role-documents": "chair", "role-presentation": "member"}

    assert browser.post(first, **chair).status_code == 303
    answer = soup(browser.post(second, **chair), 422)

    assert "委員長は1人だけです" in words(answer)


def test_last_years_panel_is_taken_over(town, round_):
    next_year = Round(town.city, a_round(town.city, reviewers=()).call_id)
    browser = town.as_("officer")
    review = f"/officer/calls/{next_year.call_id}/review"
    next_year.seat("reviewer_c")

    page = soup(browser.get(review))
    asked = form_of(page, "/members/copy").select_one("option:nth-of-type(2)")["value"]
    done = browser.post(f"{review}/members/copy", from_call=asked)

    assert (asked, done.status_code) == (str(round_.call_id), 303)
    told = soup(browser.get(review))
    assert [row[0] for row in table(told, "審査委員")] == ["A委員", "B委員", "C委員"]
    assert "reviewer_cさん：もうこの募集の審査委員です" in words(told)
    assert browser.post(f"{review}/members/copy").status_code == 422


def test_a_sign_is_shown_explained_and_settled(town, round_):
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            RosterEntry(
                organisation_id=round_.city.ids["organisation"],
                position="会計",
                name="reviewer_a",
                added_at=AFTER,
                changed_at=AFTER,
            )
        )
    round_.start()
    first, other = (round_.review("reviewer_a", one) for one in round_.applications)
    reviewer = town.as_("reviewer_a")
    declare = f"/reviewer/calls/{round_.call_id}/documents/declare"

    asked = soup(reviewer.get(declare))
    said = {f"answer-{first.id}": "none", f"answer-{other.id}": "none"}
    silent = soup(reviewer.post(declare, **said), 422)
    done = reviewer.post(declare, **said, **{f"explained-{first.id}": "別の方です。"})

    assert "要確認" in words(asked)
    assert [one["href"] for one in silent.select(".k-errors__link")] == [
        f"#field-explained-{first.id}"
    ]
    assert done.status_code == 303
    browser = town.as_("officer")
    panel = f"/officer/calls/{round_.call_id}/review/documents/panel"
    page = soup(browser.get(panel))
    assert "別の方です。" in words(page)
    assert "同姓同名などの別の方（審査に加わる）" in words(page)
    action = page.select_one('form[action*="/signs/"]')["action"]
    assert "確かめた方法" in words(soup(browser.post(action, answer="same"), 422))
    assert browser.post(action, answer="same", note="電話で確認").status_code == 303
    assert table(soup(browser.get(panel)), "除斥・欠席・交代")[0][1:3] == ["A委員", "除斥・回避"]


def test_a_recusal_is_recorded_and_its_lifting_takes_two(town, round_):
    round_.start()
    sheet = round_.review("reviewer_b", round_.applications[0])
    stage = f"/officer/calls/{round_.call_id}/review/documents"
    browser = town.as_("officer")

    page = f"{stage}/sheets/{sheet.id}/conflict"
    assert "審査から外しますか" in words(soup(browser.get(page)))
    assert browser.post(page).status_code == 422
    assert browser.post(page, reason="申立てがあった。").status_code == 303
    assert "解除を求めますか" in words(soup(browser.get(page)))
    assert browser.post(page, reason="取り違えでした。").status_code == 303
    own = soup(browser.get(f"{stage}/panel"))
    assert "別の職員が確かめます" in words(own)
    second = town.as_("officer2")
    action = soup(second.get(f"{stage}/panel")).select_one('form[action*="/lifts/"]')["action"]
    assert second.post(action, answer="granted").status_code == 303

    again = round_.review("reviewer_b", round_.applications[0])
    assert again.state is ReviewState.ASSIGNED


def test_a_substitute_takes_open_sheets_over(town, round_):
    round_.start()
    round_.declare("reviewer_a")
    late = round_.seat("department_person")
    stage = f"/officer/calls/{round_.call_id}/review/documents"
    browser = town.as_("officer")
    page = f"{stage}/members/{round_.members['reviewer_a']}/substitute"

    form = soup(browser.get(page)).select_one("form.k-form")
    sheets = [one["value"] for one in form.select('input[name="sheets"][checked]')]
    missing = browser.post(page)
    empty = browser.post(page, sheets=sheets, substitute=str(late))
    done = browser.post(page, sheets=sheets, substitute=str(late), reason="病気のため")

    assert (missing.status_code, empty.status_code, done.status_code) == (422, 422, 303)
    states = [round_.review("reviewer_a", one).state for one in round_.applications]
    assert states == [ReviewState.REPLACED] * 2
    taken = rows_of(round_, select(Review).where(Review.in_place_of.is_not(None)))
    assert [str(one.in_place_of) for one in taken] == sheets
    assert round_.by  # the board still counts three sheets for each
    assert [row.sheets_due for row in round_.board().rows] == [3, 3]
    assert table(soup(browser.get(f"{stage}/panel")), "除斥・欠席・交代")[0][4] == "D委員"


def test_sheets_are_ticked_by_hand_and_taken_back_while_undeclared(town, round_):
    page = f"/officer/calls/{round_.call_id}/review/documents/assignment"
    browser = town.as_("officer")
    first, second = round_.applications
    a, b = (round_.members[one] for one in ("reviewer_a", "reviewer_b"))

    shown = soup(browser.get(page))
    assert len(shown.select('input[name="pair"]')) == 6
    given = browser.post(page, pair=[f"{first}-{a}", f"{second}-{b}"])
    assert given.status_code == 303
    assert len(soup(browser.get(page)).select('input[name="pair"][checked]')) == 2
    moved = browser.post(page, kept=[f"{first}-{a}", f"{second}-{b}"], pair=[f"{second}-{b}"])
    assert moved.status_code == 303
    assert [one.panel_member_id for one in rows_of(round_, select(Review))] == [b]
    twice = browser.post(page, kept=[f"{first}-{a}"], pair=[])
    nothing = soup(browser.post(page), 422)
    assert twice.status_code == 409
    assert "変えるところがありません" in words(nothing)
    started = browser.post(f"/officer/calls/{round_.call_id}/review/documents/start")
    assert "応募ごとに委員を選んで" in words(soup(started, 409))


def test_a_drawing_is_looked_at_before_it_is_applied_and_can_be_replayed(town, round_):
    page = f"/officer/calls/{round_.call_id}/review/documents/assignment"
    browser = town.as_("officer")
    terms = {"each": "2", "seed": "たね1"}

    drawn = soup(browser.get(f"{page}?each=2&seed=たね1"))
    assert rows_of(round_, select(Review)) == []
    assert "担当の少ない委員から順に、くじで選びました。" in words(drawn)
    assert drawn.select("tbody td .k-cell-note") == []
    proposed = soup(browser.get(page)).select_one('input[name="seed"]')
    assert proposed["value"] == "令和8年度 1次審査（書類審査）"
    seen = drawn.select_one('input[name="seen"]')["value"]
    too_many = soup(browser.get(f"{page}?each=9&seed=x"))
    assert "9人必要ですが、審査に加われる委員は3人です" in words(too_many)
    wrong = browser.get(f"{page}?each=0&seed=")
    assert wrong.status_code == 422
    done = browser.post(page, seen=seen, **terms)
    again = browser.post(page, seen=seen, **terms)

    assert (done.status_code, again.status_code) == (303, 409)
    assert len(rows_of(round_, select(Review))) == 4
    [run] = rows_of(round_, select(AssignmentRun))
    assert (run.seed, run.per_application, len(run.result["given"])) == ("たね1", 2, 4)
    assert "くじの種たね1" in re.sub(r"\s+", "", soup(browser.get(page)).get_text())


def test_others_may_not_come_near(town, round_):
    for person in ("reviewer_a", "applicant", "releaser", "department_person"):
        browser = town.as_(person)
        for path in ("documents/panel", "documents/assignment", "members/1"):
            answer = browser.get(f"/officer/calls/{round_.call_id}/review/{path}")
            assert answer.status_code == 403
    assert isinstance(soup(town.as_("officer").get("/officer/")), BeautifulSoup)
