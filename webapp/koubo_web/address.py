"""The site's one address: what a request says of its own host decides nothing."""

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FORWARDED = ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")


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
