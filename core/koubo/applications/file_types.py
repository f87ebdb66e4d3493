"""What kind of file an attachment is: judged by its content, then held against its name."""

import os
from collections.abc import Callable, Mapping
from typing import BinaryIO

import puremagic

from koubo.applications.file_checks.flaws import Flaw
from koubo.applications.file_checks.images import jpeg_flaw, png_flaw
from koubo.applications.file_checks.office import MAIN_PARTS, OLE_HEAD, ZIP_HEAD, office_flaw
from koubo.applications.file_checks.pdf import pdf_flaw
from koubo.applications.file_names import FileName
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
HEAD = 64 * 1024
BY_NAME = 0.1
"""How sure puremagic is of what it knows by the name alone."""
REMEDIES: Mapping[str, Flaw] = {
    **dict.fromkeys(("docm", "xlsm", "pptm", "dotm", "xltm", "potm", "ppsm", "xlam"), Flaw.MACRO),
    **dict.fromkeys(("doc", "xls", "ppt"), Flaw.OLD_OFFICE),
    **dict.fromkeys(("zip", "lzh", "rar", "7z", "tar", "gz", "tgz"), Flaw.ARCHIVE),
    **dict.fromkeys(("heic", "heif"), Flaw.HEIC),
}
"""Endings that nobody accepts, but of which everybody has such files."""
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
INSIDES: Mapping[str, Callable[[BinaryIO], Flaw | None]] = {
    "pdf": pdf_flaw,
    "jpg": jpeg_flaw,
    "png": png_flaw,
}


def judge_file(name: FileName, stream: BinaryIO, question: Question, *, limit: int) -> str:
    """Give the media type of a file; raise Problems if it is none that the question accepts.

    Reads the stream, under limits of memory and time, and puts it back to its beginning.

    :param limit: the most bytes that a file may have
    """
    problem = _named_wrong(name, question) or _problem(name, stream, question, limit)
    stream.seek(0)
    if problem:
        raise Problems([Problem("file_type", problem, field=question.id)])
    return MEDIA_TYPES[_normal(name.ending)]


def _accepted(question: Question) -> tuple[str, ...]:
    return question.types or tuple(MEDIA_TYPES)


def _named_wrong(name: FileName, question: Question) -> str:
    if not name.name:
        return "名前のないファイルは添付できません。ファイルに名前を付けてください。"
    if _normal(name.ending) in _accepted(question):
        return ""
    if name.ending in REMEDIES:
        return _say(name, REMEDIES[name.ending])
    told = "、".join(_accepted(question))
    return f"「{name.name}」は受け付けられない種類のファイルです。{told} のどれかにしてください。"


def _problem(name: FileName, stream: BinaryIO, question: Question, limit: int) -> str:
    ending = _normal(name.ending)
    size = stream.seek(0, os.SEEK_END)
    if size > limit:
        told = f"{limit // 1_000_000}MB"
        return (
            f"「{name.name}」は{told}を超えています。"
            "写真の大きさを下げるか、ファイルを分けてください。"
        )
    stream.seek(0)
    head = stream.read(HEAD)
    flaw = _flaw(head, stream, ending) if head else Flaw.EMPTY
    if isinstance(flaw, Flaw):
        return _say(name, flaw)
    if flaw:
        return ""
    told = "、".join(_accepted(question))
    return (
        f"「{name.name}」は名前は .{name.ending} ですが、中身が違います。"
        f"正しい種類（{told}）で保存し直してください。"
    )


def _flaw(head: bytes, stream: BinaryIO, ending: str) -> Flaw | bool:
    """Give what is wrong inside; else whether the content is what the ending says."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return Flaw.HEIC
    if ending in MAIN_PARTS:
        if not head.startswith((ZIP_HEAD, OLE_HEAD)):
            return False
        try:
            return office_flaw(stream, ending) or True
        except ValueError:
            return False
    if not _looks_like(head, ending):
        return False
    return INSIDES[ending](stream) or True


def _looks_like(head: bytes, ending: str) -> bool:
    try:
        matches = puremagic.magic_string(head, f"x.{ending}")
    except (puremagic.PureError, ValueError):
        return False
    found = {_normal(one.extension.lstrip(".")) for one in matches if one.confidence > BY_NAME}
    return ending in found


def _say(name: FileName, flaw: Flaw) -> str:
    return f"「{name.name}」{flaw.value}"


def _normal(ending: str) -> str:
    lower = ending.lower()
    return SAME.get(lower, lower)
