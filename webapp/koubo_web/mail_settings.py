"""What the operator decides about mail: which server, how it is protected, who the sender is."""

from collections.abc import Iterator, Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from enum import StrEnum
from pathlib import Path
from typing import Any

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SmtpSecurity(StrEnum):
    """How the way to the mail server is protected; its certificate is always checked."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}
WAYS = "、".join(one.value for one in SmtpSecurity)


def mail_complaints(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what is wrong or unsafe about the settings of mail: the setting's name, the remedy."""
    if values["smtp_security"] not in set(SmtpSecurity):
        yield "smtp_security", f"KOUBO_SMTP_SECURITY を {WAYS} のどれかに設定してください"
    if values["smtp_host"] and not values["mail_from"]:
        yield "mail_from", "差出人のメールアドレスを KOUBO_MAIL_FROM に設定してください"
    for name, example in (
        ("mail_from", "倉敷市 市民活動推進課 <kyodo@city.example.jp>"),
        ("mail_reply_to", "kyodo@city.example.jp"),
    ):
        if values[name] and sole_address(values[name]) is None:
            yield (
                name,
                f"KOUBO_{name.upper()} を「{example}」のように、1つのメールアドレスの形で"
                "設定してください",
            )
    if bool(values["smtp_user"]) != bool(values["smtp_password"]):
        yield (
            "smtp_user",
            "KOUBO_SMTP_USER と KOUBO_SMTP_PASSWORD は、両方を設定するか、両方を外してください",
        )
    open_way = values["smtp_security"] == SmtpSecurity.NONE
    if values["smtp_password"] and open_way and values["smtp_host"] not in LOOPBACK:
        yield (
            "smtp_security",
            "メールサーバーのパスワードが暗号化されずに流れます。"
            "KOUBO_SMTP_SECURITY を starttls か tls にしてください",
        )
    if values["smtp_ca"] and not Path(values["smtp_ca"]).is_file():
        yield (
            "smtp_ca",
            "KOUBO_SMTP_CA のファイルがありません。認証局の証明書（PEM）の場所を設定してください",
        )


def sole_address(text: str) -> Address | None:
    """Give the one mail address, with or without a name before it; None for anything else."""
    try:
        header = HeaderRegistry()("To", text)
    except (HeaderParseError, ValueError, IndexError):
        return None
    if not isinstance(header, AddressHeader) or len(header.addresses) != 1:
        return None
    address = header.addresses[0]
    whole = bool(address.username and address.domain) and not header.defects
    return address if whole and not any(group.display_name for group in header.groups) else None
