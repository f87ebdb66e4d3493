"""Each rule of a course has an answer of its own, also where two are the same word."""

from dataclasses import replace

from koubo.applications.findings import findings
from koubo.plugins import load
from koubo.schemes.eligibility.case import Answer, StaffFinding
from koubo.schemes.file.loading import load_scheme
from schemes.eligibility.judging import case
from schemes.small import SMALL

TWO = SMALL.replace(
    "        at_least: 5\n",
    "        at_least: 5\n      - {rule: members, at_least: 3, counted: 市内に住む構成員}\n",
)


def test_an_officer_answers_one_of_two_rules_of_the_same_word_alone() -> None:
    scheme = load_scheme(TWO.encode())
    catalog = load().catalog.with_draft(scheme)
    given = replace(case(members=None), staff={"members": StaffFinding(Answer.MET, "名簿で確認")})

    found = {
        one.rule: (one.title, one.answer) for one in findings(catalog, scheme.courses[0], given)
    }

    assert found["members"] == ("構成員が5人以上いる", Answer.MET)
    assert found["members.2"] == ("市内に住む構成員が3人以上いる", Answer.UNKNOWN)
