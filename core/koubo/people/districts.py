"""The part of a city that an address lies in: its ward (区), else its 町名; read, never guessed."""

import re

from koubo.money import half_width

OUTSIDE = "市外"
UNKNOWN = "住所から分からない"
POSTCODE = re.compile(r"^〒?\s*\d{3}-?\d{4}\s*")
PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|.{2,3}県)")
WARD = re.compile(r"^[^\d\s]{1,5}?区")
TOWN = re.compile(r"^(?:大字|字)?([^\d\s-]+)")
BLOCK = re.compile(r"[一二三四五六七八九十]+丁目.*$")
MUNICIPALITY = re.compile(r"^[^\d\s]{1,8}?[市郡]")


def district_of(address: str, city: str) -> str:
    """Give the ward or the 町名 of an address in a city, OUTSIDE, or UNKNOWN where it says neither.

    :param city: the city's own name, as 倉敷市
    """
    plain = PREFECTURE.sub("", POSTCODE.sub("", half_width(address).strip()))
    if not plain.startswith(city):
        return OUTSIDE if MUNICIPALITY.match(plain) else UNKNOWN
    rest = plain.removeprefix(city).strip()
    if ward := WARD.match(rest):
        return ward.group()
    town = TOWN.match(BLOCK.sub("", rest))
    return town.group(1) if town else UNKNOWN
