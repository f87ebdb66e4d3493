"""What a scheme file says of the results: what everybody reads, what the applicant is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from koubo.schemes.figures import Figure


class ResultField(StrEnum):
    """Something about one application that may stand on the public page of results."""

    ORGANISATION = "organisation"
    PROJECT = "project"
    COURSE = "course"
    REQUESTED = "requested"
    ADOPTED = "adopted"
    TOTAL = "total"
    RANK = "rank"
    ITEM_MEANS = "item_means"
    COMMENT = "comment"
    CONDITIONS = "conditions"


class OwnField(StrEnum):
    """Something about the panel's marks that an organisation is told of its own application."""

    TOTAL = "total"
    RANK = "rank"
    ITEM_MEANS = "item_means"
    APPLICATIONS = "applications"
    PASS_MARK = "pass_mark"
    SHEETS = "sheets"
    """Each reviewer's marks, by pseudonym."""


class ReviewerNames(StrEnum):
    """How the public page names those who judged."""

    NONE = "none"
    PSEUDONYM = "pseudonym"
    NAME = "name"


RESULT_NAMES: Mapping[ResultField, str] = {
    ResultField.ORGANISATION: "団体",
    ResultField.PROJECT: "事業の名称",
    ResultField.COURSE: "コース",
    ResultField.REQUESTED: "申請額",
    ResultField.ADOPTED: "内定額",
    ResultField.TOTAL: "合計点",
    ResultField.RANK: "順位",
    ResultField.ITEM_MEANS: "審査項目ごとの平均点",
    ResultField.COMMENT: "講評",
    ResultField.CONDITIONS: "条件",
}
OWN_NAMES: Mapping[OwnField, str] = {
    OwnField.TOTAL: "合計点",
    OwnField.RANK: "順位",
    OwnField.ITEM_MEANS: "審査項目ごとの平均点",
    OwnField.APPLICATIONS: "審査した応募の数",
    OwnField.PASS_MARK: "合格の基準",
    OwnField.SHEETS: "審査委員ごとの点（A委員などの仮の名前）",
}
REVIEWER_NAMES: Mapping[ReviewerNames, str] = {
    ReviewerNames.NONE: "載せない",
    ReviewerNames.PSEUDONYM: "仮の名前（A委員など）で載せる",
    ReviewerNames.NAME: "氏名を載せる",
}

SELECTED_ONLY: Figure[tuple[ResultField, ...]] = Figure(
    (
        ResultField.ORGANISATION,
        ResultField.PROJECT,
        ResultField.COURSE,
        ResultField.ADOPTED,
    )
)
NOTHING_OF_OTHERS: Figure[tuple[ResultField, ...]] = Figure(())
NO_MARKS: Figure[tuple[OwnField, ...]] = Figure(())
UNNAMED = Figure(ReviewerNames.NONE)


@dataclass(frozen=True)
class Publication:
    """What is published of a call's results; what a file does not say is not published."""

    selected: Figure[tuple[ResultField, ...]] = SELECTED_ONLY
    """Of each application that was selected."""
    others: Figure[tuple[ResultField, ...]] = NOTHING_OF_OTHERS
    """Of each that was judged and not selected; empty: nothing but their number."""
    to_applicant: Figure[tuple[OwnField, ...]] = NO_MARKS
    """What an organisation is told of the panel's marks; the reasons it is told always."""
    reviewers: Figure[ReviewerNames] = UNNAMED
    answers: tuple[str, ...] = ()
    """Questions of the proposal whose answers stand beside what was selected."""
