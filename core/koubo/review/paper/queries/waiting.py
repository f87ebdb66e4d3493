"""The keyed papers that wait for another officer to read them back (読合せ), over all calls."""

from koubo.applications.models import Application
from koubo.people.rules import Actor
from koubo.review.models import Review
from koubo.review.paper.models import PaperSheet
from koubo.review.paper.policy import keyable
from koubo.review.paper.rules import PaperState
from koubo.schemes.models import Call
from koubo.storage.waiting import Rows, waits


def waiting_readings(actor: Actor) -> Rows:
    """Ask how many papers the actor may read back; what the actor keyed is not counted.

    By call and stage: the words are the call's title, the note is the stage's id.
    """
    return (
        waits(number=Call.id, words=Call.title, note=Review.stage_id)
        .join_from(PaperSheet, Review, Review.id == PaperSheet.review_id)
        .join(Application, Application.id == Review.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(
            PaperSheet.state == PaperState.KEYED,
            PaperSheet.keyed_by != actor.person_id,
            keyable(actor),
        )
        .group_by(Call.id, Call.title, Review.stage_id)
    )
