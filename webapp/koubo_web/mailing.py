"""The mail round: a thread beside the server that turns events into mails and sends them."""

import logging
from threading import Event, Thread
from time import monotonic

import click

from koubo.applications.reminding import AT_ONCE, remind
from koubo.people.messages import make_mails
from koubo.people.sending import Letter, Send, send_mails
from koubo.reporting.reminding import remind_reports
from koubo.review.reminding import remind_reviewers
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.maintenance import is_stopped
from koubo_web.site import Site
from koubo_web.smtp import mail_domain, send_by_smtp

PAUSE = 2.0
REMINDERS_PAUSE = 300.0
"""Seconds between two looks for deadlines that are near."""
MOST_PATIENCE = 15.0
"""Seconds that a round lets those go first who wait for a page; then it goes on all the same."""
LAST_WAIT = 25.0
"""Seconds that a mail which is being sent may take when the site stops; its claim lapses else."""

log = logging.getLogger("koubo.mail")


def sender_of(site: Site) -> Send | None:
    """Give how mails leave; None where no mail server is set, and they stay in the outbox."""
    if site.settings.smtp_host:
        return lambda letter: send_by_smtp(site.settings, letter, site.clock.now())
    # The demo's mails are read on its own page and on the console; nothing leaves the machine.
    return _to_console if site.settings.demo else None


def run_round(site: Site) -> int:
    """Make and send what is due now; give how many events and mails were handled."""
    settings = site.settings
    with UnitOfWork(site.database, now=site.clock.now()) as uow:
        handled = make_mails(uow, site.hooks, base_url=settings.base_url)
        send = sender_of(site)
        if send is not None:
            handled += send_mails(uow, send, domain=mail_domain(settings))
    return handled


def run_reminders(site: Site) -> int:
    """Note whom a deadline is near today, for the next round; give how many were noted."""
    with UnitOfWork(site.database, now=site.clock.now()) as uow:
        told = remind(uow, site.catalog) + remind_reviewers(uow, site.catalog)
        return told + remind_reports(uow, site.catalog)


class MailRound:
    """Runs the round again and again until it is stopped; a fault never stops the server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._reminders_after = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let the mail that is being sent end, then stop."""
        self._stop.set()
        self._thread.join(timeout=LAST_WAIT)

    def _remind(self) -> int:
        """Look for near deadlines now and then, and at once again where many are near."""
        if monotonic() < self._reminders_after:
            return 0
        # Set before: a fault in it must not hold up the mails of every round.
        self._reminders_after = monotonic() + REMINDERS_PAUSE
        noted = run_reminders(self._site)
        if noted >= AT_ONCE:
            self._reminders_after = 0.0
        return noted

    def _run(self) -> None:
        while not self._stop.is_set():
            if is_stopped(self._site.settings.data, self._site.clock.now()):
                self._stop.wait(PAUSE)
                continue
            self._site.traffic.give_way(self._stop, most=MOST_PATIENCE)
            try:
                handled = run_round(self._site)
                handled += self._remind()
            except Exception:
                log.exception("the mail round failed; it is tried again")
                handled = 0
            if not handled:
                self._stop.wait(PAUSE)


def _to_console(letter: Letter) -> None:
    click.echo(f"メール（体験版では送りません）：{letter.address} 宛て「{letter.subject}」")
