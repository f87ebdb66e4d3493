"""The mail round: a thread beside the server that turns events into mails and sends them."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from threading import Event, Thread
from urllib.parse import urlsplit

from koubo.calendar import JST
from koubo.people.messages import make_mails
from koubo.people.sending import Letter, Send, send_mails
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.settings import Settings
from koubo_web.site import Site

PAUSE = 2.0
TIMEOUT = 20.0

log = logging.getLogger("koubo.mail")


def sender_of(settings: Settings, site: Site) -> Send | None:
    """Give how mails leave; None where no mail server is set, and they stay in the outbox."""
    if settings.smtp_host:
        return lambda letter: _send_by_smtp(settings, site, letter)
    # The demo's mails are read on its own page; nothing leaves the machine.
    return (lambda letter: None) if settings.demo else None


def run_round(site: Site) -> int:
    """Make and send what is due now; give how many events and mails were handled."""
    settings = site.settings
    with UnitOfWork(site.database, now=site.clock.now()) as uow:
        handled = make_mails(uow, site.hooks, base_url=settings.base_url)
        send = sender_of(settings, site)
        if send is not None:
            domain = urlsplit(settings.base_url).hostname or "localhost"
            handled += send_mails(uow, send, domain=domain)
    return handled


class MailRound:
    """Runs the round again and again until it is stopped; a fault never stops the server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let the round that is running end, then stop."""
        self._stop.set()
        self._thread.join(timeout=TIMEOUT + PAUSE)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                handled = run_round(self._site)
            except Exception:
                log.exception("the mail round failed; it is tried again")
                handled = 0
            if not handled:
                self._stop.wait(PAUSE)


def _send_by_smtp(settings: Settings, site: Site, letter: Letter) -> None:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(site.clock.now().astimezone(JST))
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    context = ssl.create_default_context()
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as server:
        if settings.smtp_starttls:
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)
