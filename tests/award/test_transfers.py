"""Files for a bank come from plugins: one that breaks or says another sum gives nothing out."""

from typing import Any

import pytest

from account_builders import BANK_SECRET, bank_details
from award_builders import PAID, a_staffed_city
from builders import City, version_of
from grant_builders import a_granted_award
from koubo.api import PaymentFile, hookimpl
from koubo.award.models import Award
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.actions.paying import accept_claim, order_payment
from koubo.award.payments.actions.payment_lists import make_transfer_files
from koubo.award.payments.claim_rules import ClaimKind
from koubo.award.payments.transfers import Payer, TransferOrder
from koubo.hooks import PluginFault
from koubo.people.account_vault import AccountVault
from koubo.people.rules import NotAllowed
from koubo.plugins import load
from koubo.problems import Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def an_ordered_bill(city: City) -> int:
    _, award_id = a_granted_award(city)
    with city.uow(PAID, "applicant") as uow:
        claim_id = file_claim(
            uow,
            city.catalog,
            city.actor("applicant"),
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=40_000,
            purpose="材料を先に買うため",
            version=version_of(city, Award, award_id),
        )
    with city.uow(PAID, "officer") as uow:
        accept_claim(uow, city.actor("officer"), claim_id, version=1)
    with city.uow(PAID, "officer") as uow:
        order_payment(uow, city.actor("officer"), claim_id, order_number="支第1号", version=2)
    return claim_id


class Bank:
    """A plugin that answers as a test says."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    @hookimpl
    def koubo_payment_files(self, order: TransferOrder) -> Any:
        return self.answer(order)


def with_plugin(answer: Any) -> Any:
    return load(more={"bank": Bank(answer)}).hooks


def broken(order: TransferOrder) -> Any:
    raise ZeroDivisionError("bank")


def test_a_plugin_that_breaks_or_adds_up_wrongly_gives_nothing_out(city: City) -> None:
    claim_id = an_ordered_bill(city)
    vault = AccountVault([BANK_SECRET])
    order = TransferOrder(Payer("1", "ｸﾗｼｷ", bank_details()), PAID.date(), ())

    def make(hooks: Any, person: str = "officer2") -> tuple[PaymentFile, ...]:
        with city.uow(PAID, person) as uow:
            return make_transfer_files(uow, vault, hooks, city.actor(person), [claim_id], order)

    files = make(city.house.hooks)
    assert [(one.count, one.total) for one in files] == [(1, 40_000)]
    with pytest.raises(PluginFault, match="koubo_payment_files"):
        make(with_plugin(broken))
    with pytest.raises(PluginFault):
        make(with_plugin(lambda order: ("総合振込.txt",)))
    other = (PaymentFile("a.txt", "text/plain", b"1", 1, 39_999),)
    with pytest.raises(Refused, match="合計が、請求の合計 40,000円 と合いません"):
        make(with_plugin(lambda order: other))
    with pytest.raises(Refused, match="受理した職員"):
        make(city.house.hooks, "officer")
    with pytest.raises(NotAllowed):
        make(city.house.hooks, "applicant")
