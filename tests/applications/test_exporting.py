"""What officers take out of a call: the newest answers of what they may see; and bad characters."""

import pytest

from applications.handing_in import ask, hand_in
from builders import AFTER, IN_TIME, City, a_draft, a_filed_application, file_it, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.applications.queries import exporting
from koubo.applications.queries.exporting import columns_of, exported_applications
from koubo.people.models import Bar, Organisation
from koubo.people.rules import BarCause
from koubo.problems import Problems


def exported(city: City, call_id: int, person: str = "officer") -> list[dict[str, object]]:
    scheme = city.catalog.installed("kurashiki")
    names = [key for key, _ in columns_of(scheme)]
    with city.uow(AFTER, person) as uow:
        rows = exported_applications(uow.session, city.actor(person, AFTER), scheme, call_id)
        return [dict(zip(names, one, strict=True)) for one in rows]


def test_an_export_has_the_newest_answers_of_what_the_officer_may_see(
    city: City, call_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)  # page after page
    first = a_filed_application(city, call_id)
    second = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    a_draft(city, call_id)

    rows = exported(city, call_id)
    assert [one["budget.income.requested_grant"] for one in rows] == [103_000] * 2
    assert [one["state"] for one in rows] == ["提出済み"] * 2
    assert rows[0]["receipt_number"] < rows[1]["receipt_number"]
    assert rows[0]["files"] == "bylaws_規約.pdf\nroster_規約.pdf"
    assert exported(city, call_id, "applicant") == []  # staff's; its own it reads at its own desk

    filing_id = ask(city, first, "plan")
    with city.uow(AFTER, "applicant") as uow:
        actor = city.actor("applicant", AFTER)
        version = version_of(city, Filing, filing_id)
        save_draft(
            uow, city.catalog, actor, filing_id, typed={"plan": "新しい計画。"}, version=version
        )
    hand_in(city, filing_id, version_of(city, Filing, filing_id), AFTER)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer"],
                application_id=second,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    (row,) = exported(city, call_id)
    assert (row["plan"], row["state"]) == ("新しい計画。", "提出済み")


def test_a_name_that_no_letter_can_show_is_said_before_filing(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id, answers={"project_name": "花の道💐"})
    with city.uow(IN_TIME) as uow, uow.writing() as write:
        organisation = write.session.get_one(Organisation, city.ids["organisation"])
        organisation.representative = "山\ue000 太郎"

    with pytest.raises(Problems) as refused:
        file_it(city, filing_id)

    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("unprintable", "project_name"),
        ("unprintable", ""),
    ]
    assert "代表者の氏名" in refused.value.problems[1].message
