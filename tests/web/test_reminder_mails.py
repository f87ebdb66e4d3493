"""A word ahead of a deadline becomes a mail to the members, in the mail round of the server."""

from datetime import timedelta

from sqlalchemy import select

from builders import CLOSES, a_call, a_draft
from koubo.storage.outbox import Mail
from koubo_web.mailing import run_reminders, run_round
from koubo_web.requests import SITE
from web.browser import link_in
from web.town import Town


def test_the_mail_says_until_when_what_is_missing_and_leads_to_it(town: Town) -> None:
    filing_id = a_draft(town.city, a_call(town.city), now=CLOSES - timedelta(days=9))
    site = town.app.extensions[SITE]
    town.clock.moment = CLOSES - timedelta(days=3, hours=2)

    assert [run_reminders(site), run_reminders(site)] == [1, 0]
    run_round(site)

    with town.city.uow() as uow:
        mail = uow.session.scalars(select(Mail)).one()
    assert mail.address == "applicant@example.jp"
    assert mail.subject == "【あと3日】企画提案書の締切が近づいています"
    assert "締切は 令和7年12月8日 17時00分00秒まで（日本時間） です。" in mail.body
    assert "入力はそろっています。" in mail.body
    assert link_in(mail) == f"/applicant/filings/{filing_id}"
    someone = town.as_("applicant")
    assert someone.get(link_in(mail)).status_code == 302
