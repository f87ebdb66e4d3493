"""Files that must not be taken, made when asked for: each with the sentence that refuses it."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfWriter

from builders import PDF
from koubo.applications.file_checks.flaws import Flaw

TOLD = "pdf、docx、xlsx、pptx、jpg、png"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
MAINS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}
LAUGHS = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><a>&m;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Bad:
    """A file, and why it is refused."""

    name: str
    make: Make
    flaw: Flaw | str

    @property
    def message(self) -> str:
        """Give the sentence that its owner reads."""
        shown = self.name.rpartition("/")[2]
        if isinstance(self.flaw, Flaw):
            return f"「{shown}」{self.flaw.value}"
        return self.flaw.format(name=shown, ending=shown.rpartition(".")[2], told=TOLD)


UNKNOWN = "「{name}」は受け付けられない種類のファイルです。{told} のどれかにしてください。"
OTHERWISE = "「{name}」は名前は .{ending} ですが、中身が違います。正しい種類（{told}）で保存し直してください。"
TOO_LARGE = "「{name}」は20MBを超えています。写真の大きさを下げるか、ファイルを分けてください。"


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a zip archive."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(kind: str, more: dict[str, bytes] | None = None, macro: bool = False) -> bytes:
    """Give a small document, whole as far as anybody looks here."""
    part, word = MAINS[kind]
    types = "application/vnd.ms-x.macroEnabled.main+xml" if macro else word
    contents = f'<Types xmlns="x"><Override PartName="/{part}" ContentType="{types}"/></Types>'
    members = {
        "[Content_Types].xml": contents.encode(),
        "_rels/.rels": RELATIONS,
        part: b"<document>" + b"<p>text</p>" * 200 + b"</document>",
    }
    return packed({**members, **(more or {})})


def pdf(password: str = "", algorithm: str = "RC4-128", owner: str = "") -> bytes:
    """Give a PDF of one empty page, locked where a password is given."""
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    if password or owner:
        writer.encrypt(password, owner or password, algorithm=algorithm)
    writer.write(made)
    return made.getvalue()


def jpeg(width: int = 4, height: int = 4, *, whole: bool = True) -> bytes:
    """Give the bones of a JPEG: a thumbnail in its head, measures, one scan."""
    thumbnail = b"Exif\0\0" + b"\xff\xd8\xff\xd9"
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [b"\xff\xd8", _segment(0xE1, thumbnail), _segment(0xC0, frame)]
    parts += [_segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"), b"\x12\xff\x00\x34" * 50]
    return b"".join(parts) + (b"\xff\xd9" if whole else b"")


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def png(width: int = 4, height: int = 4, *, chunks: int = 1, whole: bool = True) -> bytes:
    """Give a PNG; its pixels are blank, so that its measures may lie."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", head)]
    parts += [_chunk(b"IDAT", zlib.compress(b"\0" * 20))] * chunks
    return b"".join(parts) + (_chunk(b"IEND", b"") if whole else b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def nested(depth: int, inmost: bytes) -> bytes:
    """Give a document in a document in a document."""
    for _ in range(depth):
        inmost = office("docx", {"word/embeddings/inner.docx": inmost})
    return inmost


def many_members(count: int) -> bytes:
    """Give an archive of nothing but names."""
    return packed({str(number): b"" for number in range(count)}, zipfile.ZIP_STORED)


def lying(content: bytes) -> bytes:
    """Make the directory say that the largest member is small, as overlapping bombs do."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<I", 10) + content[place + 28 :]


def damaged(content: bytes) -> bytes:
    """Change some bytes inside the first member, so that its sum is wrong."""
    middle = content.index(b"PK\x03\x04", 10) - 12
    return content[:middle] + b"\x55\xaa\x55" + content[middle + 3 :]


def locked_zip(content: bytes) -> bytes:
    """Mark every member as encrypted, as a zip with a password does."""
    made = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] |= 1
            place = made.find(mark, place + 4)
    return bytes(made)


def gives(content: bytes) -> Make:
    return lambda: content


def _names() -> Iterator[Bad]:
    for name in ("企画.exe", "企画.html", "企画.svg", "企画.pdf.exe", "企画.pdf.", "企画", ".pdf",
                 "企画.js", "企画.mht", "企画.xhtml", "企画.lnk", "企画.txt", "企画.jtd"):  # fmt: skip
        yield Bad(name, gives(PDF), UNKNOWN)
    for name in ("企画.docm", "予算.XLSM", "発表.pptm"):
        yield Bad(name, lambda: office("docx"), Flaw.MACRO)
    for name in ("企画.doc", "予算.xls", "発表.ppt"):
        yield Bad(name, gives(OLE + bytes(600)), Flaw.OLD_OFFICE)
    for name in ("一式.zip", "一式.lzh", "一式.7z"):
        yield Bad(name, lambda: packed({"企画.pdf": PDF}), Flaw.ARCHIVE)
    yield Bad("写真.HEIC", gives(b"\0\0\0\x18ftypheic" + bytes(64)), Flaw.HEIC)
    yield Bad("企画\u202efdp.exe", gives(PDF), UNKNOWN.replace("{name}", "企画fdp.exe"))
    yield Bad(
        "\0\r\n", gives(PDF), "名前のないファイルは添付できません。ファイルに名前を付けてください。"
    )


def _contents() -> Iterator[Bad]:
    for ending in ("pdf", "docx", "xlsx", "pptx", "jpg", "png"):
        yield Bad(f"空.{ending}", gives(b""), Flaw.EMPTY)
        yield Bad(f"別.{ending}", gives(b"<html><script>alert(1)</script></html>"), OTHERWISE)
    yield Bad("写真.jpg", gives(b"\0\0\0\x18ftypheic" + bytes(64)), Flaw.HEIC)
    yield Bad("写真.png", lambda: jpeg(), OTHERWISE)
    yield Bad("絵.jpg", gives(b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)"), OTHERWISE)
    yield Bad("企画.pdf", gives(b"MZ" + PDF), OTHERWISE)
    yield Bad("企画.docx", lambda: packed({"a.txt": b"text"}), OTHERWISE)
    yield Bad("予算.xlsx", lambda: office("docx"), OTHERWISE)
    yield Bad("予算.docx", gives(OLE + bytes(600)), Flaw.OLD_OFFICE)
    yield Bad("大.pdf", lambda: PDF + bytes(20_000_001 - len(PDF)), TOO_LARGE)


def _cut_off() -> Iterator[Bad]:
    yield Bad("切.pdf", lambda: pdf()[:-8], Flaw.CUT_OFF)
    yield Bad("半分.pdf", lambda: PDF + bytes(40_000), Flaw.CUT_OFF)
    for kind in MAINS:
        yield Bad(f"切.{kind}", lambda kind=kind: office(kind)[:-30], Flaw.CUT_OFF)  # type: ignore[misc]
    yield Bad("切.jpg", lambda: jpeg(whole=False), Flaw.CUT_OFF)
    yield Bad("頭だけ.jpg", lambda: jpeg()[:30], Flaw.CUT_OFF)
    yield Bad("切.png", lambda: png(whole=False), Flaw.CUT_OFF)
    yield Bad("半分.png", lambda: png()[:40], Flaw.CUT_OFF)
    yield Bad("壊.docx", lambda: damaged(office("docx")), Flaw.BROKEN)


def _locked() -> Iterator[Bad]:
    secret = OLE + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    yield Bad("鍵.pdf", lambda: pdf("himitsu"), Flaw.LOCKED)
    yield Bad("古い鍵.pdf", lambda: pdf("himitsu", "RC4-40"), Flaw.LOCKED)
    for kind in MAINS:
        yield Bad(f"鍵.{kind}", gives(secret), Flaw.LOCKED)
    yield Bad("鍵つき.docx", lambda: locked_zip(office("docx")), Flaw.LOCKED)


def _macros() -> Iterator[Bad]:
    yield Bad("マクロ.docx", lambda: office("docx", {"word/vbaProject.bin": b"x"}), Flaw.MACRO)
    yield Bad("マクロ.xlsx", lambda: office("xlsx", {"xl/vbaProject.bin": b"x"}), Flaw.MACRO)
    yield Bad("改名.xlsx", lambda: office("xlsx", macro=True), Flaw.MACRO)
    inner = {"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}
    yield Bad("内側.docx", lambda: office("docx", inner), Flaw.MACRO)


def _bombs() -> Iterator[Bad]:
    zeros = bytes(16 * 1024 * 1024)
    yield Bad(
        "爆弾.docx",
        lambda: office("docx", {f"word/media/{number}.bin": zeros for number in range(20)}),
        Flaw.BOMB,
    )
    yield Bad(
        "重ね.docx",
        lambda: nested(1, office("xlsx", {f"xl/{number}.bin": zeros for number in range(20)})),
        Flaw.BOMB,
    )
    yield Bad("入れ子.docx", lambda: nested(5, office("docx")), Flaw.BOMB)
    yield Bad("部品だらけ.xlsx", lambda: many_members(6_000), Flaw.BOMB)
    yield Bad("部品の山.xlsx", lambda: many_members(60_000), Flaw.BOMB)
    yield Bad("嘘.docx", lambda: lying(office("docx")), Flaw.BROKEN)
    yield Bad("笑.docx", lambda: office("docx", {"word/styles.xml": LAUGHS}), Flaw.ENTITIES)
    yield Bad("外.xlsx", lambda: office("xlsx", {"xl/styles.xml": OUTSIDE}), Flaw.ENTITIES)
    wide = ("\ufeff" + LAUGHS.decode()).encode("utf-16-le")
    yield Bad("広.docx", lambda: office("docx", {"word/styles.xml": wide}), Flaw.ENTITIES)
    riddle = b'<?xml version="1.0" encoding="UF-8"?><a/>'
    yield Bad("謎.docx", lambda: office("docx", {"word/styles.xml": riddle}), Flaw.BROKEN)
    spaces = b"<!--" + bytes([32]) * 2_000_000 + b"-->" + LAUGHS
    yield Bad("隠.docx", lambda: office("docx", {"word/styles.xml": spaces}), Flaw.ENTITIES)
    yield Bad("巨大.png", lambda: png(50_000, 50_000), Flaw.PIXELS)
    yield Bad("巨大.jpg", lambda: jpeg(65_000, 65_000), Flaw.PIXELS)
    yield Bad("粒.png", lambda: png(chunks=60_000), Flaw.BROKEN)


BAD_FILES: tuple[Bad, ...] = (
    *_names(), *_contents(), *_cut_off(), *_locked(), *_macros(), *_bombs(),
)  # fmt: skip

GOOD_FILES: dict[str, Make] = {
    "企画.pdf": gives(PDF),
    "一枚.pdf": lambda: pdf(),
    "企画.docx": lambda: office("docx"),
    "予算.xlsx": lambda: office("xlsx"),
    "発表.PPTX": lambda: office("pptx"),
    "図入り.docx": lambda: nested(2, office("xlsx")),
    "写真.jpg": lambda: jpeg(),
    "写真.JPEG": lambda: jpeg(16_000, 12_000),
    "あとがき付き.jpg": lambda: jpeg() + b"MotionPhoto" * 5_000,
    "絵.png": lambda: png(),
    "①﨑𠮷😀👨‍👩‍👧ｶﾞ.pdf": gives(PDF),
}
"""Files that look odd and are right."""
