"""Several applications at once: the dry run tells which would go, and each is told what came of it."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from applications.handing_in import ask
from builders import AFTER, a_call, a_filed_application
from koubo.applications.models import Application, StaffFindingRow
from koubo.applications.opinion_models import Opinion
from koubo.applications.rules import ApplicationState
from koubo.plugins import load
from koubo_web.settings import Settings
from web.browser import Browser
from web.pages import soup
from web.staff_site import StaffSite, a_staff_site, texts

RULE = "staff_check.exclusion"


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def going(page: TestResponse) -> list[str]:
    found = BeautifulSoup(page.text, "html.parser").select("input[name=go]")
    return [str(one["value"]) for one in found]


def reasons(page: TestResponse) -> list[str]:
    return texts(page, "[aria-labelledby=staying-heading] td[data-label=理由]")


def send(officer: Browser, path: str, go: list[str], **fields: str) -> TestResponse:
    data = {"csrf_token": officer.token(), "go": go, **fields}
    return officer.client.post(
        path, data=data, headers={"Referer": f"https://koubo.city.example.jp{path}"}
    )


def states(here: StaffSite) -> list[ApplicationState]:
    with here.city.uow(AFTER) as uow:
        return list(uow.session.scalars(select(Application.state).order_by(Application.id)))


def test_several_are_checked_and_then_accepted(here: StaffSite) -> None:
    call_id = a_call(here.city)
    ids = [a_filed_application(here.city, call_id) for _ in range(3)]
    ask(here.city, ids[2], "effect")
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications"
    ticked = "&".join(f"applications={one}" for one in (*ids, 99, "x"))

    shown = officer.get(f"{path}?tick=all")
    early = officer.get(f"{path}/several/accept?{ticked}")
    rule = officer.get(f"{path}/several/findings?{ticked}")
    silent = send(officer, f"{path}/several/findings", going(rule), rule=RULE, note=" ")
    noted = send(officer, f"{path}/several/findings", going(rule), rule=RULE, note="照会済み")
    again = officer.get(f"{path}/several/findings?{ticked}")
    ready = officer.get(f"{path}/several/accept?{ticked}")

    assert len(soup(shown).select("input[name=applications][checked]")) == 3
    assert going(early) == []
    assert [one.partition("」")[2] for one in reasons(early)] == [
        "をまだ確かめていません。"
    ] * 2 + ["です。"]
    assert texts(early, ".k-lead") == [
        "印を付けた3件のうち、0件を受理できます。まだ何も変わっていません。"
    ]
    assert (silent.status_code, len(going(silent))) == (422, 2)
    assert noted.status_code == 303
    assert going(again) == []
    with here.city.uow(AFTER) as uow:
        found = uow.session.scalars(select(StaffFindingRow).order_by(StaffFindingRow.id)).all()
        assert [(one.application_id, one.note) for one in found] == [
            (one, "照会済み") for one in ids[:2]
        ]
    done = send(officer, f"{path}/several/accept", going(ready))
    assert done.status_code == 303
    assert texts(officer.get(path), ".k-banner__heading, .k-banner p")[-1].startswith("2件の応募")
    assert states(here) == [*[ApplicationState.ACCEPTED] * 2, ApplicationState.IN_CORRECTION]


def test_one_that_was_changed_meanwhile_hinders_no_other(here: StaffSite) -> None:
    call_id = a_call(here.city)
    ids = [a_filed_application(here.city, call_id) for _ in range(2)]
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications/several"
    ticked = "&".join(f"applications={one}" for one in ids)
    rule = officer.get(f"{path}/findings?{ticked}")
    send(officer, f"{path}/findings", going(rule), rule=RULE, note="照会済み")
    go = going(officer.get(f"{path}/accept?{ticked}"))
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Application, ids[0]).project_name = "改めた名称"

    done = send(officer, f"{path}/accept", go)
    twice = send(officer, f"{path}/accept", go)

    assert done.status_code == 200
    assert texts(done, "tbody td[data-label=結果]") == ["できませんでした", "済み"]
    assert "ほかの人がこの応募を変えました" in done.text
    assert texts(twice, "tbody td[data-label=結果]") == ["できませんでした"] * 2
    assert states(here) == [ApplicationState.FILED, ApplicationState.ACCEPTED]


def test_what_was_recorded_or_changed_meanwhile_is_not_overwritten(here: StaffSite) -> None:
    """A page left open, or pressed twice, makes no 「満たす」 of what a colleague found out."""
    call_id = a_call(here.city)
    ids = [a_filed_application(here.city, call_id) for _ in range(3)]
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications/several/findings"
    ticked = "&".join(f"applications={one}" for one in ids)
    go = going(officer.get(f"{path}?{ticked}"))
    here.as_("officer2").post(
        f"/officer/applications/{ids[0]}/findings", rule=RULE, answer="not_met", note="該当あり"
    )
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Application, ids[1]).project_name = "改めた名称"

    done = send(officer, path, go, rule=RULE, note="照会済み")
    twice = send(officer, path, go, rule=RULE, note="もう一度")

    failed = "できませんでした"
    assert texts(done, "tbody td[data-label=結果]") == [failed, failed, "済み"]
    assert texts(twice, "tbody td[data-label=結果]") == [failed] * 3
    with here.city.uow(AFTER) as uow:
        rows = uow.session.scalars(select(StaffFindingRow).order_by(StaffFindingRow.application_id))
        found = [(one.application_id, one.answer.value, one.note) for one in rows]
    assert found == [(ids[0], "not_met", "該当あり"), (ids[2], "met", "照会済み")]


def test_a_department_is_asked_about_several(here: StaffSite) -> None:
    call_id = a_call(here.city)
    ids = [a_filed_application(here.city, call_id) for _ in range(2)]
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications/several/opinions"
    page = officer.get(f"{path}?applications={ids[0]}&applications={ids[1]}")
    due = {"due_on-year": "R8", "due_on-month": "1", "due_on-day": "20"}
    department = str(here.city.ids["department"])

    missing = send(officer, path, going(page), **due)
    none = send(officer, path, [], department_id=department, **due)
    sent = send(officer, path, going(page), department_id=department, **due)

    assert (missing.status_code, none.status_code, sent.status_code) == (422, 422, 303)
    with here.city.uow(AFTER) as uow:
        asked = uow.session.scalars(select(Opinion.application_id).order_by(Opinion.id)).all()
    assert list(asked) == ids


def test_what_belongs_to_another_call_is_not_taken(here: StaffSite) -> None:
    call_id, other = a_call(here.city), a_call(here.city)
    application_id = a_filed_application(here.city, call_id)
    officer, path = here.as_("officer"), f"/officer/calls/{other}/applications/several"

    page = officer.get(f"{path}/accept?applications={application_id}")
    sent = send(officer, f"{path}/findings", [f"{application_id}-2"], rule=RULE, note="照会済み")

    assert "印の付いた応募がありません" in page.text
    assert sent.status_code == 303
    with here.city.uow(AFTER) as uow:
        assert uow.session.scalars(select(StaffFindingRow)).all() == []
