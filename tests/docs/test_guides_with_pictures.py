"""The guides with pictures: each picture is named, exists, is told in words, and is small."""

import re
import shutil
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from pictures.camera import EDGE, PHONE, a_studio
from pictures.guides import GUIDES, Guide
from pictures.palette import small
from reference.example import FOLDER

DOCS = FOLDER.parent
FIGURE = re.compile(
    r"```\{figure\} \.\./images/(?P<guide>[a-z]+)/(?P<name>[a-z-]+)\.png\n"
    r":alt: (?P<alt>.+)\n:width: .+\n\n(?P<caption>.+)\n```"
)
NAMED = re.compile(r"images/([a-z]+/[a-z-]+)\.png")
CHROMIUM = shutil.which("chromium")
QUOTED = re.compile(r"「([^「」]+)」")
GAP = re.compile(r"[○…\d]+|A委員")
"""Stands in the guide where the page has a figure or a name."""
HOUSE = [FOLDER.parents[1] / part for part in ("webapp", "core", "plugins")]
SOURCES = ("*.html", "*.py", "*.js", "*.typ", "*.yaml")
OWN_WORDS = {
    "同姓同名の別の人です",
    "2点以下のときは、必ず書いてください",
    "審査委員のページを開く",
    "市民企画提案事業（第1回募集）",
    "順番_受付番号_団体名",
    "再発行（令和○年○月○日）",
    "第　　　号",
    "金8,766円を返還してください",
    "ヲ",
}
"""What people write, and what a page puts together of parts."""
MOST_BYTES, MOST_IN_ALL = 120_000, 2_000_000
PIXEL = (10, 20, 30)


every_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)


def pages(guide: Guide) -> dict[str, str]:
    found = sorted((DOCS / guide.name).glob("*.md"))
    return {page.stem: page.read_text(encoding="utf-8") for page in found}


def images(guide: Guide) -> list[Path]:
    return sorted((DOCS / "images" / guide.name).iterdir())


@every_guide
def test_every_picture_is_taken_named_and_there(guide: Guide) -> None:
    named = [name for text in pages(guide).values() for name in NAMED.findall(text)]

    assert sorted(named) == sorted(f"{guide.name}/{one}" for one in guide.pictures)
    assert [one.name for one in images(guide)] == sorted(f"{one}.png" for one in guide.pictures)


@every_guide
def test_every_picture_is_told_in_words(guide: Guide) -> None:
    figures = [found for text in pages(guide).values() for found in FIGURE.finditer(text)]

    assert sorted(one["name"] for one in figures) == sorted(guide.pictures)
    assert [
        one["name"] for one in figures if len(one["alt"]) < 20 or one["alt"] == one["caption"]
    ] == []


@every_guide
def test_every_page_stands_in_the_list(guide: Guide) -> None:
    index = pages(guide)["index"].partition("```{toctree}")[2]
    listed = re.findall(r"^([a-z]+)$", index, re.MULTILINE)

    assert sorted(["index", *listed]) == sorted(pages(guide))


@pytest.mark.parametrize("guide", GUIDES[1:], ids=lambda guide: guide.name)
def test_words_in_quotes_stand_on_a_page(guide: Guide) -> None:
    """A button that is called otherwise now is found here, and its picture is to be taken anew."""
    said = "".join(
        file.read_text(encoding="utf-8")
        for part in HOUSE
        for kind in SOURCES
        for file in part.rglob(kind)
    )
    quoted = {one for text in pages(guide).values() for one in QUOTED.findall(text)} - OWN_WORDS

    pieces = {one: filter(None, map(str.strip, GAP.split(one))) for one in quoted}
    assert [one for one, parts in pieces.items() if any(part not in said for part in parts)] == []


@every_guide
def test_pictures_are_small(guide: Guide) -> None:
    sizes = {one.name: one.stat().st_size for one in images(guide)}

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
