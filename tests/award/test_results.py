"""What becomes of a released decision: each organisation's own result, and what everybody reads."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from award_builders import DECIDED, a_staffed_city, draft_selection, release
from builders import AFTER, City
from koubo.applications.models import Application, Filing, Snapshot
from koubo.award.results.queries.own_result import own_result
from koubo.award.results.queries.published import WITHHELD, published_results
from koubo.award.results.result_paper import offer_told, result_paper
from koubo.award.rules import LineChange, Outcome
from koubo.problems import NotFound, Problems
from koubo.review.conclusions import ConclusionLine
from koubo.review.rules import Conclusion
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from review.own_scheme import add_application, an_own_round, hand_in
from review.rounds import Round

REVIEW = """criteria:
  - {id: public, title: 公益性, lowest: 0, highest: 10}
  - {id: able, title: 実現性, lowest: 0, highest: 10}
stages:
  - {id: only, title: 公開審査, method: presentation, criteria: [public, able]}
selection:
  aggregate: sum_of_item_means
  tie_breakers: [{by: earlier_filing}]
  allocation: cut_line
  pass_share: 50%
  offer_days: 7
"""
OPEN = """publication:
  selected: [organisation, project, requested, adopted, total, rank, item_means, comment]
  others: [project, total]
  to_applicant: [total, rank, applications, pass_mark, item_means, sheets]
  reviewers: pseudonym
"""
POINTS = {"reviewer_a": ((9, 8), (6, 6), (2, 1)), "reviewer_b": ((8, 8), (7, 6), (2, 2))}


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path))


def a_decided_round(city: City, publication: str, *changes: tuple[str, str]) -> Round:
    """Give a call of three: 70,000 円 and the rest as an offer, and one below the pass mark."""
    found = an_own_round(city, REVIEW + publication, *changes, budget=100_000)
    for _ in range(3):
        add_application(found, "start")
    with city.uow() as uow, uow.writing() as write:
        for number, organisation in zip(
            found.applications, ("organisation", "other_organisation"), strict=False
        ):
            write.session.execute(
                update(Application)
                .where(Application.id == number)
                .values(organisation_id=city.ids[organisation])
            )
        write.session.execute(
            update(Snapshot).values(
                applicant={"name": "会", "address": "見本市1"},
            )
        )
    for person in POINTS:
        found.seat(person)
    found.start("only")
    for person, given in POINTS.items():
        found.declare(person, "only")
        for number, (public, able) in zip(found.applications, given, strict=True):
            hand_in(found, person, number, "only", public=public, able=able)
    first, second, third = found.applications
    found.conclude(
        "only",
        lines=[
            ConclusionLine(first, Conclusion.RECOMMENDED, 70_000, "条件1\n条件2", "減額", "良い案"),
            ConclusionLine(second, Conclusion.RUNNER_UP, 30_000, "", "次点", "惜しい案"),
            ConclusionLine(third, Conclusion.NOT_RECOMMENDED, 0, "", "", "足りない案"),
        ],
    )
    return found


def decide(round_: Round) -> None:
    """Release the decision that follows the panel, and departs a little for the first."""
    change = LineChange(Outcome.SELECTED, 69_000, "", "条件1\n条件2", "端数")
    reason = LineChange(Outcome.RUNNER_UP, 0, "予算に入りませんでした。")
    low = LineChange(Outcome.NOT_SELECTED, 0, "基準の点に届きませんでした。")
    first, second, third = round_.applications
    changes = {first: change, second: reason, third: low}
    release(round_.city, draft_selection(round_.city, round_.call_id, changes=changes), now=DECIDED)


@pytest.fixture
def opened(city: City) -> Round:
    return a_decided_round(city, OPEN)


def own(round_: Round, person: str, place: int):
    return round_.ask(person, own_result, round_.applications[place], now=DECIDED)


def published(round_: Round):
    with round_.city.uow(DECIDED) as uow:
        return published_results(uow.session, round_.city.catalog, round_.call_id)


def test_an_organisation_reads_how_its_amount_came_about_and_what_it_may_see(opened: Round) -> None:
    with pytest.raises(NotFound):
        own(opened, "applicant", 0)
    decide(opened)

    with opened.city.database.statements() as said:
        found = own(opened, "applicant", 0)

    assert len(said) <= 10 + 4  # finding out who asks is counted here too

    assert (found.outcome, found.adopted, found.conditions) == (
        Outcome.SELECTED,
        69_000,
        ("条件1", "条件2"),
    )
    assert found.working.lines[0].text == "申請額：100,000円"
    assert [one.text for one in found.working.lines][-2:] == [
        "審査会の答申：70,000円",
        "市の決定：69,000円",
    ]
    assert (found.comment, found.reason) == ("良い案", "")
    assert found.marks == (
        ("合計点", "16.5点（満点 20点）"),
        ("順位", "1位"),
        ("審査した応募", "3件"),
        ("合格の基準", "満点の50%以上"),
    )
    assert [(one.title, one.told) for one in found.item_means] == [
        ("公益性", "8.5点（10点まで）"),
        ("実現性", "8点（10点まで）"),
    ]
    assert [(sheet.reviewer, [one.told for one in sheet.marks]) for sheet in found.sheets] == [
        ("A委員", ["9点", "8点"]),
        ("B委員", ["8点", "8点"]),
    ]
    assert offer_told(found) == ()
    for person, place in (("applicant", 1), ("stranger", 0), ("officer", 0), ("reviewer_a", 0)):
        with pytest.raises(NotFound):
            own(opened, person, place)


def test_a_runner_up_reads_why_and_until_when_the_offer_stands(opened: Round) -> None:
    decide(opened)

    found = own(opened, "stranger", 1)

    assert (found.outcome, found.adopted, found.reason) == (
        Outcome.RUNNER_UP,
        None,
        "予算に入りませんでした。",
    )
    assert (found.offered_until.isoformat(), found.offered) == ("2026-03-23", 30_000)
    assert "令和8年3月23日" in offer_told(found)[0]
    assert "30,000円" in offer_told(found)[0]
    paper = result_paper(found)
    assert [part.heading for part in paper.parts] == [
        "この結果の意味",
        "どのように決まったか",
        "理由",
        "次点について",
        "審査会からの講評",
        "採点",
        "審査項目ごとの平均点",
        "審査委員ごとの点",
    ]


def test_everybody_reads_the_fields_of_the_scheme_and_no_other(opened: Round) -> None:
    with pytest.raises(NotFound):
        published(opened)
    decide(opened)

    with opened.city.database.statements() as said:
        found = published(opened)

    assert len(said) <= 8
    assert (found.applications, found.selected_count, found.adopted) == (3, 1, 69_000)
    assert [one.label for one in found.selected.columns] == [
        "団体",
        "事業の名称",
        "申請額",
        "内定額",
        "合計点",
        "順位",
        "公益性の平均",
        "実現性の平均",
        "講評",
    ]
    assert found.selected.texts() == [
        [
            "organisationの会",
            "事業0",
            "100,000円",
            "69,000円",
            "16.5点",
            "1位",
            "8.5点",
            "8点",
            "良い案",
        ]
    ]
    assert [one.label for one in found.others.columns] == ["事業の名称", "合計点", "結果"]
    assert found.others.texts() == [["事業1", "12.5点", "次点"], ["事業2", "3.5点", "不採択"]]
    assert list(found.selected.plain()[0].items())[2:6] == [
        ("申請額（円）", 100_000),
        ("内定額（円）", 69_000),
        ("合計点（点）", "16.5"),
        ("順位（位）", 1),
    ]
    assert found.reviewers == ("A委員", "B委員")


def test_a_scheme_that_says_nothing_publishes_the_selected_alone(city: City) -> None:
    silent = a_decided_round(city, "")
    decide(silent)

    found = published(silent)
    told = own(silent, "applicant", 0)

    assert found.selected.texts() == [["organisationの会", "事業0", "はじめてコース", "69,000円"]]
    assert (found.others.columns, found.others.rows, found.reviewers) == ((), (), ())
    assert (told.marks, told.item_means, told.sheets) == ((), (), ())


def test_what_hangs_on_consent_is_read_only_where_it_was_given(city: City) -> None:
    name = "            label: 事業の名称\n"
    asking = a_decided_round(
        city,
        "publication:\n  selected: [project]\n  others: [project]\n  answers: [project_name]\n",
        (name, f"{name}            publish: ask\n"),
    )
    decide(asking)
    agreed = asking.applications[1]
    with city.uow(AFTER) as uow, uow.writing() as write:
        snapshots = write.session.execute(
            select(Filing.application_id, Snapshot).join(Filing, Filing.id == Snapshot.filing_id)
        )
        for number, snapshot in snapshots:
            said = {"project_name": "事業", "project_name.publish": number == agreed}
            snapshot.answers = {**snapshot.answers, **said}

    found = published(asking)

    assert found.selected.texts() == [[WITHHELD, ""]]
    assert [row[0] for row in found.others.rows] == ["事業1", WITHHELD]


def test_one_application_alone_that_is_refused_is_told_why_and_published_as_a_number(
    city: City,
) -> None:
    alone = an_own_round(city, REVIEW + OPEN)
    number = add_application(alone, "start")
    with city.uow() as uow, uow.writing() as write:
        write.session.execute(update(Snapshot).values(applicant={"name": "会", "address": "1"}))
        write.session.execute(update(Application).values(organisation_id=city.ids["organisation"]))
    alone.seat("reviewer_a")
    alone.start("only")
    alone.declare("reviewer_a", "only")
    hand_in(alone, "reviewer_a", number, "only", public=1, able=0)
    alone.conclude("only")
    silent = {number: LineChange(Outcome.NOT_SELECTED, 0, " ")}
    with pytest.raises(Problems) as raised:
        draft_selection(city, alone.call_id, changes=silent)
    assert [one.code for one in raised.value.problems] == ["no_reason"]
    release(city, draft_selection(city, alone.call_id), now=DECIDED)

    found, told = published(alone), own(alone, "applicant", 0)

    assert (found.applications, found.selected_count, found.adopted) == (1, 0, 0)
    assert (found.selected.rows, found.others.texts()) == ((), [["事業0", "1点", "不採択"]])
    assert told.reason == "審査の結果、採択する事業の順位や基準に届かなかったためです。"
