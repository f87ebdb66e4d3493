"""Files of ours as answers that the browser saves: from the store, or made just now."""

from typing import cast
from urllib.parse import quote

from flask import Response, send_file

from koubo.papers.sheets import MEDIA_TYPE as EXCEL_TYPE
from koubo.papers.word_layout import MEDIA_TYPE as WORD_TYPE
from koubo.storage.files import FileStore

TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "docx": WORD_TYPE,
    "xlsx": EXCEL_TYPE,
}


def stored_answer(files: FileStore, key: str, name: str) -> Response:
    """Give a file of the store to be saved; its kind is told by the ending of its name."""
    answer: Response = send_file(
        cast("object", files.open(key)),  # type: ignore[arg-type]
        mimetype=TYPES[name.rpartition(".")[2].lower()],
        as_attachment=True,
        download_name=name,
        etag=False,
    )
    return answer


def made_answer(content: bytes, name: str) -> Response:
    """Give a file that was made just now to be saved.

    :param name: with its ending, which tells its kind
    """
    return attached(Response(content, mimetype=TYPES[name.rpartition(".")[2].lower()]), name)


def attached(answer: Response, name: str) -> Response:
    """Let the browser save an answer under a name, with its ending."""
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
