"""The mails of the way in go through our outbox, in the transaction of what they tell."""

from typing import Any

from flask import Flask
from flask_security.mail_util import MailUtil

from koubo.money import half_width
from koubo.storage.outbox import MailText, queue_mails
from koubo_web.requests import unit_of_work

MAIL_KIND = "login"
"""The mails of the way in: they tell no event, and nobody but their reader may open them."""


class OutboxMail(MailUtil):
    """Writes mails to the outbox; addresses are read in full width too, and kept in small letters."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)

    def normalize(self, email: str) -> str:
        """Give the address as it is looked up."""
        return super().normalize(half_width(email)).lower()

    def validate(self, email: str) -> str:
        """Give the address as it is kept."""
        return super().validate(half_width(email)).lower()

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        """Put the mail in the outbox, together with whatever is being written."""
        address = recipient if isinstance(recipient, str) else recipient[1]
        account = context.get("user")
        with unit_of_work().writing() as write:
            mail = MailText(
                person_id=account.person_id if account else None,
                address=address,
                subject=str(subject),
                body=body or "",
                kind=MAIL_KIND,
            )
            queue_mails(write.session, None, [mail], now=write.now)
