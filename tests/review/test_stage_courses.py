"""A stage judges only its own courses; which one is the last, and gives money, follows from that."""

from dataclasses import replace

import pytest

from builders import AFTER, City
from koubo.award.decisions.proposals import propose_selection
from koubo.award.decisions.queries.ready import calls_to_select
from koubo.problems import Problems, Refused
from koubo.review.actions.tally import tally
from koubo.review.queries.overview import review_overview, waiting_review
from koubo.review.queries.progress import progress_of
from koubo.review.queries.ranking import stage_ranking
from koubo.review.rules import Conclusion, is_last, stages_before, stages_judging
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.models import Call
from review.own_scheme import add_application, an_own_round, hand_in, own_scheme
from review.rounds import Round

TWO_PANELS = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 10}
stages:
  - {id: papers, title: 書類審査, method: documents, criteria: [whole], courses: [start]}
  - {id: talk, title: 公開審査, method: hearing, criteria: [whole], courses: [start],
     panel: {value: 審査委員会, 要確認: 名称は確認できていない}}
  - {id: contest, title: コンテスト, method: contest, criteria: [whole], courses: [next]}
selection:
  aggregate: sum_of_item_means
  tie_breakers: [{by: earlier_filing}]
  allocation: cut_line
"""


@pytest.fixture
def round_(city: City) -> Round:
    found = an_own_round(city, TWO_PANELS, budget=150_000)
    add_application(found, "start")
    add_application(found, "next")
    for person in ("reviewer_a", "reviewer_b"):
        found.seat(person)
    return found


def judge(round_: Round, stage: str, *places: int) -> None:
    """Let everybody declare and mark those applications of a stage, and record the conclusion."""
    everything = round_.applications
    round_.applications = [everything[place] for place in places]
    round_.start(stage)
    for person in round_.members:
        round_.declare(person, stage)
        for application_id in round_.applications:
            hand_in(round_, person, application_id, stage, whole=8)
    round_.conclude(stage)
    round_.applications = everything


def ids(stages):
    return [one.id for one in stages]


def open_stages(round_: Round) -> list[str]:
    with round_.city.uow() as uow:
        scheme = round_.city.catalog.of(uow.session.get_one(Call, round_.call_id).release)
        return ids(progress_of(uow.session, {round_.call_id: scheme})[round_.call_id].open)


def test_each_course_has_its_own_first_and_last_stage():
    scheme = load_scheme(own_scheme(TWO_PANELS).encode())
    talk = scheme.stage("talk")

    assert [one.allocates for one in scheme.stages] == [False, True, True]
    assert [is_last(scheme, one) for one in scheme.stages] == [False, True, True]
    assert [ids(stages_before(scheme, one)) for one in scheme.stages] == [[], ["papers"], []]
    assert ids(stages_judging(scheme, ["small.next"])) == ["contest"]
    assert (talk.panel.value, talk.panel.to_confirm) == ("審査委員会", "名称は確認できていない")


def test_a_stage_has_only_the_applications_of_its_courses(round_: Round):
    start, following = round_.applications

    assert [row.application.id for row in round_.board("papers").rows] == [start]
    assert [row.application.id for row in round_.board("contest").rows] == [following]
    assert (round_.start("papers"), round_.start("contest")) == (2, 2)


def test_a_course_s_stage_waits_only_for_its_own(round_: Round):
    assert open_stages(round_) == ["papers", "talk", "contest"]
    with pytest.raises(Refused, match="「書類審査」の結論がまだ記録されていません"):
        round_.start("talk")
    lines = round_.ask("officer", review_overview, round_.call_id).stages
    assert [(one.stage.id, one.may_start) for one in lines] == [
        ("papers", True),
        ("talk", False),
        ("contest", True),
    ]
    waiting = round_.ask("officer", waiting_review, AFTER)
    assert [one.stage.id for one in waiting.stages] == ["papers", "contest"]


def test_two_last_stages_give_out_of_one_budget(round_: Round):
    judge(round_, "papers", 0)
    round_.start("talk")
    round_.by("officer", tally, round_.call_id, stage_id="talk")
    judge(round_, "contest", 1)
    told = round_.ask("officer", stage_ranking, round_.call_id, "talk").tallied.since
    assert told == ("その後に、審査票の提出など、結果を変えることがありました。",)

    board = round_.board("talk")

    assert (board.last, board.given_beside, board.budget) == (True, 100_000, 50_000)
    round_.applications.pop()
    for person in round_.members:
        round_.declare(person, "talk")
        hand_in(round_, person, round_.applications[0], "talk", whole=8)
    (outcome,) = round_.board("talk").selection.outcomes
    assert outcome.working.lines[-1].text == (
        "予算の残り 50,000円 は算定額 100,000円 に足りない → 次点。"
        "残額 50,000円 を受けるか辞退するかを選べる"
    )
    (line,) = round_.lines("talk")
    with pytest.raises(Problems, match="予算 50,000円 を"):
        round_.conclude("talk", lines=[recommended(line, 60_000)])


def recommended(line, amount):
    return replace(line, conclusion=Conclusion.RECOMMENDED, amount=amount, remarks="審査会の判断")


def test_the_decision_waits_for_the_last_stage_of_every_course(round_: Round):
    judge(round_, "contest", 1)
    with round_.city.uow(AFTER) as uow:
        call = uow.session.get_one(Call, round_.call_id)
        assert calls_to_select(uow.session, round_.city.catalog, AFTER) == []
        with pytest.raises(Refused, match="「公開審査」の答申がまだ"):
            propose_selection(uow.session, round_.city.catalog, call)
    judge(round_, "papers", 0)
    judge(round_, "talk", 0)

    with round_.city.uow(AFTER) as uow:
        call = uow.session.get_one(Call, round_.call_id)
        lines = propose_selection(uow.session, round_.city.catalog, call)
        assert [one.id for one in calls_to_select(uow.session, round_.city.catalog, AFTER)] == [
            call.id
        ]
    assert {one.application_id: one.amount for one in lines} == {
        round_.applications[0]: 0,
        round_.applications[1]: 100_000,
    }


def test_a_stage_that_nobody_comes_to_is_not_waited_for(city: City):
    round_ = an_own_round(city, TWO_PANELS)
    add_application(round_, "next")

    assert open_stages(round_) == ["contest"]
