"""Several people write one draft: texts are merged question by question, and none is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from builders import IN_TIME, City, a_draft, file_it, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.filing import file
from koubo.applications.drafting import (
    NO_PAGE,
    Mark,
    Overtaken,
    Page,
    change,
    fingerprint,
    fingerprints,
    merge,
)
from koubo.applications.models import Filing
from koubo.people.models import Membership
from koubo.people.rules import MemberRole
from koubo.problems import Stale
from koubo.storage.history import HistoryRow


@pytest.fixture
def filing_id(city: City, call_id: int) -> int:
    """Give a complete draft of an organisation with two members."""
    with city.uow() as uow, uow.writing() as write:
        write.session.add(
            Membership(
                organisation_id=city.ids["organisation"],
                person_id=city.ids["stranger"],
                role=MemberRole.REPRESENTATIVE,
            )
        )
    return a_draft(city, call_id)


def save(
    city: City, filing_id: int, who: str, version: int, page: Page = NO_PAGE, **typed: Any
) -> int:
    with city.uow(IN_TIME, who) as uow:
        return save_draft(
            uow, city.catalog, city.actor(who), filing_id, typed=typed, version=version, page=page
        )


def page_of(city: City, filing_id: int, name: str, *keys: str) -> tuple[int, Page]:
    """Give version and page as somebody has them who opens these questions now."""
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        return filing.version, Page(name, 0, fingerprints(filing.draft, keys))


def draft_of(city: City, filing_id: int) -> dict[str, Any]:
    with city.uow() as uow:
        return dict(uow.session.get_one(Filing, filing_id).draft)


def saves_in_history(city: City) -> int:
    with city.uow() as uow:
        wanted = select(func.count()).where(HistoryRow.verb == "save_draft")
        return uow.session.scalar(wanted) or 0


def test_two_members_write_at_once_and_only_one_field_that_both_changed_is_kept_back(
    city: City, filing_id: int
) -> None:
    first = page_of(city, filing_id, "first", "issue", "plan", "effect")
    second = page_of(city, filing_id, "second", "issue", "plan", "effect")
    old = draft_of(city, filing_id)
    mine = {"issue": "甲の課題", "plan": "甲の計画", "effect": old["effect"]}
    yours = {"issue": "乙の課題", "plan": old["plan"], "effect": "乙の効果"}
    save(city, filing_id, "applicant", *first, **mine)

    with pytest.raises(Overtaken) as found:
        save(city, filing_id, "stranger", *second, **yours)

    kept = draft_of(city, filing_id)
    assert [kept[key] for key in ("issue", "plan", "effect")] == [
        "甲の課題",
        "甲の計画",
        "乙の効果",
    ]
    [(field, mark)] = found.value.fields.items()
    assert (field, mark.person_id, mark.at) == ("issue", city.ids["applicant"], IN_TIME)
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        assert (filing.saved_by, filing.saved_at) == (city.ids["stranger"], IN_TIME)

    fresh = page_of(city, filing_id, "third", "issue")
    save(city, filing_id, "stranger", *fresh, issue="乙の課題")
    assert draft_of(city, filing_id)["issue"] == "乙の課題"


def test_a_save_without_a_change_writes_nothing_and_history_hears_of_a_day_once(
    city: City, filing_id: int
) -> None:
    before = version_of(city, Filing, filing_id)
    at_first = saves_in_history(city)
    same = draft_of(city, filing_id)["plan"].replace("\n", "\r\n")

    assert (
        save(city, filing_id, "applicant", before, plan=same, city_role="団体は運営、市は会場。")
        == before
    )
    assert version_of(city, Filing, filing_id) == before
    versions = [
        save(city, filing_id, who, version_of(city, Filing, filing_id), plan=text)
        for who, text in [("applicant", "一"), ("applicant", "二"), ("stranger", "三")]
    ]

    assert versions == [before + 1, before + 2, before + 3]
    assert (at_first, saves_in_history(city)) == (1, 2)  # the other member's first of the day


def test_a_page_never_stands_in_its_own_way(city: City, filing_id: int) -> None:
    """The answer to a save may be lost on the way, and an old request may come in late."""
    version, page = page_of(city, filing_id, "mine", "issue")
    shown = page.shown

    save(city, filing_id, "applicant", version, Page("mine", 1, shown), issue="書きかけ")
    save(city, filing_id, "applicant", version, Page("mine", 2, shown), issue="書き終えた")
    save(city, filing_id, "applicant", version, Page("mine", 1, shown), issue="書きかけ")

    assert draft_of(city, filing_id)["issue"] == "書き終えた"
    back = "防災訓練に若い世代が来ない。"
    save(city, filing_id, "applicant", version, Page("mine", 3, shown), issue=back)
    assert draft_of(city, filing_id)["issue"] == back


@pytest.mark.parametrize("version", [-1, 0, 99])
def test_a_version_that_never_was_overwrites_nothing(
    city: City, filing_id: int, version: int
) -> None:
    with pytest.raises(Stale):
        save(city, filing_id, "applicant", version, issue="どこから来たか分からない")

    assert draft_of(city, filing_id)["issue"] == "防災訓練に若い世代が来ない。"


def test_what_was_confirmed_is_what_is_filed(city: City, filing_id: int) -> None:
    """Another member's save after the confirmation page makes it stale, even of one field."""
    shown = version_of(city, Filing, filing_id)
    save(city, filing_id, "stranger", shown, effect="あとから")

    actor = city.actor("applicant")
    with city.uow(IN_TIME, "applicant") as uow, pytest.raises(Stale):
        file(uow, city.catalog, city.files, actor, filing_id, version=shown)

    assert file_it(city, filing_id)


BLANKS: list[Any] = [None, "", {}, [], {"year": "", "month": ""}, [{}, {"item": ""}], {"rows": []}]


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_is_blank_however_it_is_kept(blank: Any) -> None:
    assert fingerprint(blank) == fingerprint("")
    assert fingerprint([{"item": "台紙"}, blank]) == fingerprint([{"item": "台紙", "amount": ""}])
    assert fingerprint("い\r\nろ") == fingerprint("い\nろ") != fingerprint("いろ")


TEXTS = st.text("あい", max_size=2)
STEPS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.booleans(), TEXTS, TEXTS), min_size=1, max_size=12
)


@given(STEPS)
def test_no_text_is_ever_overwritten_by_somebody_who_had_not_seen_it(
    steps: list[tuple[str, bool, str, str]],
) -> None:
    """Pages are opened anew or kept open, and saved in any order."""
    filing = Filing(draft={}, marks={}, version=1)
    opened: dict[str, tuple[int, Page, dict[str, str]]] = {}
    for at, (who, anew, *typed) in enumerate(steps):
        if anew or who not in opened:
            shown = {key: str(filing.draft.get(key, "")) for key in "xy"}
            page = Page(f"{who}{at}", 0, fingerprints(filing.draft, "xy"))
            opened[who] = filing.version, page, shown
        version, page, shown = opened[who]
        found = merge(filing, dict(zip("xy", typed, strict=True)), version, page)
        for key in found.changes:
            seen = filing.draft.get(key, "") == shown[key]
            assert seen or Mark.of(filing.marks[key]).page == page.id
        for key in found.overtaken:
            assert filing.draft.get(key, "") not in (shown[key], found.changes.get(key))
        change(filing, found.changes, person_id=1, at=IN_TIME, page=page)
        filing.version += bool(found.changes)
