"""What is said of each sheet when somebody declares: their own word, and what the rules know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.calendar import day_in_japan
from koubo.problems import NotFound, Problem, Problems
from koubo.review.models import Review
from koubo.review.panels.queries.against import NOTHING, Against, against_all
from koubo.review.panels.queries.panel import panel_of
from koubo.review.panels.rules import ConflictSource
from koubo.review.queries.stage import in_stage
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.unit_of_work import UnitOfWork

EXPLAIN = "要確認の応募で「利害関係はない」を選ぶときは、そう言える理由を入力してください。"


@dataclass(frozen=True)
class Word:
    """What is to be said of one review: why the reviewer stands aside, or how signs are explained."""

    against: Against
    said: str
    explained: str = ""

    @property
    def reason(self) -> str:
        """Give why the reviewer is kept out; empty where they are not."""
        return "\n".join(one for one in (self.said, self.against.reason) if one)

    @property
    def source(self) -> ConflictSource | None:
        """Give who said so; the reviewer's own word comes first."""
        return ConflictSource.DECLARED if self.said else self.against.source

    @property
    def to(self) -> ReviewState:
        """Give the state that the sheet goes to."""
        return ReviewState.RECUSED if self.reason else ReviewState.DECLARED


def words_of(
    uow: UnitOfWork,
    catalog: Catalog,
    call: Call,
    stage: Stage,
    reviews: Sequence[Review],
    conflicts: Mapping[int, str],
    explained: Mapping[int, str],
) -> dict[int, Word]:
    """Ask the rules again: what they know by now counts whatever was declared."""
    session = uow.session
    numbers = {one.application_id for one in reviews}
    which = Application.id.in_(numbers) & in_stage(catalog.of(call.release), call.id, stage)
    if set(session.scalars(select(Application.id).where(which))) != numbers:
        raise NotFound
    member_id = reviews[0].panel_member_id
    against = against_all(
        session,
        catalog,
        call,
        members=[one for one in panel_of(session, call.id) if one.id == member_id],
        which=which,
        on=day_in_japan(uow.now),
    )
    return {
        one.id: Word(
            against.get((one.application_id, member_id), NOTHING),
            conflicts[one.id].strip(),
            explained.get(one.id, "").strip(),
        )
        for one in reviews
    }


def require_explained(words: Mapping[int, Word]) -> None:
    """Names nobody: where a stage hides who applies, the complaint must not tell it."""
    problems = [
        Problem("sign_not_explained", EXPLAIN, f"explained-{review_id}")
        for review_id, word in words.items()
        if word.to is ReviewState.DECLARED and word.against.likely and not word.explained
    ]
    if problems:
        raise Problems(problems)
