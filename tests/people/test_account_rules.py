"""Bank accounts: what a bank takes, what pages show, and what the database keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from account_builders import BANK_SECRET, bank_details
from koubo.people.account_rules import TAKEN, bank_kana, needs_mandate, refused_signs
from koubo.people.account_schemas import read_account
from koubo.people.account_vault import AccountVault
from koubo.problems import Problems, Refused

TYPED = {
    "bank_code": "０１６８",
    "bank": "水玉銀行",
    "branch_code": "1-0-1",
    "branch": "本店",
    "kind": "savings",
    "number": "12-345",
    "holder": "みずたま会",
    "holder_kana": "みずたまかい",
}
OURS = {
    "name": "みずたま防災クラブ",
    "kana": "みずたまぼうさいくらぶ",
    "representative": "水玉 花子",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("とくひ）みずたまクラブ", "ﾄｸﾋ)ﾐｽﾞﾀﾏｸﾗﾌﾞ"),
        ("ミズタマ　　ハナコ ", "ﾐｽﾞﾀﾏ ﾊﾅｺ"),
        ("キュウヨ－ショー", "ｷﾕｳﾖ-ｼﾖ-"),
        ("ﾊﾟｰﾃｨｰ", "ﾊﾟ-ﾃｲ-"),
        ("npo・ＡＢ", "NPO･AB"),
        ("ヴェール", "ｳﾞｴ-ﾙ"),
    ],
)
def test_a_reading_is_written_as_banks_do(typed: str, kept: str) -> None:
    assert bank_kana(typed) == kept


@given(st.text(max_size=30))
def test_a_reading_is_settled_once_and_nothing_refused_slips_through(typed: str) -> None:
    kana = bank_kana(typed)
    assert bank_kana(kana) == kana
    assert {one for one in kana if not TAKEN.fullmatch(one)} == set(refused_signs(kana))


@given(st.text(alphabet="あいぱびをがゃっーアンヴヲ 　Az09().-", max_size=15))
def test_half_and_full_width_make_the_same_reading(typed: str) -> None:
    assert bank_kana(bank_kana(typed)) == bank_kana(typed)
    assert set(refused_signs(bank_kana(typed))) <= {"ｦ"}


def test_an_account_is_read_from_what_people_type() -> None:
    found = read_account(TYPED)
    assert (found.bank_code, found.branch_code, found.number) == ("0168", "101", "0012345")
    assert found.masked == "水玉銀行 本店 貯蓄 ****345"

    wrong = {"bank_code": "16", "kind": "time", "number": "12345678", "holder_kana": "水玉" * 3}
    with pytest.raises(Problems) as raised:
        read_account({**TYPED, **wrong})
    assert [one.field for one in raised.value.problems] == list(wrong)
    with pytest.raises(Problems, match="いま31字"):
        read_account({**TYPED, "holder_kana": "ガ" * 15 + "ア"})


@pytest.mark.parametrize(
    ("holder", "kana", "needs"),
    [
        ("みずたま防災クラブ　代表　水玉花子", "ミズタマ", False),
        ("水玉　花子", "ミズタマ ハナコ", False),
        ("特定非営利活動法人みずたま防災クラブ", "トクヒ", False),
        ("ミズタマボウサイクラブ", "ミズタマボウサイクラブ", False),
        ("みずたま防災クラブ　会計　山田太郎", "ミズタマ カイケイ", True),
        ("山田　太郎", "ヤマダ タロウ", True),
    ],
)
def test_a_stranger_as_holder_needs_a_mandate(holder: str, kana: str, needs: bool) -> None:
    details = bank_details(holder=holder, holder_kana=bank_kana(kana))
    assert needs_mandate(details, **OURS) is needs


def test_the_vault_opens_what_an_older_key_sealed_and_nothing_else() -> None:
    details, old, new = bank_details(), BANK_SECRET, BANK_SECRET[::-1]
    sealed = AccountVault([old]).seal(details)
    assert details.number.encode() not in sealed
    assert AccountVault([new, old]).open(sealed) == details
    assert AccountVault([new, old]).seal(details) != sealed
    with pytest.raises(Refused, match="KOUBO_BANK_KEY"):
        AccountVault([new]).open(sealed)
    with pytest.raises(Refused, match="KOUBO_BANK_KEY"):
        AccountVault([old]).open(sealed[:-4] + b"AAA=")
