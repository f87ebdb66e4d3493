"""A real mail server for tests, which takes, refuses, hangs up or waits as it is told."""

import asyncio
import ssl
import subprocess
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HOST = "127.0.0.1"
TAKEN = "250 OK"


@dataclass
class Certificate:
    """A certificate for this machine that signs itself, and its key."""

    certificate: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        """Give what the server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def a_certificate(folder: Path) -> Certificate:
    """Make a certificate for 127.0.0.1, good for a day."""
    made = Certificate(folder / "server.pem", folder / "server.key")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", str(made.key), "-out", str(made.certificate),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@dataclass
class MailServer:
    """Keeps what came in; ``answers`` says what is said to each recipient or mail."""

    envelopes: list[Envelope] = field(default_factory=list)
    recipient_answer: str = TAKEN
    data_answer: str = TAKEN
    hangs_up: bool = False
    reached: Event = field(default_factory=Event)
    """Set when a mail's text has come in."""
    may_go_on: Event | None = None
    """Until this is set the server says nothing more."""
    login: tuple[bytes, bytes] | None = None
    sessions: list[Session] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.sessions.append(session)
        self.reached.set()
        if self.hangs_up:
            server.transport.abort()
            await asyncio.sleep(0)
            return "421 gone"
        if self.may_go_on is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.may_go_on.wait)
        if self.data_answer == TAKEN:
            self.envelopes.append(envelope)
        return self.data_answer

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: Any
    ) -> AuthResult:
        return AuthResult(success=(said.login, said.password) == self.login, handled=False)

    @property
    def messages(self) -> list[EmailMessage]:
        """Give what came in as mails."""
        return [
            message_from_bytes(bytes(one.content or b""), policy=policy.default)  # type: ignore[arg-type]
            for one in self.envelopes
        ]


class Running(Controller):
    """A mail server that listens on whichever port is free, inside ``with``."""

    def __init__(
        self,
        server: MailServer,
        *,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        options: dict[str, Any] = {}
        if server.login is not None:
            options = {"authenticator": server.check, "auth_require_tls": False}
        super().__init__(
            server,
            hostname=HOST,
            port=0,
            ssl_context=tls,
            tls_context=starttls,
            require_starttls=starttls is not None,
            **options,
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.server is not None:
            self.stop()

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()
