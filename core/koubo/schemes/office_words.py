"""What a scheme file says of the office's own work: opinions of departments, postmarks."""

from dataclasses import dataclass

from koubo.schemes.figures import Figure
from koubo.schemes.questions import Question

OPINION_KINDS = ("line", "text", "choice")
"""What an opinion's questions may be: an Excel sheet has one cell for each."""
DEFAULT_OPINION = (
    Question(
        id="opinion",
        kind="text",
        label="意見",
        support="応募の内容について、担当課としての意見を書いてください。",
        max_length=2000,
    ),
)
"""What a department is asked where the scheme does not say."""


@dataclass(frozen=True)
class OfficeWords:
    """How the office takes papers in, and what departments are asked about applications."""

    opinion: tuple[Question, ...] = ()
    opinion_for_reviewers: Figure[bool] | None = None
    """Whether reviewers read the opinions; None where the file does not say: they do not."""
    postmark_counts: Figure[bool] | None = None
    """消印有効; None where the file does not say: the stamp of the city counts."""

    @property
    def opinion_questions(self) -> tuple[Question, ...]:
        """Give what departments are asked about an application."""
        return self.opinion or DEFAULT_OPINION

    @property
    def reviewers_read(self) -> bool:
        """Say whether reviewers read the opinions of departments."""
        return self.opinion_for_reviewers is not None and self.opinion_for_reviewers.value

    @property
    def takes_postmark(self) -> bool:
        """Say whether a paper counts as of the day of its postmark."""
        return self.postmark_counts is not None and self.postmark_counts.value
