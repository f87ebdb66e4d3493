"""What a scheme file may say, and what a case may, stands in the guide: a new key is explained."""

import re

import pytest
from marshmallow import fields

from koubo.proof.review_schemas import ReviewCasePart
from koubo.proof.schemas import AwardCasePart, SettlementCasePart
from koubo.schemes.file import (
    award_parts,
    form_parts,
    office_parts,
    parts,
    publication_parts,
    review_parts,
)
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.vocabulary import CORE_VOCABULARY
from reference.example import FOLDER, TEXT

PAGES = {
    "courses": (parts.CoursePart,),
    "forms": (form_parts.FormPart, form_parts.SectionPart, form_parts.QuestionPart),
    "review": (
        review_parts.CriterionPart,
        review_parts.StagePart,
        review_parts.SelectionPart,
        review_parts.VetoPart,
        review_parts.TieBreakerPart,
    ),
    "publication": (publication_parts.PublicationPart,),
    "letters": (parts.LetterPart, parts.ItemPart),
    "office": (office_parts.OpinionPart,),
    "after": (parts.ChangePart, review_parts.EvaluationPart),
    "after_award": (award_parts.AfterAwardPart,),
    "cases": (AwardCasePart, SettlementCasePart, ReviewCasePart),
}
UNTOLD = frozenset(
    {
        "calculation",
        "raw",
        "eligible_total",
        "plan_filed_at",
        "from",
        "bylaws",
        "separate_accounts",
        "publishes_information",
        "other_city_subsidy_for_project",
        "duplicates_existing_programme",
        "boryokudan_flag",
    }
)
"""Keys of cases that staff do without: sums counted twice, other names for ``answers``, ``staff``."""


def keys_of(schema: type) -> set[str]:
    """Give the keys that a part asks, those of the parts inside it too; notes are left out."""
    keys: set[str] = set()
    for name, field in schema().fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            keys |= keys_of(type(inner.schema))
        if not isinstance(inner, fields.Raw) or isinstance(inner, fields.Nested):
            keys.add(field.data_key or name)
    return keys


def named_in(text: str) -> set[str]:
    """Give what a page names in a sentence or shows in YAML."""
    return set(re.findall(r"`(\w+)`", text)) | set(re.findall(r"(\w+):(?=\s)", text))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_every_key_of_its_part(page):
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    known = {key for part in PAGES[page] for key in keys_of(part)}

    assert known - named_in(text) - UNTOLD == set()


def test_the_guide_names_every_key_of_a_scheme():
    texts = [page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md")]

    assert set(parts.SchemePart().fields) - named_in("\n".join([TEXT, *texts])) == set()


def test_the_guide_speaks_of_every_word():
    courses = (FOLDER / "courses.md").read_text(encoding="utf-8")
    funding = (FOLDER / "funding.md").read_text(encoding="utf-8")

    assert [w for w in CORE_VOCABULARY.conditions if f"rule: {w}" not in courses] == []
    assert [w for w in CORE_VOCABULARY.steps if f"`{w}`" not in funding] == []


def test_the_guide_speaks_of_every_kind_of_question():
    forms = (FOLDER / "forms.md").read_text(encoding="utf-8")

    assert [kind for kind in QUESTION_KINDS if f"| `{kind}` |" not in forms] == []
