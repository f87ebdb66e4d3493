"""Names that are written in two ways and mean one organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.people.match_keys import KEYS
from koubo.people.models import Organisation
from koubo.people.names import fold, kana_key, legal_form, name_key, phone_key, similar

TEXTS = st.text(
    st.sampled_from(
        "ＡbａアｱァあＰ㈱㍿（(特非)）株式会社NPO法人一般社団ガがー―－・ 　髙高々１1#゛㌖ßŉ"
    )
    | st.characters(),
    max_size=30,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＰＯ法人　かまくらネット", "かまくらネット（特非）"),
        ("特定非営利活動法人カマクラ・ネット", "NPO法人ｶﾏｸﾗﾈｯﾄ"),
        ("㈱みらい", "株式会社 みらい"),
        ("みらい㍿", "（株）みらい"),
        ("サポートセンター", "サポ―ト センター"),
        ("髙梁川の会", "高梁川の会"),
        ("一般社団法人ひだまり", "ひだまり"),
    ],
)
def test_what_is_only_written_otherwise_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("みらい", "みらいの会"), ("川の会", "山の会"), ("第1班", "第2班"), ("法人会", "会")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(TEXTS)
def test_a_key_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert name_key(name_key(text)) == name_key(text)
    assert kana_key(kana_key(text)) == kana_key(text)


@given(TEXTS, st.sampled_from(["株式会社", "NPO法人", "㈱", "（一社）", " ", "　", "・"]))
def test_a_legal_form_or_a_space_before_a_name_changes_nothing(text: str, before: str) -> None:
    assert name_key(f"{before}{text}")[:60] == name_key(text)[:60]


def test_a_name_of_punctuation_or_of_a_form_alone_is_like_no_other() -> None:
    assert [name_key("・・・"), name_key("NPO法人"), name_key("")] == ["", "", ""]
    assert not similar("", "")


def test_the_legal_form_is_named_in_full() -> None:
    names = ["㈱みらい", "NPO法人みらい", "みらい（特非）", "一般社団法人みらい", "みらいの会"]

    assert [legal_form(one) for one in names] == [
        "株式会社",
        "特定非営利活動法人",
        "特定非営利活動法人",
        "一般社団法人",
        "",
    ]


def test_similar_names_begin_alike_or_hold_one_another() -> None:
    club = name_key("みずたま防災クラブ")

    assert similar(club, name_key("みずたま見守り隊"))
    assert similar(club, name_key("倉敷みずたま防災クラブ実行委員会"))
    assert not similar(club, name_key("ひだまりの会"))


def test_a_telephone_number_is_its_digits() -> None:
    assert phone_key("０８６-４２６（３１１１）") == phone_key("0864263111") == "0864263111"


def test_whoever_names_an_organisation_sets_its_key() -> None:
    organisation = Organisation(
        name="㈱みらい", kana="ミライ", phone="086-1", representative="山 花"
    )
    organisation.name = "みらいの森"

    keys = [getattr(organisation, column) for column, _ in KEYS.values()]
    assert keys == ["みらいの森", "みらい", "0861", "山花"]
