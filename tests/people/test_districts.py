"""The part of a city that an address lies in is read from it, or said to be unknown."""

import pytest

from koubo.people.districts import OUTSIDE, UNKNOWN, district_of


@pytest.mark.parametrize(
    ("address", "city", "district"),
    [
        ("倉敷市西中新田640番地", "倉敷市", "西中新田"),
        ("岡山県倉敷市玉島中央町３丁目２－１", "倉敷市", "玉島中央町"),
        ("〒710-8565 岡山県倉敷市 大字福田町古新田0番3号", "倉敷市", "福田町古新田"),
        ("秋田市山王一丁目1番1号", "秋田市", "山王"),
        ("宮城県仙台市青葉区国分町三丁目7-1", "仙台市", "青葉区"),
        ("横浜市中区本町6-50-10", "横浜市", "中区"),
        ("岡山市北区大供一丁目1番1号", "倉敷市", OUTSIDE),
        ("岡山県都窪郡早島町前潟360-1", "倉敷市", OUTSIDE),
        ("西中新田640番地", "倉敷市", UNKNOWN),
        ("倉敷市", "倉敷市", UNKNOWN),
        ("倉敷市640", "倉敷市", UNKNOWN),
        ("", "倉敷市", UNKNOWN),
    ],
)
def test_an_address_says_its_ward_or_its_town(address: str, city: str, district: str) -> None:
    assert district_of(address, city) == district
