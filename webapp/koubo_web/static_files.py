"""Style sheets, scripts and pictures: read, put together and packed once, when the site starts.

All style sheets are one file, `koubo.css`, so that the second page needs none. Addresses bear the
digest of everything that is here, and browsers keep what they got for a year; after a change of
the version all addresses are new. A script names its neighbours by `./name.js`, which keeps the
digest. What is asked for by an address without the digest, or with an older one, is asked after
again each time.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, session
from flask.typing import ResponseReturnValue

from koubo_web.compression import PACKED_TYPES, accepts_gzip, packed

FOLDER = Path(__file__).parent / "static"
STYLES = "koubo.css"
TOKENS = "vendor/design-tokens/tokens.css"
GROUND = (
    "base", "layout", "page", "actions", "banners", "forms", "questions", "tables", "parts", "folds",
    "steps", "score",
)  # fmt: skip
"""The style sheets that others build on, in their order; the rest follows by name, paper last."""
PAPER = "print"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"\s+", re.ASCII)
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
DIGEST_LENGTH = 12
SOURCE = "css/"
"""Below it stand the parts of `koubo.css`, which are not sent by themselves."""


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent; `gzip` is empty where packing gains nothing."""

    plain: bytes
    gzip: bytes
    media_type: str
    etag: str


@dataclass(frozen=True)
class StaticFiles:
    """All files by their name below `static/`, and the digest of them all."""

    files: Mapping[str, StaticFile]
    digest: str


def read_static(folder: Path = FOLDER) -> StaticFiles:
    """Read the folder, and put the style sheets together."""
    found = {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and not one.name.startswith(".")
    }
    kept = {name: content for name, content in found.items() if not name.startswith(SOURCE)}
    kept[STYLES] = style_sheet(folder).encode()
    told = hashlib.sha256()
    for name, content in sorted(kept.items()):
        told.update(f"{name} {len(content)}\n".encode() + content)
    files = {name: _static_file(name, content) for name, content in kept.items()}
    return StaticFiles(files, told.hexdigest()[:DIGEST_LENGTH])


def style_sheet(folder: Path = FOLDER) -> str:
    """Give all style sheets as one, without comments and blank lines."""
    others = sorted({one.stem for one in (folder / "css").glob("*.css")} - {*GROUND, PAPER})
    names = [TOKENS, *(f"css/{one}.css" for one in (*GROUND, *others))]
    screen = "\n".join((folder / one).read_text(encoding="utf-8") for one in names)
    paper = (folder / f"css/{PAPER}.css").read_text(encoding="utf-8")
    whole = f"{screen}\n@media print {{\n{paper}\n}}"
    return BLANKS.sub(" ", COMMENT.sub("", whole)).strip()


def serve_static(app: Flask) -> None:
    """Answer what is asked for below /static/, and put the digest into every address of it.

    To be called before whatever else looks at answers.
    """
    kept = read_static()

    def static(filename: str, digest: str = "") -> ResponseReturnValue:
        """Send one file."""
        found = kept.files.get(filename)
        if found is None:
            abort(404)
        return _answer(found, for_ever=digest == kept.digest)

    def with_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("digest", kept.digest)

    def same_for_everybody(response: Response) -> Response:
        # Somebody looked into the session, and caches would keep a copy for each visitor.
        if request.endpoint == "static":
            session.accessed = False
        return response

    length = DIGEST_LENGTH
    app.add_url_rule(f"/static/<string(length={length}):digest>/<path:filename>", "static", static)
    app.add_url_rule("/static/<path:filename>", "static")
    app.url_defaults(with_digest)
    app.after_request(same_for_everybody)


def _static_file(name: str, content: bytes) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    small = b"".join(packed([content], level=9, padded=False))
    worth = media_type in PACKED_TYPES and len(small) < len(content)
    etag = hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]
    return StaticFile(content, small if worth else b"", media_type, etag)


def _answer(found: StaticFile, *, for_ever: bool) -> Response:
    is_packed = bool(found.gzip) and accepts_gzip()
    content = found.gzip if is_packed else found.plain
    answer = Response(content, mimetype=found.media_type)
    if found.gzip:
        answer.vary.add("Accept-Encoding")
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    # Parts of a packed file are of no use to anybody, so that ranges are of the plain one.
    answer.set_etag(f"{found.etag}-gzip" if is_packed else found.etag)
    answer.headers["Cache-Control"] = FOR_EVER if for_ever else ASK_AGAIN
    answer.make_conditional(request, accept_ranges=not is_packed, complete_length=len(content))
    return answer
