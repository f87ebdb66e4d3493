"""A decision's bundle: one archive with all that a result was computed from, the same to the byte.

Whoever has it can compute the result again without the database, on a machine of their own.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from zlib import error as ZlibError

from koubo.storage.canonical import canonical_json
from koubo.storage.zips import is_zip_bomb

FORMAT = 1
"""Of the archive; another one is refused."""
MANIFEST, INDEX = "manifest.json", "読み方.txt"
MOST_BYTES = 500_000_000
MOST_FILES = 500
CANNOT_UNPACK = (
    zipfile.BadZipFile, ZlibError, NotImplementedError, RuntimeError, EOFError, OSError,
    KeyError, ValueError,
)  # fmt: skip
"""What unpacking and reading raise for an archive that was damaged on its way."""
NOTHING = object()
THE_DAY = (2020, 1, 1, 0, 0, 0)
"""Every file bears the same time, so that equal contents are equal archives."""


class BrokenBundle(Exception):
    """The archive is none of ours, or was changed; the text says what is wrong and what to do."""


def write_bundle(parts: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """Give the archive of some files, with a manifest that holds the SHA-256 of each.

    :param facts: what the manifest says besides: call, versions, release, history
    """
    digests = {name: sha256(content).hexdigest() for name, content in parts.items()}
    manifest = as_json({"format": FORMAT, **facts, "files": digests})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted({**parts, MANIFEST: manifest}.items()):
            info = zipfile.ZipInfo(name, THE_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return packed.getvalue()


def read_bundle(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give the manifest and the files of an archive, each held against its SHA-256.

    :raises BrokenBundle: for what is no bundle, too large, of another format, or was changed
    """
    stream = io.BytesIO(content)
    try:
        if is_zip_bomb(stream, most_bytes=MOST_BYTES, most_members=MOST_FILES):
            raise BrokenBundle("このファイルは、決定の束としては大きすぎます。")
        with zipfile.ZipFile(stream) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest: dict[str, Any] = json.loads(parts.pop(MANIFEST))
    except CANNOT_UNPACK as error:
        raise BrokenBundle(
            "このファイルは、決定の束（koubo decision bundle で作ったもの）ではありません。"
        ) from error
    told = manifest.get("format") if isinstance(manifest, dict) else None
    if told != FORMAT:
        raise BrokenBundle(f"束の形式 {told} は読めません（{FORMAT} だけを読みます）。")
    _refuse_changed(manifest.get("files", {}), parts)
    return manifest, parts


def _refuse_changed(digests: Mapping[str, str], parts: Mapping[str, bytes]) -> None:
    for name in sorted({*digests, *parts}):
        if name not in parts:
            raise BrokenBundle(f"束の中に「{name}」がありません。元の束を使ってください。")
        if sha256(parts[name]).hexdigest() != digests.get(name):
            raise BrokenBundle(
                f"束の中の「{name}」が、作られたときから書き換えられています。元の束を使ってください。"
            )


def as_json(kept: Mapping[str, Any]) -> bytes:
    """Give values in the one way in which a bundle writes them."""
    return canonical_json(kept).encode()


def from_json(content: bytes) -> dict[str, Any]:
    """Give the values that `as_json` wrote."""
    kept: dict[str, Any] = json.loads(content)
    return kept


def first_difference(kept: Any, now: Any, place: str = "") -> str:
    """Say where two values of JSON first differ, and how; empty where they are the same."""
    if isinstance(kept, dict) and isinstance(now, dict):
        for key in sorted({*kept, *now}):
            pair = kept.get(key, NOTHING), now.get(key, NOTHING)
            told = first_difference(*pair, f"{place}/{key}")
            if told:
                return told
        return ""
    if isinstance(kept, list) and isinstance(now, list):
        for number, pair in enumerate(zip(kept, now, strict=False)):
            if told := first_difference(*pair, f"{place}/{number}"):
                return told
        if len(kept) != len(now):
            return f"{place}：束では {len(kept)}件、計算し直すと {len(now)}件"
        return ""
    # 1, 1.0 and true are three things to whoever compares the bytes.
    if type(kept) is type(now) and kept == now:
        return ""
    return f"{place}：束では {_told(kept)}、計算し直すと {_told(now)}"


def _told(value: Any) -> str:
    return "（なし）" if value is NOTHING else repr(value)
