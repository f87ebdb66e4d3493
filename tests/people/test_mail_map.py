"""Words with flat placeholders, filled in safely; what staff decide stands over what is declared."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import AFTER, City, a_city
from koubo.api import hookimpl
from koubo.hooks import Hooks
from koubo.people.mail_editing import reset_mail_text, save_mail_text, switch_mail
from koubo.people.mail_kinds import FILLED_LENGTH, Fact, MailKind, Wording
from koubo.people.mail_map import MailMap, MailPlan, read_mail_map
from koubo.people.mail_models import MailTextRow
from koubo.people.messages import told_by
from koubo.people.rules import Message, NotAllowed
from koubo.plugins import load
from koubo.problems import Problems, Refused, Stale
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import Event, Reader

GROUP = Fact("organisation", "団体の名前", "見本の会", typed=True)
DUE = Fact("due", "期限", "令和8年12月1日")
KIND = MailKind(
    "asked", Reader.APPLICANT, "お願い", "頼んだとき", "$organisation へ（${due}まで）",
    "$organisation さま\n$due までに。$$は円です。", (GROUP, DUE),
)  # fmt: skip
KEY = ("application_accepted", Reader.APPLICANT)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("$organisation の${due}", []),
        ("100$$ と {x.__class__} と {{7*7}} と %(due)s", []),
        ("$mayor", ["unknown_fact"]),
        ("$Organisation", ["unknown_fact"]),
        ("$organisation.__class__ と ${organisation.name}", ["dollar"]),
        ("$", ["dollar"]),
        ("{organisation}", ["braces"]),
        ("＄due まで", ["braces"]),
        (" ", ["empty"]),
        ("\u200b", ["empty"]),
    ],
)
def test_words_may_name_the_facts_of_their_event_and_nothing_else(
    text: str, codes: list[str]
) -> None:
    assert [one.code for one in KIND.problems(Wording("件名", text))] == codes
    assert [(one.code, one.field) for one in KIND.problems(Wording(text, "本文"))] == [
        (code, "subject") for code in codes
    ]


def test_what_applicants_typed_brings_in_no_header_no_link_and_no_placeholder() -> None:
    evil = "会\r\nBcc: all@example.jp\u202e $due ${due} https://evil.example/x {organisation}"

    filled = KIND.fill(KIND.wording, {"organisation": evil, "due": "12月1日", "secret": "x"})

    assert filled.subject == (
        "会 Bcc: all＠example．jp $due ${due} https：／／evil．example/x {organisation} へ（12月1日まで）"
    )
    assert "\u202e" not in filled.body
    assert filled.body.endswith("12月1日 までに。$は円です。")
    with pytest.raises(KeyError):
        KIND.fill(KIND.wording, {"organisation": "会"})


@given(st.text(), st.text())
def test_a_subject_is_always_one_short_line(organisation: str, due: str) -> None:
    subject = KIND.fill(KIND.wording, {"organisation": organisation, "due": due}).subject

    assert len(subject) <= FILLED_LENGTH
    assert subject.splitlines() == [subject]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path))


def planned(city: City, scheme_id: str = "") -> MailPlan:
    with city.uow(AFTER) as uow:
        return read_mail_map(uow.session, city.house.hooks).plan(KEY, scheme_id)


def act(city: City, verb: Any, person: str = "officer", **said: Any) -> None:
    with city.uow(AFTER, person) as uow:
        verb(uow, city.house.hooks, city.actor(person), KEY, **said)


def test_a_schemes_words_stand_over_the_houses_and_these_over_the_declared(city: City) -> None:
    words = planned(city).wording

    act(city, save_mail_text, typed={"subject": "全体", "body": "$project"}, version=0)
    house = planned(city, "kurashiki")
    act(city, save_mail_text, scheme_id="kurashiki", version=0,
        typed={"subject": "倉敷", "body": "$project"})  # fmt: skip
    scheme, other = planned(city, "kurashiki"), planned(city, "akita")
    act(city, reset_mail_text, version=1)
    with pytest.raises(Stale):
        act(city, reset_mail_text, scheme_id="kurashiki", version=2)
    with pytest.raises(NotAllowed):
        act(city, reset_mail_text, "applicant", version=2)
    act(city, save_mail_text, scheme_id="kurashiki", version=1,
        typed={"subject": words.subject, "body": words.body})  # fmt: skip

    assert (house.wording.subject, house.said_at) == ("全体", "house")
    assert (scheme.wording.subject, scheme.said_at) == ("倉敷", "scheme")
    assert (other.wording.subject, other.said_at) == ("全体", "house")
    # To write what holds anyway is no decision: it follows what stands above.
    assert (planned(city, "kurashiki"), planned(city).said_at) == (planned(city), "")


def test_a_mail_is_off_where_it_was_switched_off_and_on_again_where_a_scheme_says_so(
    city: City,
) -> None:
    with pytest.raises(Problems, match="止める理由"):
        act(city, switch_mail, is_on=False, reason=" ", version=0)

    act(city, switch_mail, is_on=False, reason="電話で知らせる", version=0)
    off = [planned(city).is_on, planned(city, "kurashiki").is_on]
    act(city, switch_mail, scheme_id="kurashiki", is_on=True, reason="", version=0)
    on = [planned(city).is_on, planned(city, "kurashiki").is_on]
    act(city, switch_mail, scheme_id="kurashiki", is_on=None, reason="", version=1)

    assert (off, on) == ([False, False], [False, True])
    assert planned(city, "kurashiki").is_on is False
    must = ("proposal_filed", Reader.APPLICANT)
    with city.uow(AFTER, "officer") as uow, pytest.raises(Refused, match="受付の控え"):
        switch_mail(uow, city.house.hooks, city.actor("officer"), must, is_on=False, reason="x",
                    version=0)  # fmt: skip


def a_row(**changes: Any) -> MailTextRow:
    values = {"kind": KEY[0], "reader": KEY[1], "scheme_id": "", "subject": "", "body": ""}
    return MailTextRow(**(values | {"is_on": None} | changes))


def test_words_that_a_new_version_no_longer_knows_rest_and_mails_go_on() -> None:
    hooks = load().hooks
    plan = MailMap(hooks, [a_row(subject="古い", body="$gone")]).plan(KEY)

    assert (plan.unusable, plan.said_at, plan.wording) == (True, "", plan.kind.wording)


class Mayor:
    """Words one mail anew for its own scheme, and writes a mail of its own."""

    @hookimpl
    def koubo_mail_kinds(self) -> list[MailKind]:
        facts = (Fact("project", "事業", "見本"),)
        return [MailKind(*KEY, "受理", "受理のとき", "市長より", "$project", facts)]

    @hookimpl
    def koubo_messages(self, event: Event) -> list[Message]:
        return [Message(8, "別の\nメール", "本文"), Message(8, "二通目", "本文")]


def test_a_plugin_words_mails_of_its_own_schemes_and_writes_to_each_person_once() -> None:
    hooks: Hooks = load(more={"mayor": Mayor()}).hooks
    hooks.own("mayor", ["kurashiki"])
    facts = MailMap(hooks, []).plan(KEY).kind.samples
    to = {Reader.APPLICANT: (7, 8)}
    mail_map = MailMap(hooks, [])

    own = list(told_by(Event(KEY[0], "kurashiki", 1, to, facts, "/"), hooks, mail_map))
    other = list(told_by(Event(KEY[0], "akita", 1, to, facts, "/"), hooks, mail_map))

    assert [(one.person_id, one.wording.subject) for one in own] == [
        (8, "別の メール"), (7, "市長より"),
    ]  # fmt: skip
    assert [(one.person_id, one.wording.subject) for one in other] == [
        (7, "【受付 KU27-1-0012-34】応募を受理しました"), (8, "【受付 KU27-1-0012-34】応募を受理しました"),
    ]  # fmt: skip
    assert mail_map.plan(KEY).kind.name == "応募の受理"


def test_who_is_applicant_and_officer_at_once_is_told_once_as_the_applicant() -> None:
    hooks = load().hooks
    facts = MailMap(hooks, []).plan(("proposal_filed", Reader.APPLICANT)).kind.samples
    to = {Reader.OFFICER: (1, 2), Reader.APPLICANT: (2,)}
    event = Event("proposal_filed", "kurashiki", 1, to, facts, "/")

    told = list(told_by(event, hooks, MailMap(hooks, [])))

    assert [(one.person_id, one.reader) for one in told] == [
        (2, Reader.APPLICANT), (1, Reader.OFFICER),
    ]  # fmt: skip
