"""One grant's whole life through the pages, each step by the person whose step it is."""

from sqlalchemy import select

from journeys.applying import (
    GROUP,
    NEWCOMER,
    PROJECT,
    found_an_organisation,
    hand_in,
    register,
    start,
    write,
)
from journeys.checking import accept, ask_a_correction, find_ineligible, mend_it, others_apply
from journeys.deciding import decide, read_letters, release
from journeys.granting import (
    apply,
    bill_in_advance,
    bill_in_the_end,
    close,
    grant,
    pay_back,
    record_the_vote,
    report,
    settle,
)
from journeys.judging import (
    OTHER,
    conclude_documents,
    recommend,
    review_documents,
    review_presentation,
    seat_the_panel,
)
from journeys.opening import coordinate_it, offer_a_theme, publish_a_call
from journeys.people import Person
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.schemes.models import Call
from koubo.storage.history import HistoryRow, chains, verify_chain
from koubo.storage.outbox import EventRow, Mail
from koubo_web.mailing import run_round
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import link_in
from web.town import Town

TOLD = [
    "企画提案書を受け付けました",
    "書類の直しをお願いします（令和7年12月19日まで）",
    "企画提案書を受け付けました",
    "応募を受理しました",
    "市からの通知書をご覧ください",
    "補助金交付申請書を受け付けました",
    "市からの通知書をご覧ください",
    f"「{GROUP}」の振込先の口座が変わりました",
    "お支払いをしました",
    "事業実績報告書を受け付けました",
    "市からの通知書をご覧ください",
    "補助金の返還のお願い",
    "精算が終わりました",
]
"""What the group is mailed, in order, after the confirmation of the address."""


def test_a_grant_lives_from_the_theme_to_money_that_comes_back(town: Town) -> None:
    grant_it(town)
    bill_in_advance(town)
    report(town)
    settle(town, "280,000円", "29,000円")
    pay_back(town)
    close(town)

    require_mails_that_lead_somewhere(town)
    assert amounts(town) == {
        "requested": 280_000,
        "recommended": 280_000,
        "adopted": 280_000,
        "awarded": 280_000,
        "paid": 280_000,
        "returned": 29_000,
        "settled": 251_000,
    }
    require_sound_books(town)


def test_a_grant_that_is_billed_in_the_end_gets_what_was_fixed(town: Town) -> None:
    grant_it(town)
    report(town)
    settle(town)
    bill_in_the_end(town)
    close(town)

    found = amounts(town)
    assert (found["awarded"], found["settled"]) == (280_000, 251_000)
    assert (found["paid"], found["returned"]) == (251_000, 0)
    require_sound_books(town)


def grant_it(town: Town) -> None:
    """Go from the department's theme to the 交付決定."""
    offer_a_theme(town)
    coordinate_it(town)
    publish_a_call(town)
    register(town)
    found_an_organisation(town)
    someone = start(town)
    write(someone)
    number = hand_in(someone)
    others_apply(town, the_call(town))
    ask_a_correction(town)
    mend_it(town, number)
    accept(town, PROJECT)
    find_ineligible(town, "子ども食堂")
    accept(town, OTHER)
    seat_the_panel(town)
    review_documents(town)
    conclude_documents(town)
    review_presentation(town)
    recommend(town)
    decide(town)
    release(town, "採択・不採択の決定")
    read_letters(town)
    record_the_vote(town)
    apply(town)
    grant(town)


def the_call(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalars(select(Call.id)).one()


def amounts(town: Town) -> dict[str, int | None]:
    """Give the seven amounts of the only award, which is closed."""
    with town.city.uow() as uow:
        award = uow.session.scalars(select(Award)).one()
        assert award.state is AwardState.CLOSED
        return {
            "requested": award.requested,
            "recommended": award.recommended,
            "adopted": award.adopted,
            "awarded": award.awarded,
            "paid": award.paid,
            "returned": award.returned,
            "settled": award.settled,
        }


def require_sound_books(town: Town) -> None:
    """Require that every chain is whole, names who did each step, and that all were told."""
    with town.city.uow() as uow:
        names = chains(uow.session)
        assert f"call:{the_call(town)}" in names
        assert [verify_chain(uow.session, one) for one in names] == [None] * len(names)
        nobody = select(HistoryRow.verb).where(HistoryRow.person_id.is_(None))
        assert uow.session.scalars(nobody).all() == []


def require_mails_that_lead_somewhere(town: Town) -> None:
    """Make the mails of all that happened; every link opens for the one who got it."""
    site: Site = town.app.extensions[SITE]
    while run_round(site):
        pass
    with town.city.uow() as uow:
        mails = uow.session.scalars(select(Mail).order_by(Mail.id)).all()
        assert uow.session.scalars(select(EventRow.fault).distinct()).all() == [""]
    subjects = [one.subject for one in mails if one.address == NEWCOMER]
    assert [one.rpartition("】")[2] for one in subjects[1:]] == TOLD
    for address in {one.address for one in mails}:
        reader = Person(town, address.partition("@")[0])
        for mail in mails:
            if mail.address == address and "/confirm/" not in mail.body:
                reader.open(link_in(mail))
