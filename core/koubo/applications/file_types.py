"""What kind of file an attachment is: judged by its content, then held against its name."""

import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from koubo.problems import Problem, Problems
from koubo.schemes.questions import Question

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
}
SAME = {"jpeg": "jpg", "jfif": "jpg", "jpe": "jpg"}
OFFICE = frozenset({"docx", "xlsx", "pptx"})
HEAD = 64 * 1024
BY_NAME = 0.1
"""How sure puremagic is of what it knows by the name alone."""


def judge_file(name: str, stream: BinaryIO, question: Question) -> str:
    """Give the media type of a file; raise Problems if it is none that the question accepts.

    Reads the stream and puts it back to its beginning.
    """
    problem = _name_problem(name)
    ending = _normal(PurePosixPath(name).suffix.lstrip("."))
    accepted = question.types or tuple(MEDIA_TYPES)
    told = "、".join(accepted)
    if problem is None and ending not in accepted:
        problem = f"「{name}」は受け付けられない種類のファイルです。{told} のどれかにしてください。"
    head = stream.read(HEAD)
    stream.seek(0)
    if problem is None and not head:
        problem = f"「{name}」は中身が空です（0バイト）。元のファイルを開いて確かめてください。"
    if problem is None and not _content_fits(head, name, ending):
        problem = (
            f"「{name}」は名前は .{ending} ですが、中身が違います。"
            f"正しい種類（{told}）で保存し直してください。"
        )
    if problem is not None:
        raise Problems([Problem("file_type", problem, field=question.id)])
    return MEDIA_TYPES[ending]


def _content_fits(head: bytes, name: str, ending: str) -> bool:
    try:
        matches = puremagic.magic_string(head, name)
    except (puremagic.PureError, ValueError):
        return False
    found = {_normal(one.extension.lstrip(".")) for one in matches if one.confidence > BY_NAME}
    if ending in OFFICE:
        return head.startswith(b"PK\x03\x04") and bool(found & {ending, "zip"})
    return ending in found


def _name_problem(name: str) -> str | None:
    if not name.strip() or len(name) > 200:
        return "ファイルの名前は1字以上200字以内にしてください。"
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in name) or "/" in name:
        return "ファイルの名前に使えない文字が含まれています。名前を付け直してください。"
    return None


def _normal(ending: str) -> str:
    lower = ending.lower()
    return SAME.get(lower, lower)
