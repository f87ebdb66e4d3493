"""One award through the pages of all three desks: decided, granted, paid, reported, settled."""

from datetime import date, timedelta

from sqlalchemy import select

from award_builders import (
    DECIDED,
    GRANTED,
    PAID,
    REPORTED,
    SETTLED,
    award,
    awards_of,
    draft_selection,
    vote,
)
from grant_builders import a_granted_award, accept_for_grant, apply_for, look_at, report
from koubo.award.models import Decision
from koubo.award.rules import AwardState, DecisionState
from koubo.people.models import SeatRow
from koubo.people.rules import SeatKind
from koubo.reporting.models import Repayment
from web.award_walk import (
    COSTS,
    a_recommended_call,
    day,
    fields_of,
    kessai,
    newest_decision,
    release_on_pages,
    send,
    soup,
    words,
)
from web.town import Town


def test_an_award_goes_from_the_recommendation_to_its_close_on_pages(town: Town) -> None:
    city, clock = town.city, town.clock
    call_id, _ = a_recommended_call(town)

    officer = town.as_("officer")
    draft = f"/officer/calls/{call_id}/decisions/selection"
    assert draft in officer.get("/officer/decisions").text
    send(officer, draft, **kessai(DECIDED.date()))
    waits = f"/officer/decisions/{newest_decision(town)}"
    for path in ("/officer/", f"/officer/calls/{call_id}"):
        page = soup(officer.get(path))
        assert page.select_one(f'main a[href="{waits}"]') is not None
        assert "施行待ち（倉市活第123号）" in words(page)
    assert officer.get(draft).location == waits
    release_on_pages(town)
    [award_id] = awards_of(city, call_id)

    applicant = town.as_("applicant")
    page = soup(applicant.get(f"/applicant/awards/{award_id}"))
    assert "補助金交付申請書を提出する" in words(page)
    letter = applicant.get(page.select_one('main a[href$=".pdf"]')["href"])
    assert (letter.mimetype, letter.data[:4]) == ("application/pdf", b"%PDF")
    send(
        applicant,
        f"/applicant/awards/{award_id}/grant-application",
    )
    home = words(soup(applicant.get("/applicant/")).main)
    assert "議決のあとに提出できます。下書きは今から作れます。" in home
    assert "交付の手続き交付申請待ち" in home
    filing_id = award(city, award_id).filing_id
    check = soup(applicant.get(f"/applicant/check/{filing_id}"))
    assert "予算が市議会で議決されてから提出できます。下書きは残っています。" in words(check.main)
    assert check.select("main form") == []
    vote(city, call_id, 2_000_000)
    filing_id = apply_for(city, award_id, **COSTS)

    clock.moment = GRANTED
    officer, grant = town.as_("officer"), f"/officer/calls/{call_id}/decisions/grant"
    page = soup(officer.get(f"/officer/awards/{award_id}"))
    assert page.select_one(f'main a[href="/officer/filings/{filing_id}"]') is not None
    assert f'href="{grant}"' not in officer.get("/officer/").text
    accept_for_grant(city, filing_id)
    assert f'href="{grant}"' in officer.get("/officer/").text
    send(officer, grant, **kessai(GRANTED.date()))
    assert "施行待ち（倉市活第123号）" in words(soup(officer.get(f"/officer/awards/{award_id}")))
    release_on_pages(town)
    assert award(city, award_id).awarded == 300_000

    clock.moment = PAID
    send(town.as_("applicant"), f"/applicant/awards/{award_id}/claim", purpose="材料の購入")
    officer = town.as_("officer")
    claim = soup(officer.get("/officer/awards/claims")).select_one("main tbody a")["href"]
    send(officer, claim, do="accept")
    send(officer, claim, do="order", number="支第789号")
    send(officer, claim, do="pay", **day("day", PAID.date()))
    assert award(city, award_id).paid == 300_000

    clock.moment = REPORTED
    send(town.as_("applicant"), f"/applicant/awards/{award_id}/report")
    report_id = report(city, award_id, cost=352_480, requested=300_000)
    officer = town.as_("officer")
    shown = words(soup(officer.get(f"/officer/awards/reports/{report_id}")))
    assert "確定額281,000−支払済額300,000→返還額19,000円" in shown
    path = f"/officer/awards/reports/{report_id}"
    assert soup(officer.get(path)).select(f'main form[action="{path}/accept"]') == []
    look_at(city, report_id)
    send(officer, path, to=f"{path}/accept")

    clock.moment = SETTLED
    send(
        town.as_("officer"),
        f"/officer/calls/{call_id}/decisions/settlement",
        **kessai(SETTLED.date()),
    )
    release_on_pages(town)

    officer = town.as_("officer")
    with city.uow() as uow:
        repayment_id = uow.session.scalars(select(Repayment.id)).one()
    path = f"/officer/awards/repayments/{repayment_id}"
    send(officer, path, do="bill", number="納第55号")
    assert "納第55号" in words(soup(town.as_("applicant").get(f"/applicant/awards/{award_id}")))
    page = soup(officer.get(path))
    received = fields_of(page.select("main form")[1])
    answer = officer.post(path, **{**received, "do": "receive", **day("day", SETTLED.date())})
    assert answer.status_code == 303
    send(officer, f"/officer/awards/{award_id}/close")

    found = award(city, award_id)
    assert (found.state, found.settled, found.paid, found.returned) == (
        AwardState.CLOSED,
        281_000,
        300_000,
        19_000,
    )
    for path in (
        "/officer/awards",
        f"/officer/awards/{award_id}",
        "/officer/awards/reports",
        "/officer/awards/statistics",
        "/officer/decisions",
    ):
        soup(officer.get(path))
    soup(town.as_("applicant").get("/applicant/letters"))


def test_what_is_wrong_is_said_beside_what_was_typed(town: Town) -> None:
    call_id, application_id = a_recommended_call(town)
    path = f"/officer/calls/{call_id}/decisions/selection"

    answer = send(
        town.as_("officer"),
        path,
        code=422,
        **(kessai(DECIDED.date() + timedelta(days=1)) | day("issued_on", DECIDED.date())),
        **{f"amount-{application_id}": "200,000"},
    )

    page = soup(answer, 422)
    assert page.select_one(f"#field-amount-{application_id}")["value"] == "200,000"
    assert [link["href"] for link in page.select("main .k-summary a, main a[href^='#field-']")][
        :3
    ] == ["#field-kessai_on", "#field-issued_on", f"#field-departs-{application_id}"]


def test_the_drafter_sees_no_button_and_is_refused(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            SeatRow(
                person_id=town.city.ids["officer"],
                kind=SeatKind.RELEASER,
                from_on=date(2020, 4, 1),
            )
        )
    decision_id = draft_selection(town.city, call_id)
    officer = town.as_("officer")

    page = soup(officer.get(f"/releaser/decisions/{decision_id}"))
    answer = officer.post(f"/releaser/decisions/{decision_id}/release", version="1")

    assert "あなたが起案した決定です" in words(page)
    assert page.select(f'a[href="/releaser/decisions/{decision_id}/release"]') == []
    assert answer.status_code == 409
    assert "引き継いだ人は施行できません" in answer.text
    with town.city.uow() as uow:
        assert uow.session.get_one(Decision, decision_id).state is DecisionState.DRAFTED


def test_a_decision_before_its_day_has_no_button(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    decision_id = draft_selection(town.city, call_id)
    town.clock.moment = DECIDED - timedelta(days=2)
    browser = town.as_("releaser")

    page = soup(browser.get(f"/releaser/decisions/{decision_id}"))
    assert "から施行できます" in words(page)
    assert page.select_one('main a[href$="/release"]') is None
    assert "から施行できます" in words(soup(browser.get("/releaser/")))


def test_a_stale_release_is_refused(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    decision_id = draft_selection(town.city, call_id)

    answer = town.as_("releaser").post(f"/releaser/decisions/{decision_id}/release", version="9")

    assert answer.status_code == 409


def test_a_draft_and_its_letter_stay_with_staff(town: Town) -> None:
    call_id, _ = a_recommended_call(town)
    decision_id = draft_selection(town.city, call_id)
    officer = town.as_("officer")

    page = soup(officer.get(f"/officer/decisions/{decision_id}"))
    letter = page.select_one('main a[href$=".pdf"]')["href"]
    assert officer.get(letter).data[:4] == b"%PDF"

    applicant = town.as_("applicant")
    assert applicant.get(letter).status_code == 403
    assert applicant.get(f"/officer/decisions/{decision_id}").status_code == 403
    assert "通知書はまだありません" in applicant.get("/applicant/letters").text


def test_an_advance_that_was_wished_for_stands_before_the_report(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = GRANTED

    page = soup(town.as_("applicant").get(f"/applicant/awards/{award_id}"))

    assert [words(one) for one in page.select(".k-todo__title")] == [
        "概算払を請求する（必要な場合）",
        "お金を払うたびに、会計に書く",
        "事業が終わったら、実績報告書を提出する",
    ]


def test_awards_and_letters_of_others_are_unknown(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = GRANTED
    stranger, applicant = town.as_("stranger"), town.as_("applicant")
    page = soup(applicant.get(f"/applicant/awards/{award_id}"))
    letter = page.select_one('main a[href$=".pdf"]')["href"]

    for path in (
        letter,
        f"/applicant/awards/{award_id}",
        f"/applicant/awards/{award_id}/claim",
        f"/applicant/awards/{award_id}/decline",
    ):
        assert applicant.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
