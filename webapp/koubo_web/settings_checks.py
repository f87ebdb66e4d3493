"""What makes a single setting safe: secrets nobody guesses, addresses that mean one thing."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from koubo_web.mail_settings import LOOPBACK

SECRET_LENGTH = 32
SECRET_VARIETY = 12
EXAMPLE_WORDS = ("change", "example", "secret", "password", "koubo", "dummy", "xxxx")
DATABASES = frozenset({"sqlite", "postgresql", "postgresql+psycopg"})


def is_guessable(secret: str) -> bool:
    """Say whether a secret is short, of few characters, or taken from an example."""
    plain = secret.lower()
    return (
        len(secret) < SECRET_LENGTH
        or len(set(secret)) < SECRET_VARIETY
        or any(word in plain for word in EXAMPLE_WORDS)
    )


def is_canonical(url: str) -> bool:
    """Say whether this is a bare address: https, or http on this machine alone."""
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(parts.hostname) and bare and safe and port_is_sound


def is_address(text: str) -> bool:
    """Say whether this is one IP address, written as it is compared."""
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return False


def is_database(url: str) -> bool:
    """Say whether this is the address of a database that keeps what it acknowledged."""
    try:
        found = make_url(url)
    except ArgumentError:
        return False
    in_memory = found.drivername.startswith("sqlite") and found.database in (None, "", ":memory:")
    return found.drivername in DATABASES and not in_memory
