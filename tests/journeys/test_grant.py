"""One grant's whole life through the pages, each step by the person whose step it is."""

from sqlalchemy import select

from journeys.applying import PROJECT, found_an_organisation, hand_in, register, start, write
from journeys.checking import accept, ask_a_correction, find_ineligible, mend_it, others_apply
from journeys.deciding import decide, read_letters, release
from journeys.granting import apply, bill_in_advance, close, grant, pay_back, record_the_vote, report, settle
from journeys.judging import (
    conclude_documents,
    recommend,
    review_documents,
    review_presentation,
    seat_the_panel,
)
from journeys.opening import coordinate_it, offer_a_theme, publish_a_call
from koubo.schemes.models import Call
from web.town import Town


def the_call(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalars(select(Call.id)).one()


def test_a_grant_lives_from_the_theme_to_its_close(town: Town) -> None:
    offer_a_theme(town)
    coordinate_it(town)
    publish_a_call(town)
    call_id = the_call(town)

    register(town)
    found_an_organisation(town)
    someone = start(town)
    write(someone)
    number = hand_in(someone)

    others_apply(town, call_id)
    ask_a_correction(town)
    mend_it(town, number)
    accept(town, PROJECT)
    find_ineligible(town, "子ども食堂")
    accept(town, "まちの清掃")
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
    bill_in_advance(town)
    report(town)
    settle(town, "29,000円")
    pay_back(town)
    close(town)
    assert 0
