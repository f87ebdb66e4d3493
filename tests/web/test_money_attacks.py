"""An attack on the pages of money: numbers that name nothing, papers in disguise, whose account."""

from io import BytesIO

from sqlalchemy import select

from award_builders import PAID
from builders import PDF
from grant_builders import a_granted_award
from koubo.people.models import Membership
from koubo.people.rules import MemberRole
from web.award_walk import send, soup, words
from web.browser import PASSWORD
from web.test_money_pages import ACCOUNT, bill, times_done
from web.town import Town

OTHERS = {**ACCOUNT, "holder": "別人 太郎", "holder_kana": "ベツジン タロウ"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_numbers_that_name_no_bill_are_no_error(town: Town) -> None:
    officer = town.as_("officer")
    for path in ("/officer/payments", "/officer/payments/transfers"):
        for number in ("9" * 30, "-1", "１２", "x"):
            assert officer.post(path, claims=number, do="csv").status_code == 422


def test_a_mandate_is_no_page_and_every_look_at_it_is_noted(town: Town) -> None:
    _, award_id = a_granted_award(town.city, cost=375_000, requested=300_000, adopted=300_000)
    town.clock.moment = PAID
    organisation = town.city.ids["organisation"]
    path = f"/applicant/organisations/{organisation}/account"
    applicant, officer = town.as_("applicant"), town.as_("officer")
    sly = {**OTHERS, "password": PASSWORD, "mandate": (BytesIO(SVG), "委任状.pdf")}
    told = words(soup(send(applicant, path, code=422, **sly), 422).main)
    assert "PDF、JPEG、PNGのどれか" in told
    whole = {**OTHERS, "password": PASSWORD, "mandate": (BytesIO(PDF), "../../<b>.html")}
    send(applicant, path, **whole)
    own = bill(applicant, award_id, 100_000)
    claim = own.replace("/applicant/", "/officer/awards/")
    shown = officer.post(f"{claim}/account", do="mandate")
    assert shown.mimetype == "application/octet-stream"
    assert "attachment" in shown.headers["Content-Disposition"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.data == PDF
    shown.close()
    assert times_done(town, "read_account") == 1
    with town.city.uow() as uow, uow.writing() as write:
        member = write.session.scalars(
            select(Membership).where(Membership.organisation_id == organisation)
        ).one()
        member.role = MemberRole.EDITOR
    assert applicant.get(f"{path}/mandate").status_code == 409
    assert applicant.get(f"{own}.pdf").status_code == 409
    award = f"/officer/awards/{award_id}"
    [case] = [link["href"] for link in soup(officer.get(award)).select('a[href^="/audit/"]')]
    for leak in (claim, award, path, case):
        reader = applicant if leak == path else officer
        assert "0076543" not in words(soup(reader.get(leak)).main)
