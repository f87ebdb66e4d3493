"""Organisations: judged all at once, changed by their own members only, never over newer text."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from conftest import UowBuilder
from koubo.people.actions.organisations import change_organisation, make_organisation
from koubo.people.models import Membership, Organisation, Person
from koubo.people.queries import load_actor
from koubo.people.rules import Actor, MemberRole
from koubo.problems import NotFound, Problems, Stale
from koubo.storage.history import history_of, verify_chain

TYPED: dict[str, Any] = {
    "name": "みずたま防災クラブ",
    "kana": "ﾐｽﾞﾀﾏ ぼうさいクラブ",
    "kind": "任意団体",
    "address": "倉敷市西中新田640番地",
    "phone": "０８６－４２６－３１１１",
    "representative_title": "代表",
    "representative": "水玉 花子",
    "members": "１２",
    "established_on": {"year": "H30", "month": "6", "day": "1"},
    "corporate_number": "",
    "in_city": "はい",
    "csrf_token": "what a form sends besides",
}
Judge = Callable[[dict[str, Any]], list[tuple[str, str]]]


@pytest.fixture
def actor(uow: UowBuilder) -> Actor:
    with uow() as work:
        return _a_person(work, "水玉 花子", "hanako@example.jp")


def _a_person(work: Any, name: str, email: str) -> Actor:
    with work.writing() as write:
        person = Person(name=name, email=email)
        write.session.add(person)
        write.session.flush()
        return Actor(person.id, name)


@pytest.fixture
def problems(uow: UowBuilder, actor: Actor) -> Judge:
    def judge(changes: dict[str, Any]) -> list[tuple[str, str]]:
        with pytest.raises(Problems) as found:
            make_organisation(uow(), actor, typed=TYPED | changes)
        with uow() as work:
            assert work.session.scalar(select(func.count()).select_from(Organisation)) == 0
        return [(one.field, one.message) for one in found.value.problems]

    return judge


def test_who_makes_an_organisation_represents_it(uow: UowBuilder, actor: Actor) -> None:
    with uow(person_id=actor.person_id) as work:
        organisation_id = make_organisation(work, actor, typed=TYPED)

    with uow() as work:
        made = work.session.get_one(Organisation, organisation_id)
        membership = work.session.scalars(select(Membership)).one()
        again = load_actor(work.session, actor.person_id, date(2026, 12, 1))
        verbs = [one.verb for one in history_of(work.session, made)]
        broken = verify_chain(work.session, "house")
    assert (made.phone, made.members, made.established_on, made.corporate_number, made.in_city) == (
        "086-426-3111",
        12,
        date(2018, 6, 1),
        "",
        True,
    )
    assert (membership.person_id, membership.role) == (actor.person_id, MemberRole.REPRESENTATIVE)
    assert again is not None
    assert again.organisation_ids == {organisation_id}
    assert (verbs, broken) == (["make_organisation"], None)


def test_an_empty_form_names_every_field_at_once(problems: Judge) -> None:
    found = problems(dict.fromkeys(TYPED, ""))

    assert [field for field, _ in found] == [
        name for name in TYPED if name not in ("corporate_number", "csrf_token")
    ]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("kana", "水玉", "「団体名のふりがな」はひらがなかカタカナで入力してください。"),
        ("kind", "株式会社", "「団体の種類」を一覧の中から選んでください。"),
        ("members", "1_2", "「構成員の人数」は「12」のように0以上の整数で入力してください。"),
        ("members", "0", "「構成員の人数」は1以上で入力してください。"),
        ("in_city", "", "「市内の拠点」は「はい」か「いいえ」を選んでください。"),
        (
            "corporate_number",
            "1234567890123",
            "「法人番号」は13桁の法人番号を入力してください。番号が正しくないようです。確かめてください。",
        ),
        (
            "established_on",
            {"year": "令和8", "month": "12", "day": "2"},
            "「設立した日」は今日（令和8年12月1日）までの日を入力してください。",
        ),
    ],
)
def test_a_wrong_answer_is_named_with_its_remedy(
    problems: Judge, field: str, typed: Any, message: str
) -> None:
    assert problems({field: typed}) == [(field, message)]


def test_a_corporate_number_is_kept_where_its_check_digit_fits(
    uow: UowBuilder, actor: Actor
) -> None:
    with uow() as work:
        made = make_organisation(
            work, actor, typed=TYPED | {"corporate_number": "３０００-02027-8670"}
        )

    with uow() as work:
        assert work.session.get_one(Organisation, made).corporate_number == "3000020278670"


def test_a_change_is_recorded_with_before_and_after(uow: UowBuilder, actor: Actor) -> None:
    with uow() as work:
        organisation_id = make_organisation(work, actor, typed=TYPED)
    member = Actor(actor.person_id, actor.name, organisation_ids=frozenset({organisation_id}))

    with uow() as work:
        typed = TYPED | {"members": "15"}
        change_organisation(work, member, organisation_id, typed=typed, version=1)

    with uow() as work:
        changed = work.session.get_one(Organisation, organisation_id)
        last = history_of(work.session, changed)[-1]
    assert changed.members == 15
    assert last.detail == {"before": {"members": 12}, "after": {"members": 15}}


def test_a_stale_change_is_refused(uow: UowBuilder, actor: Actor) -> None:
    with uow() as work:
        organisation_id = make_organisation(work, actor, typed=TYPED)
    member = Actor(actor.person_id, actor.name, organisation_ids=frozenset({organisation_id}))
    with uow() as work:
        change_organisation(
            work, member, organisation_id, typed=TYPED | {"members": "15"}, version=1
        )

    with uow() as work, pytest.raises(Stale):
        change_organisation(
            work, member, organisation_id, typed=TYPED | {"members": "20"}, version=1
        )


def test_strangers_do_not_learn_that_an_organisation_exists(uow: UowBuilder, actor: Actor) -> None:
    with uow() as work:
        organisation_id = make_organisation(work, actor, typed=TYPED)
        stranger = _a_person(work, "真備 はじめ", "hajime@example.jp")

    for unseen in (organisation_id, organisation_id + 1):
        with uow() as work, pytest.raises(NotFound):
            change_organisation(work, stranger, unseen, typed=TYPED, version=1)
