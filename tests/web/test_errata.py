"""正誤表 on the desk: what it changes is seen first, a reason is asked, everybody can read it."""

from builders import AFTER, a_call, a_draft, an_accepted_application
from koubo.schemes.models import Call
from koubo.schemes.release_models import Erratum
from koubo.storage.outbox import pending_events
from releasing import CAP, HIGHER_CAP, a_copy, release_it, without_cases
from web.pages import count, errors_at, fields_of, send, soup, words
from web.scheme_walk import KURASHIKI
from web.staff_site import texts
from web.town import Town

LOW_CAP = "{step: cap, yen: {value: 100000, source: K1}}"
REASON = "上限額の印刷の誤り"
CALL = "/officer/calls/1"
ERRATA = f"{CALL}/errata"
NEW = f"{ERRATA}/new/1"


def correct(town: Town, **fields: str) -> str:
    """Send the form of the correction; give where it leads."""
    officer = town.as_("officer")
    sent = send(officer, NEW, {**fields_of(soup(officer.get(NEW))), "reason": REASON, **fields})
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def test_what_a_correction_changes_and_touches_is_seen_before_it_is_published(town: Town) -> None:
    a_call(town.city)
    an_accepted_application(town.city, 1)
    without_cases(town.city, (CAP, LOW_CAP))
    officer = town.as_("officer")

    listed = officer.get(ERRATA)
    page = officer.get(NEW)

    assert f'href="{NEW}"' in listed.text
    (change,) = texts(page, "[aria-labelledby=changes-heading] li")
    assert "300,000円" in change
    assert "100,000円" in change
    (row,) = texts(page, "[aria-labelledby=touched-heading] tbody tr")
    assert row.endswith("計算した額：103,000円 → 100,000円")
    assert count(town, Erratum) == 0


def test_a_correction_needs_a_reason(town: Town) -> None:
    a_call(town.city)
    without_cases(town.city, (CAP, HIGHER_CAP))
    officer = town.as_("officer")

    silent = officer.post(NEW, version="1", reason=" ")

    assert list(errors_at(soup(silent, 422))) == ["#field-reason"]
    assert count(town, Erratum) == 0


def test_a_correction_is_told_to_everybody_and_to_those_who_have_begun(town: Town) -> None:
    a_call(town.city)
    a_draft(town.city, 1)
    without_cases(town.city, (CAP, HIGHER_CAP))
    officer = town.as_("officer")

    led = correct(town)

    public = town.as_("applicant").get("/calls/1")
    assert led == CALL
    assert "訂正（正誤表）" in texts(public, "h2")
    assert REASON in public.text
    assert "250,000円" in public.text
    assert "募集を訂正しました（正誤表）" in texts(officer.get(CALL), ".k-timeline__title")
    assert f'href="{ERRATA}/1"' in officer.get(ERRATA).text
    assert "結果が変わった応募" in officer.get(f"{ERRATA}/1").text
    with town.city.uow() as uow:
        event = pending_events(uow.session, now=AFTER)[-1]
    assert (event.kind, event.recipients) == (
        "call_corrected",
        {"applicant": [town.city.ids["applicant"]]},
    )


def test_a_public_page_without_corrections_does_not_speak_of_any(town: Town) -> None:
    a_call(town.city)

    assert "正誤表" not in town.as_("applicant").get("/calls/1").text


def test_a_reason_is_kept_where_somebody_changed_the_call_meanwhile(town: Town) -> None:
    a_call(town.city)
    without_cases(town.city, (CAP, HIGHER_CAP))
    officer = town.as_("officer")
    sent = fields_of(soup(officer.get(NEW)))

    late = send(officer, NEW, {**sent, "reason": REASON, "version": "7"})

    assert fields_of(soup(late, 409)) == {**sent, "reason": REASON}
    assert count(town, Erratum) == 0


def test_what_would_take_away_what_is_in_use_cannot_be_published(town: Town) -> None:
    a_call(town.city)
    an_accepted_application(town.city, 1)
    question = "{id: effect, kind: text, label: 期待する成果, max_length: 600, publish: はい}"
    without_cases(town.city, (f"          - {question}\n", ""))
    officer = town.as_("officer")

    page = soup(officer.get(NEW))
    tried = officer.post(NEW, version="1", reason=REASON)

    assert "期待する成果" in words(page.select_one("#errors"))
    assert not page.select("main form.k-form")
    assert tried.status_code == 422
    assert count(town, Erratum) == 0


def test_a_planned_call_is_changed_and_not_corrected(town: Town) -> None:
    a_call(town.city)
    release_it(town.city, a_copy(town.city, (CAP, HIGHER_CAP), cases=""))
    officer = town.as_("officer")
    form = officer.get("/officer/calls/new?like=1")
    planned = send(officer, "/officer/calls/new", fields_of(soup(form)))

    page = officer.get(f"{planned.location}/errata")

    assert planned.location == "/officer/calls/2"
    assert "公開してから終わるまでの募集だけ、訂正できます" in page.text
    assert officer.get(f"{planned.location}/errata/new/1").status_code == 409
    with town.city.uow() as uow:
        assert uow.session.get_one(Call, 2).state == "planned"


def test_a_call_without_another_release_says_how_to_get_one(town: Town) -> None:
    a_call(town.city)
    officer = town.as_("officer")

    page = officer.get(ERRATA)

    assert "訂正に使える版が、まだありません" in page.text
    assert f'action="{KURASHIKI}/edit"' in page.text
    assert [officer.get(path).status_code for path in (NEW, f"{ERRATA}/1")] == [404, 404]
