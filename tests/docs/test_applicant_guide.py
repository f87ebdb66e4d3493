"""The applicants' guide and its pictures: each is named, exists, is told in words, and is small."""

import re
import shutil
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from pictures.camera import EDGE, PHONE, a_studio
from pictures.palette import small
from pictures.walks import PICTURES
from reference.example import FOLDER

GUIDE = FOLDER.parent / "applicants"
IMAGES = FOLDER.parent / "images" / "applicants"
FIGURE = re.compile(
    r"```\{figure\} \.\./images/applicants/(?P<name>[a-z-]+)\.png\n"
    r":alt: (?P<alt>.+)\n:width: .+\n\n(?P<caption>.+)\n```"
)
NAMED = re.compile(r"images/applicants/([a-z-]+)\.png")
CHROMIUM = shutil.which("chromium")
MOST_BYTES, MOST_IN_ALL = 120_000, 2_000_000
PIXEL = (10, 20, 30)


def pages() -> dict[str, str]:
    return {page.stem: page.read_text(encoding="utf-8") for page in sorted(GUIDE.glob("*.md"))}


def test_every_picture_is_taken_named_and_there() -> None:
    named = [name for text in pages().values() for name in NAMED.findall(text)]

    assert sorted(named) == sorted(PICTURES)
    assert sorted(one.name for one in IMAGES.iterdir()) == sorted(f"{one}.png" for one in PICTURES)


def test_every_picture_is_told_in_words() -> None:
    figures = [found for text in pages().values() for found in FIGURE.finditer(text)]

    assert sorted(one["name"] for one in figures) == sorted(PICTURES)
    assert [
        one["name"] for one in figures if len(one["alt"]) < 20 or one["alt"] == one["caption"]
    ] == []


def test_every_page_stands_in_the_list() -> None:
    listed = re.findall(r"^([a-z]+)$", pages()["index"].partition("```{toctree}")[2], re.MULTILINE)

    assert sorted(["index", *listed]) == sorted(pages())


def test_pictures_are_small() -> None:
    sizes = {one.name: one.stat().st_size for one in IMAGES.iterdir()}

    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_IN_ALL


def a_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_small_picture_is_the_same_picture() -> None:
    """The first line plain, the others each with another filter of the PNG specification."""
    width, height = 2, 5
    lines = [bytes(PIXEL * width), *(bytes(3 * width) for _ in range(4))]
    lines[1] = bytes(PIXEL) + bytes(3)
    lines[3] = bytes((5, 10, 15)) + bytes(3)
    raw = b"".join(bytes([kind]) + line for kind, line in enumerate(lines))
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        a_chunk(name, body)
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(raw)),
            (b"IEND", b""),
        )
    )

    made = small(picture)

    assert struct.unpack(">IIBB", made[16:26]) == (width, height, 8, 3)
    assert made[made.index(b"PLTE") - 4 :][:11] == struct.pack(">I", 3) + b"PLTE" + bytes(PIXEL)
    with pytest.raises(ValueError, match="no PNG"):
        small(b"GIF89a")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
def test_a_picture_shows_from_the_first_part_to_the_last(tmp_path: Path) -> None:
    stage = SimpleNamespace(base="http://127.0.0.1")
    part = "<p style='margin:0;height:40px'>"
    with a_studio(stage, str(CHROMIUM), tmp_path) as studio, studio.camera() as camera:
        camera.page.set_content(
            f"<body style='margin:100px 0'><main>{part}あ</p>{part}い</p>{part}う</p></main>"
        )
        camera.take("two", camera.part("p", "あ"), camera.part("p", "い"), mark=camera.part("p"))

    made = (tmp_path / "two.png").read_bytes()
    assert studio.taken == ["two"]
    assert struct.unpack(">II", made[16:24]) == (PHONE[0], 2 * 40 + 2 * EDGE)
