"""Handing one mail to a mail server: one recipient, no attachment, a checked certificate."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from koubo.calendar import JST
from koubo.people.mail_kinds import one_line
from koubo.people.sending import Letter, NotTaken, Undeliverable
from koubo_web.mail_settings import SmtpSecurity
from koubo_web.settings import Settings

SIGNS = r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = re.compile(rf"{SIGNS}(\.{SIGNS})*")
LOCAL_PART = re.compile(r"""[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]{1,64}|"[ -!#-\[\]-~]{1,62}\"""")
DOMAIN = re.compile(
    r"[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?(\.[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?)*"
)
FOR_GOOD = range(500, 600)
SAID_LENGTH = 200
CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "が見つかりません。KOUBO_SMTP_HOST を確かめてください。"),
    (
        ssl.SSLCertVerificationError,
        "の証明書を確かめられません（{said}）。ホスト名と証明書を確かめてください。"
        "庁内の認証局なら、その証明書を KOUBO_SMTP_CA に設定してください。",
    ),
    (
        ssl.SSLError,
        "と暗号化した通信を始められません。KOUBO_SMTP_SECURITY（587番なら starttls、"
        "465番なら tls）と KOUBO_SMTP_PORT を確かめてください。",
    ),
    (TimeoutError, "が{seconds}秒たっても返事をしません。"),
    (
        ConnectionRefusedError,
        "につながりません。動いているか、ポートの番号が合っているか確かめてください。",
    ),
    (
        smtplib.SMTPAuthenticationError,
        "にログインできません（{said}）。KOUBO_SMTP_USER と KOUBO_SMTP_PASSWORD を確かめてください。",
    ),
    (
        smtplib.SMTPNotSupportedError,
        "は STARTTLS かログインに対応していません。"
        "KOUBO_SMTP_SECURITY と KOUBO_SMTP_USER を確かめてください。",
    ),
    (
        smtplib.SMTPSenderRefused,
        "が差出人を受け付けません（{said}）。KOUBO_MAIL_FROM を確かめてください。",
    ),
    (smtplib.SMTPResponseException, "が断りました（{said}）。"),
    (smtplib.SMTPServerDisconnected, "との通信が途中で切れました。"),
    (ConnectionError, "との通信が途中で切れました。"),
)
"""What follows the server's name, by the kind of error; the first that fits."""


def send_by_smtp(settings: Settings, letter: Letter, now: datetime) -> None:
    """Hand a mail to the server of the settings.

    :raises NotTaken: where the server does not take it now; it is to be tried again
    :raises Undeliverable: where it never will
    """
    message, to = message_of(settings, letter, now), recipient(letter.address)
    sender = str(message["From"].addresses[0].addr_spec)
    try:
        with _connected(settings) as server:
            if settings.smtp_security is SmtpSecurity.STARTTLS:
                server.starttls(context=_context(settings))
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            # The envelope is named here, never read from headers: one sender, one recipient.
            server.send_message(message, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = error.recipients[to]
        raise _refusal(code, said, f"宛先のアドレス（{to}）を") from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error, "このメールを") from error
    except (OSError, UnicodeError) as error:
        raise NotTaken(explain(settings, error)) from error


def message_of(settings: Settings, letter: Letter, now: datetime) -> EmailMessage:
    """Give the mail as it is sent: plain text, and only headers that are made here.

    :raises Undeliverable: where the address is none that a mail can go to
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = recipient(letter.address)
    if settings.mail_reply_to:
        message["Reply-To"] = settings.mail_reply_to
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now.astimezone(JST))
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def recipient(text: str) -> str:
    """Give the one address of a mail, as mail servers take it.

    Addresses with two dots in a row or one before the @, which Japanese telephone companies once
    gave out, are quoted; Japanese domains are written in ASCII.

    :raises Undeliverable: where it is no single address
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Undeliverable(_no_address(text)) from error
    if not (DOMAIN.fullmatch(ascii_domain) and LOCAL_PART.fullmatch(local)):
        raise Undeliverable(_no_address(text))
    plain = local.startswith('"') or DOT_ATOM.fullmatch(local)
    return f"{local}@{ascii_domain}" if plain else f'"{local}"@{ascii_domain}'


def explain(settings: Settings, error: Exception) -> str:
    """Say why a server took nothing, and what to look at."""
    server = f"メールサーバー（{settings.smtp_host}:{settings.smtp_port}）"
    if isinstance(error.__context__, TimeoutError):
        error = error.__context__  # smtplib calls a server that says nothing one that hung up
    said = ""
    if isinstance(error, smtplib.SMTPResponseException):
        said = _said(error.smtp_code, error.smtp_error)
    elif isinstance(error, ssl.SSLCertVerificationError):
        said = error.verify_message
    for kind, sentence in CAUSES:
        if isinstance(error, kind):
            return server + sentence.format(said=said, seconds=settings.smtp_timeout)
    return f"{server}に送れませんでした（{type(error).__name__}: {error}）。"


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Give the server; one that failed is left without a word, which it might never answer."""
    server = _connect(settings)
    try:
        yield server
    except BaseException:
        server.close()
        raise
    try:
        server.quit()
    except OSError:
        server.close()  # the mail was taken, whatever is said at the door


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port, name = settings.smtp_host, settings.smtp_port, mail_domain(settings)
    timeout = settings.smtp_timeout
    if settings.smtp_security is SmtpSecurity.TLS:
        return smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=_context(settings))
    return smtplib.SMTP(host, port, name, timeout=timeout)


def mail_domain(settings: Settings) -> str:
    """Give the name by which the site greets mail servers and numbers its mails."""
    return urlsplit(settings.base_url).hostname or "localhost"


def _context(settings: Settings) -> ssl.SSLContext:
    """Check the server's certificate, always: against the named authority, else the system's."""
    return ssl.create_default_context(cafile=settings.smtp_ca or None)


def _refusal(code: int, said: bytes | str, what: str) -> Exception:
    text = f"メールサーバーが{what}受け付けませんでした（{_said(code, said)}）。"
    if code in FOR_GOOD:
        return Undeliverable(f"{text}アドレスを確かめるか、電話や郵便で知らせてください。")
    return NotTaken(text)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}")[:SAID_LENGTH]


def _no_address(text: str) -> str:
    return (
        f"「{one_line(text)}」はメールを送れるアドレスではありません。"
        "アドレスを確かめるか、電話や郵便で知らせてください。"
    )
