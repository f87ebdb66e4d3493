"""Nowhere is a yen lost: pages, ledger, CSV, Excel, PDF, letters and 支出一式 say what the rows say.

``KOUBO_CASES=10000`` takes all the cases that the promise speaks of; the suite takes fewer.
"""

import csv
import os
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from award_builders import PAID
from koubo.award.grants.queries.call_money import call_money
from koubo.award.models import Award, Claim, Decision
from koubo.award.notices.letters import letters_of
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.rules import DecisionKind
from koubo.money import format_yen
from koubo.papers.ledgers import MOST_PRINTED
from koubo.papers.letters import Press, letter_amount
from koubo.schemes.models import Call
from promises.counting import Counter, a_counter
from promises.money_cases import Money, a_case, add_cases

CASES = int(os.environ.get("KOUBO_CASES", "250"))
SEED = 20_261_122
PRINTED = 12
"""Letters of which the PDF is read too; of all others the letter itself."""


@given(st.randoms(use_true_random=False))
def test_every_drawn_case_evens_out(random) -> None:
    case = a_case(random)
    if case.settled is not None:
        evened = case.paid - case.returned + case.to_pay - case.to_return
        assert evened == case.settled <= case.awarded


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Counter, list[Money]]]:
    """Give a town whose one call has so many cases, and what each came to."""
    folder: Path = tmp_path_factory.mktemp("sums")
    for counter in a_counter(folder):
        cases = add_cases(counter.round_, CASES, SEED)
        city = counter.town.city
        with city.uow() as uow, uow.writing() as write:
            call = write.session.get_one(Call, counter.round_.call_id)
            call.budget = sum(one.awarded for one in cases)
        counter.town.clock.moment = PAID
        yield counter, cases


def expected(cases: list[Money]) -> dict[str, int]:
    """Add up the drawn cases, column by column of the ledger."""
    done = [one for one in cases if one.settled is not None]
    return {
        "申請額": sum(one.requested for one in cases),
        "内定額": sum(one.adopted for one in cases),
        "交付決定額（当初）": sum(one.awarded for one in cases),
        "概算払額": sum(one.advance for one in cases),
        "精算払額": sum(one.final for one in cases),
        "支払額の合計": sum(one.paid for one in cases),
        "確定額": sum(one.settled or 0 for one in done),
        "返還額": sum(one.returned for one in cases),
        "未精算額": sum(one.to_pay - one.to_return for one in done),
        "当初との差額": sum(one.awarded - (one.settled or 0) for one in done),
    }


def summed(head: list[str], rows: list[list[str]], column: str) -> int:
    place = head.index(column)
    return sum(int(row[place]) for row in rows if row[place] not in ("", None))


def test_the_ledger_says_the_same_everywhere_and_what_the_rows_say(crowd) -> None:
    counter, cases = crowd
    officer, wanted = counter.browsers["officer"], expected(cases)
    text = officer.get("/officer/ledger.csv").data.decode("utf-8-sig")
    head, *lines, totals = list(csv.reader(StringIO(text)))
    assert len(lines) == CASES
    known = {title: wanted[title] for title in wanted if title in head}
    assert len(known) >= 8, head
    assert {one: summed(head, lines, one) for one in known} == known
    assert {one: int(totals[head.index(one)]) for one in known} == known

    book = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(officer.get("/officer/ledger.xlsx").response))
    )
    titles, *rows, last = book.get_sheet_by_index(0).to_python()
    place = {one: titles.index(one) for one in known}
    assert {
        one: sum(int(row[at]) for row in rows if row[at] != "") for one, at in place.items()
    } == known
    assert {one: int(last[at]) for one, at in place.items()} == known


def test_the_pages_of_the_ledger_add_up_too(crowd) -> None:
    counter, cases = crowd
    officer, path, paid = counter.browsers["officer"], "/officer/ledger", []
    while path:  # as many as fill the last page too
        page = BeautifulSoup(officer.get(path).text, "html.parser")
        heads = [one.get_text(strip=True) for one in page.select("main table thead th")]
        at = next(place for place, one in enumerate(heads) if "支払" in one)
        for row in page.select("main table tbody tr"):
            cell = row.select("th, td")[at].get_text(" ", strip=True)
            paid.append([int(one.replace(",", "")) for one in re.findall(r"([\d,]+)円", cell)])
        following = page.select_one('a[rel="next"]')
        path = following["href"] if following else ""
    assert len(paid) == CASES
    assert sum(row[0] for row in paid if row) == sum(one.paid for one in cases)


@pytest.mark.skipif(CASES > MOST_PRINTED, reason="too long to be read on paper")
def test_the_printed_ledger_bears_the_same_totals(crowd) -> None:
    counter, cases = crowd
    printed = counter.browsers["officer"].get("/officer/ledger.pdf").data
    text = PdfReader(BytesIO(printed)).pages[-1].extract_text().replace("\n", "")
    wanted = expected(cases)
    for title in ("概算払額", "精算払額", "確定額", "返還額", "当初との差額"):
        assert f"{wanted[title]:,}" in text


def test_letters_bear_the_sum_of_their_own_line(crowd) -> None:
    counter, cases = crowd
    city, press = counter.town.city, Press()
    with city.uow(PAID) as uow:
        of_kind = {
            kind: uow.session.scalars(
                select(Decision).where(Decision.kind == kind).order_by(Decision.id)
            ).all()
            for kind in (DecisionKind.GRANT, DecisionKind.SETTLEMENT)
        }
        letters = {
            kind: [
                one.letter
                for decision in decisions
                for one in letters_of(uow.session, city.catalog, decision, draft=False)
            ]
            for kind, decisions in of_kind.items()
        }
    sums = {
        DecisionKind.GRANT: [one.awarded for one in cases],
        DecisionKind.SETTLEMENT: [one.settled for one in cases if one.settled is not None],
    }
    for kind, amounts in sums.items():
        said = [amount_of(one.items, kind) for one in letters[kind]]
        assert said == amounts
        for letter, amount in list(zip(letters[kind], amounts, strict=True))[:PRINTED]:
            text = "".join(
                page.extract_text() for page in PdfReader(BytesIO(press.letter(letter))).pages
            )
            assert letter_amount(amount) in text.replace("\n", "")


def amount_of(items, kind: DecisionKind) -> int:
    label = "交付決定額" if kind is DecisionKind.GRANT else "確定額"
    [text] = [value for name, value in items if name.endswith(label)]
    return int(re.sub(r"[^0-9]", "", text))


def test_what_is_handed_to_the_citys_accounts_is_what_was_billed(crowd) -> None:
    counter, cases = crowd
    officer = counter.browsers["officer"]
    with counter.town.city.uow() as uow:
        waiting = uow.session.scalars(
            select(Claim.id).where(Claim.state == ClaimState.ACCEPTED).order_by(Claim.id)
        ).all()
    billed = sum(one.waiting for one in cases)
    told = 0
    for first in range(0, len(waiting), 100):
        chosen = [str(one) for one in waiting[first : first + 100]]
        fields = {"csrf_token": officer.token(), "claims": chosen}
        as_csv = officer.send("/officer/payments", {**fields, "do": "csv"})
        lines = list(csv.reader(StringIO(as_csv.data.decode("utf-8-sig"))))
        part = summed(lines[0], lines[1:], "金額")
        book = CalamineWorkbook.from_filelike(
            BytesIO(officer.send("/officer/payments", {**fields, "do": "xlsx"}).data)
        )
        assert int(book.get_sheet_by_name("合計").to_python()[-1][-1]) == part
        told += part
    assert told == billed


def test_the_calls_money_is_the_sum_of_its_awards(crowd) -> None:
    counter, cases = crowd
    city = counter.town.city
    with city.uow(PAID) as uow:
        [money] = call_money(uow.session, city.actor("officer"), counter.round_.call_id)
        kept, fixed = uow.session.execute(
            select(func.sum(Award.paid - Award.returned), func.sum(Award.settled))
        ).one()
    assert (money.paid, money.granted) == (
        sum(one.paid - one.returned for one in cases),
        sum(one.awarded for one in cases),
    )
    assert kept == sum(one.paid - one.returned for one in cases)
    assert fixed == sum(one.settled or 0 for one in cases)
    page = counter.browsers["officer"].get(f"/officer/calls/{counter.round_.call_id}").text
    assert format_yen(sum(one.awarded for one in cases)) in page
