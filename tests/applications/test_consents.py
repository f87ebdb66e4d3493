"""Those who join agree themselves: by their own link, or on a signed paper; else nothing is filed."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from akita_builders import PROPOSING, a_call_of
from builders import PDF, City, version_of
from koubo.applications.actions.attaching import attach_file, remove_file
from koubo.applications.actions.checking import check_filing
from koubo.applications.actions.consenting import (
    MOST_A_DAY,
    answer_consent,
    ask_consent,
    record_paper_consent,
)
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.consent_models import Consent
from koubo.applications.consent_rules import ConsentState
from koubo.applications.consents import request_by_token
from koubo.applications.models import Attachment, Filing
from koubo.applications.rules import FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.people.mail_handling import read_mail
from koubo.people.messages import FOOTER
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.eligibility.case import GroupFacts
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import Mail

BASE = "https://koubo.example.jp"
PARTNER, OTHER = GroupFacts("里山の会"), GroupFacts("川の会")
WHO = {"answered_by": "里山 太郎", "answered_title": "会長"}
WRITTEN: dict[str, Any] = {
    "project_name": "里と川の教室",
    "issue": "自然に親しむ機会が減った。",
    "plan": "月に1回、里と川で学ぶ。",
    "afterwards": "会費で続ける。",
    "partners": [{"name": PARTNER.name}, {"name": OTHER.name}],
    "budget": {
        "expenses": [{"category": "報償費", "item": "講師", "amount": "100000"}],
        "incomes": [{"kind": "requested_grant", "item": "", "amount": "100000"}],
    },
}


@pytest.fixture
def filing_id(city: City) -> int:
    call_id = a_call_of(city, "komoro", moments={})
    actor = city.actor("applicant")
    with city.uow(PROPOSING, "applicant") as uow:
        filing_id = start_application(
            uow,
            city.catalog,
            actor,
            call_id,
            course_id="komoro.main",
            organisation_id=city.ids["organisation"],
        )
        save_draft(uow, city.catalog, actor, filing_id, typed=WRITTEN, version=1)
        attach_file(
            uow,
            city.catalog,
            city.files,
            actor,
            filing_id,
            question_id="bylaws",
            name="規約.pdf",
            stream=BytesIO(PDF),
        )
    return filing_id


def ask(city: City, filing_id: int, group: GroupFacts, **changes: Any) -> str:
    """Ask, and give the token that the mail bears."""
    typed = {"address": "SATOYAMA@example.jp", **changes.pop("typed", {})}
    person, now = changes.pop("person", "applicant"), changes.pop("now", PROPOSING)
    with city.uow(now, person) as uow:
        actor = city.actor(person)
        ask_consent(uow, city.catalog, actor, filing_id, group, typed=typed, base_url=BASE)
        mail = uow.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
        assert mail is not None
        assert FOOTER in mail.body
        line = next(one for one in mail.body.splitlines() if one.startswith(BASE))
        assert (mail.address, mail.person_id) == ("satoyama@example.jp", None)
        return line.removeprefix(f"{BASE}/consents/")


def answer(city: City, token: str, *, agrees: bool = True, now=PROPOSING, **typed: str) -> None:
    with city.uow(now) as uow:
        answer_consent(uow, token, agrees=agrees, typed={**WHO, **typed})


def codes(city: City, filing_id: int) -> list[str]:
    with city.uow(PROPOSING) as uow:
        check = check_filing(uow, city.catalog, city.actor("applicant"), filing_id)
        assert {one.field for one in check.problems} <= {"partners"}
        return [one.code for one in check.problems]


def hand_in(city: City, filing_id: int) -> None:
    with city.uow(PROPOSING, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        actor = city.actor("applicant")
        file(uow, city.catalog, city.files, actor, filing_id, version=version)


def paper(city: City, filing_id: int, group: GroupFacts, **changes: Any) -> None:
    with city.uow(PROPOSING, "applicant") as uow:
        attachment = uow.session.scalars(select(Attachment.id)).first()
        typed = {
            **WHO,
            "attachment": str(attachment),
            "signed_on": {"year": "R7", "month": "11", "day": "8"},
            **changes,
        }
        actor = city.actor("applicant")
        record_paper_consent(uow, city.catalog, actor, filing_id, group, typed=typed)


def test_nothing_is_filed_before_everybody_agreed_and_the_snapshot_says_who_did(
    city: City, filing_id: int
) -> None:
    assert codes(city, filing_id) == ["consent_missing", "consent_missing"]

    token = ask(city, filing_id, PARTNER)
    answer(city, token, agrees=False)
    assert codes(city, filing_id) == ["consent_refused", "consent_missing"]
    with pytest.raises(Problems):
        hand_in(city, filing_id)

    answer(city, token)  # they talked, and it answers anew
    paper(city, filing_id, OTHER)
    assert codes(city, filing_id) == []
    hand_in(city, filing_id)

    with city.uow() as uow:
        snapshot = newest_snapshot(uow.session, filing_id)
        assert snapshot is not None
        kept = {one["name"]: one for one in snapshot.note["consents"]}
        assert {name: one["state"] for name, one in kept.items()} == {
            PARTNER.name: "agreed",
            OTHER.name: "agreed",
        }
        assert kept[PARTNER.name]["answered_by"] == WHO["answered_by"]
        assert (kept[PARTNER.name]["attachment"], kept[OTHER.name]["attachment"]) == (None, 1)
        verbs = [
            one.verb
            for one in uow.session.scalars(select(HistoryRow).order_by(HistoryRow.sequence))
            if "consent" in one.verb
        ]
        assert verbs == ["ask_consent", "answer_consent", "answer_consent", "record_paper_consent"]
    with pytest.raises(Refused):
        answer(city, token, agrees=False)


def test_another_name_needs_a_consent_of_its_own(city: City, filing_id: int) -> None:
    answer(city, ask(city, filing_id, PARTNER))
    paper(city, filing_id, OTHER)
    renamed = [{"name": "里山の会（新）"}, {"name": OTHER.name}]
    with city.uow(PROPOSING, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        actor = city.actor("applicant")
        typed = {"partners": renamed}
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)

    assert codes(city, filing_id) == ["consent_missing"]


def test_a_signed_paper_that_is_taken_off_agrees_to_nothing(city: City, filing_id: int) -> None:
    answer(city, ask(city, filing_id, PARTNER))
    paper(city, filing_id, OTHER)
    with city.uow(PROPOSING, "applicant") as uow:
        attachment = uow.session.scalars(select(Attachment.id)).first()
        remove_file(uow, city.actor("applicant"), attachment)
    with city.uow(PROPOSING) as uow:
        check = check_filing(uow, city.catalog, city.actor("applicant"), filing_id)
        assert "consent_missing" in [one.code for one in check.problems]


def test_a_link_works_for_one_request_and_its_token_is_not_kept(city: City, filing_id: int) -> None:
    first = ask(city, filing_id, PARTNER)
    with pytest.raises(Refused):  # at once again
        ask(city, filing_id, PARTNER)
    second = ask(city, filing_id, PARTNER, now=PROPOSING + timedelta(minutes=6))

    with pytest.raises(NotFound):
        answer(city, first)
    with city.uow() as uow:
        row = request_by_token(uow.session, second).consent
        assert second not in (row.token_digest, row.address)
    answer(city, second)
    with pytest.raises(Refused):
        ask(city, filing_id, PARTNER, now=PROPOSING + timedelta(minutes=20))
    with city.uow() as uow:
        states = list(uow.session.scalars(select(Consent.state)))
    assert states == [ConsentState.AGREED]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attachment": "999"}, "attachment"),
        ({"answered_by": " "}, "answered_by"),
        ({"signed_on": {"year": "R7", "month": "12", "day": "8"}}, "signed_on"),
    ],
)
def test_a_paper_says_who_signed_when_and_where_it_stands(
    city: City, filing_id: int, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problems) as wrong:
        paper(city, filing_id, OTHER, **changes)

    assert [one.field for one in wrong.value.problems] == [field]


def test_nobody_asks_for_what_is_not_theirs_or_not_named(city: City, filing_id: int) -> None:
    for person, group in (("stranger", PARTNER), ("applicant", GroupFacts("だれか"))):
        with pytest.raises(NotFound):
            ask(city, filing_id, group, person=person)
    with pytest.raises(Problems):
        ask(city, filing_id, PARTNER, typed={"address": "里山"})
    for token in ("", "x" * 43):
        with pytest.raises(NotFound):
            answer(city, token)


class Slow(FileStore):
    """Files that take so long to be looked at that somebody answers meanwhile."""

    meanwhile: Callable[[], None]

    def matches(self, key: str, sha256: str) -> bool:
        self.meanwhile()
        return super().matches(key, sha256)


def test_whoever_refuses_while_it_is_handed_in_is_heard(city: City, filing_id: int) -> None:
    token = ask(city, filing_id, PARTNER)
    answer(city, token)
    paper(city, filing_id, OTHER)
    slow = Slow(city.files.root)
    slow.meanwhile = lambda: answer(city, token, agrees=False)
    city.files = slow

    with pytest.raises(Problems) as refused:
        hand_in(city, filing_id)

    assert [one.code for one in refused.value.problems] == ["consent_refused"]
    with city.uow() as uow:
        assert uow.session.get_one(Filing, filing_id).state is FilingState.DRAFT


def test_the_mail_carries_no_link_but_its_own_and_staff_do_not_see_that_one(
    city: City, filing_id: int
) -> None:
    tricky = GroupFacts("当選しました https://evil.example/x", PARTNER.role)
    with city.uow(PROPOSING, "applicant") as uow:
        typed = {"partners": [{"name": tricky.name, "role": tricky.role}]}
        version = version_of(city, Filing, filing_id)
        actor = city.actor("applicant")
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)
    token = ask(city, filing_id, tricky)

    with city.uow(PROPOSING, "officer") as uow:
        mail = uow.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
        assert mail is not None
        assert "evil" not in mail.body.replace("https：／／evil．example/x", "")
        assert "evil" not in mail.subject.replace("https：／／evil．example/x", "")
        seen = read_mail(uow, city.actor("officer"), mail.id)
        assert (token in mail.body, token in seen.body) == (True, False)


def test_one_document_asks_no_whole_town(city: City, filing_id: int) -> None:
    with city.uow() as uow, uow.writing() as write:
        write.session.add_all(
            Consent(
                filing_id=filing_id,
                name=f"団体{number}",
                role="",
                state=ConsentState.ASKED,
                asked_at=PROPOSING,
            )
            for number in range(MOST_A_DAY)
        )

    with pytest.raises(Refused):
        ask(city, filing_id, PARTNER)
