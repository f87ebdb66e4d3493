"""The site's one address: what a request says of its own host decides nothing."""

from collections.abc import Iterable
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from koubo_web.settings import Settings

FORWARDED = ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")

ONE_HOUSE = 64
"""Bits of an IPv6 address that name the network; the rest one house hands out as it likes."""


def sender_network(remote: str, settings: Settings) -> str:
    """Give the network that a request came from; "" where that cannot be told.

    Behind a proxy that is not named in KOUBO_TRUSTED_PROXY everybody seems to come from the proxy.
    """
    behind_proxy = settings.secure and not settings.trusted_proxy
    try:
        address = ip_address(remote.partition("%")[0])
    except ValueError:
        return ""
    # ::ffff:203.0.113.7 is an IPv4 address on a socket for both; else all of them were one house.
    address = getattr(address, "ipv4_mapped", None) or address
    if behind_proxy or str(address) == settings.trusted_proxy:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, ONE_HOUSE), strict=False))


class CanonicalAddress:
    """Gives every request the host and scheme of KOUBO_BASE_URL.

    So a forged Host header can put no foreign link into a mail, and no proxy need be trusted.
    """

    def __init__(self, application: WSGIApplication, base_url: str) -> None:
        self._application = application
        parts = urlsplit(base_url)
        self._scheme = parts.scheme
        self._host = parts.netloc

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Serve the request under the site's own address."""
        for name in FORWARDED:
            environ.pop(name, None)
        environ["wsgi.url_scheme"] = self._scheme
        environ["HTTP_HOST"] = self._host
        return self._application(environ, start)
