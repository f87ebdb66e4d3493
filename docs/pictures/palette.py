"""Makes a screenshot small: a PNG of at most 256 colours, with nothing but Python's own zlib."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
"""Bytes of a pixel by the colour type of what a browser writes: RGB, and RGB with transparency."""
MOST = 256
STEP = 3
"""Low bits of each colour that no eye misses."""

Colour = tuple[int, ...]


def small(picture: bytes) -> bytes:
    """Give the same picture with a palette; transparency, which a page has not, is left out.

    :raises ValueError: where it is no PNG of 8 bits a channel, as browsers write them
    """
    width, height, pixels = _pixels(picture)
    counted = Counter(pixels)
    merged = Counter[Colour]()
    for colour, times in counted.items():
        merged[_coarse(colour)] += times
    chosen = [colour for colour, _ in merged.most_common(MOST)]
    shown = {colour: _nearest(colour, chosen) for colour in counted}
    palette = b"".join(bytes(_average(one, counted)) for one in chosen)
    indexed = bytes(shown[colour] for colour in pixels)
    lines = b"".join(b"\0" + indexed[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return SIGNATURE + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", header),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _coarse(colour: Colour) -> Colour:
    return tuple(one >> STEP for one in colour)


def _nearest(colour: Colour, chosen: list[Colour]) -> int:
    coarse = _coarse(colour)
    far = [sum((a - b) ** 2 for a, b in zip(coarse, one, strict=True)) for one in chosen]
    return far.index(min(far))


def _average(coarse: Colour, counted: Counter[Colour]) -> Colour:
    """Give the commonest colour of those that a coarse one stands for."""
    return max((one for one in counted if _coarse(one) == coarse), key=lambda one: counted[one])


def _pixels(picture: bytes) -> tuple[int, int, list[Colour]]:
    if not picture.startswith(SIGNATURE):
        raise ValueError("no PNG")
    body, header = b"", b""
    for name, content in _chunks(picture):
        header = content if name == b"IHDR" else header
        body += content if name == b"IDAT" else b""
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or kind not in CHANNELS or interlaced:
        raise ValueError("a PNG of another kind")
    step = CHANNELS[kind]
    pixels: list[Colour] = []
    for line in _lines(zlib.decompress(body), width * step, step):
        pixels += zip(line[0::step], line[1::step], line[2::step], strict=True)
    return width, height, pixels


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        size = int.from_bytes(picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _lines(raw: bytes, wide: int, step: int) -> Iterator[bytearray]:
    """Undo the filter of each line, as the PNG specification numbers them."""
    above = bytearray(wide)
    for at in range(0, len(raw), wide + 1):
        kind, line = raw[at], bytearray(raw[at + 1 : at + 1 + wide])
        if kind:
            for place in range(wide):
                left = line[place - step] if place >= step else 0
                corner = above[place - step] if place >= step else 0
                line[place] = line[place] + _guess(kind, left, above[place], corner) & 255
        yield line
        above = line


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 3:
        return up if kind == 2 else left
    if kind == 3:
        return (left + up) // 2
    near = [(abs(up - corner), 0, left), (abs(left - corner), 1, up)]
    return min(*near, (abs(left + up - 2 * corner), 2, corner))[2]
