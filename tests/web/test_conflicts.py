"""利害関係の届出: from the application's page to nothing, and back by a colleague."""

from builders import a_call, an_accepted_application
from koubo.applications.models import Application
from web.town import Town


def test_an_officer_stands_aside_and_a_colleague_lets_them_back_in(town: Town):
    city = town.city
    call_id = a_call(city)
    application = an_accepted_application(city, call_id)
    with city.uow() as uow:
        number = uow.session.get_one(Application, application).receipt_number
    path = f"/officer/applications/{application}"
    officer, colleague = town.as_("officer"), town.as_("officer2")

    page = officer.get(path).text
    link = f"/conflicts/?named={number}&amp;extent=application"
    assert link in page
    form = officer.get(link.replace("&amp;", "&")).text
    assert f'value="{number}"' in form
    wrong = officer.post("/conflicts/", extent="application", named=number, reason="")
    assert (wrong.status_code, "「理由」を入力してください。" in wrong.text) == (422, True)
    done = officer.post("/conflicts/", extent="application", named=number, reason="妹が代表")
    assert (done.status_code, done.headers["Location"]) == (303, "/conflicts/")

    assert officer.get(path).status_code == 404
    own = officer.get("/conflicts/").text
    assert ("妹が代表" in own, number in own, "すごろく" in own) == (True, False, False)
    assert (
        f"/officer/applications/{application}"
        not in officer.get(f"/officer/calls/{call_id}/applications").text
    )
    # What the panel's work comes to hangs on every application: somebody else does it.
    board = officer.get(f"/officer/calls/{call_id}/review/documents")
    assert (board.status_code, "ほかの職員が担当してください" in board.text) == (409, True)
    assert officer.get(f"/officer/calls/{call_id}/decisions/selection").status_code == 409

    assert officer.get("/conflicts/1/lift").status_code == 409
    assert "妹が代表" in colleague.get("/conflicts/1/lift").text
    assert colleague.post("/conflicts/1/lift", because="", version="1").status_code == 422
    assert colleague.post("/conflicts/1/lift", because="退任", version="1").status_code == 303
    assert officer.get(path).status_code == 200
    assert town.as_("releaser").get("/conflicts/1/lift").status_code == 403
    assert town.as_("applicant").get("/conflicts/").status_code == 403
