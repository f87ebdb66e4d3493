"""What a person can read in an answer, whatever it is: page, sheet, workbook, PDF or archive."""

import re
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from flask.testing import FlaskClient
from pypdf import PdfReader

from web.browser import without_tokens

SAID = ("Content-Disposition", "Location", "Link")
"""The headers that may name something."""
PAGE_TOKEN = re.compile(r'name=":page" value="[^"]+"')
"""Each drawing of a form has its own, by which a double click is known."""


def read(client: FlaskClient, path: str) -> tuple[int, str]:
    """Give what a page answers and all that can be read in it, its file name too."""
    answer = client.get(path)
    said = [unquote(answer.headers.get(one, "")) for one in SAID]
    text = text_of(answer.data, answer.mimetype or "")
    answer.close()
    return answer.status_code, PAGE_TOKEN.sub("", without_tokens("\n".join([*said, text])))


def text_of(data: bytes, mimetype: str) -> str:
    """Give the text of a file."""
    if data.startswith(b"%PDF") and b"startxref" in data:  # not a test's own, which has no pages
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            # When it was made says nothing of what is in it.
            names = sorted(one for one in archive.namelist() if one != "docProps/core.xml")
            return "\n".join(f"{one}\n{text_of(archive.read(one), '')}" for one in names)
    return data.decode("utf-8", errors="replace")
