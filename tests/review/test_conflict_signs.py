"""What only may mean a conflict: what is alike, and what somebody has to make sure of then."""

from koubo.people.rules import OrganisationFacts
from koubo.review.panels.conflict_rules import (
    Alike,
    LikelyConflict,
    NamedPerson,
    PartnerFacts,
    ReviewedApplication,
    Reviewer,
    alike,
    derived_conflicts,
    is_same_name,
)


def test_a_reading_that_differs_tells_people_of_one_name_apart():
    named = NamedPerson("山﨑 花子", "名簿", "ヤマザキ ハナコ")

    def same(kana):
        reviewer = Reviewer(1, "山崎　花子", frozenset(), frozenset(), kana=kana)
        return is_same_name(reviewer, named)

    assert [same(kana) for kana in ("", "やまざきはなこ", "やまさきはなこ")] == [True, True, False]


def test_a_sign_says_whether_a_person_or_an_organisation_was_found_alike(city):
    body = OrganisationFacts(
        1, "川の会", "カワノカイ", "npo", "", "", "", None, None, "", in_city=None
    )
    like = PartnerFacts("水の会", frozenset({7, 8}), is_sure=False)
    named = (NamedPerson("山崎 花子", "名簿"),)
    paper = ReviewedApplication(1, body, "start", "", people=named, partners=(like,))
    reviewer = Reviewer(1, "山崎花子", frozenset({8}), frozenset(), affiliation="川の会")

    found = list(derived_conflicts(city.catalog.installed("kurashiki"), paper, reviewer))

    assert [(alike(one.code), one.message.split("。")[1]) for one in found] == [
        (Alike.ORGANISATION, "同じ団体かどうかを確かめてください"),
        (Alike.PERSON, "同じ方かどうかを確かめてください"),
        (Alike.ORGANISATION, "同じ団体かどうかを確かめてください"),
    ]
    assert {type(one) for one in found} == {LikelyConflict}
    assert alike("a_citys_own_rule") is Alike.OTHER
