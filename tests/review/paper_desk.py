"""Two officers at a table with a pile of paper, and what they do with it in short."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from applications.bad_files import png
from builders import AFTER
from koubo.calendar import day_in_japan
from koubo.review.paper.actions.scans import keep_sheet_scan
from koubo.review.paper.actions.sheets import agree_paper_sheet, key_paper_sheet
from koubo.review.paper.models import PaperSheet
from koubo.review.paper.schemas import PaperInput
from review.rounds import Round, all_alike

DAY = day_in_japan(AFTER)
"""On which the reviewers write."""


@dataclass
class Desk:
    """Two officers at a table with a pile of paper."""

    round: Round

    def key(self, review_id: int, person: str = "officer", version: int = 0, **more: Any) -> int:
        """Key a sheet with the same points everywhere."""
        cells = more.pop("cells", all_alike("documents", more.pop("points", 4)))
        paper = PaperInput(cells, more.pop("comment", ""), more.pop("marked_on", DAY))
        keyed: int = self.round.by(
            person, key_paper_sheet, review_id, paper=paper, version=version, **more
        )
        return keyed

    def scan(self, review_id: int, person: str = "officer", **more: Any) -> int:
        """Keep a scan of one sheet."""
        city = self.round.city
        with city.uow(AFTER, person) as uow:
            return keep_sheet_scan(
                uow,
                city.catalog,
                city.files,
                city.actor(person, AFTER),
                review_id,
                name="審査票.png",
                stream=BytesIO(png()),
                **more,
            )

    def agree(self, paper_id: int, person: str = "officer2", **more: Any) -> Any:
        """Read a sheet back."""
        version = more.pop("version", None) or self.paper(paper_id).version
        return self.round.by(person, agree_paper_sheet, paper_id, version=version, **more)

    def paper(self, paper_id: int) -> PaperSheet:
        """Give what was keyed as it is now."""
        with self.round.city.uow() as uow:
            return uow.session.get_one(PaperSheet, paper_id)

    def act(self, verb: Any, *args: Any, person: str = "officer2", **more: Any) -> Any:
        """Let an officer do what asks no scheme."""
        with self.round.city.uow(AFTER, person) as uow:
            return verb(uow, self.round.city.actor(person, AFTER), *args, **more)
