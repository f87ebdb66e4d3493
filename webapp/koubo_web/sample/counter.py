"""What comes over the office's counter: paper, telephone calls, a correction, a second opinion."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.contacts import record_contact
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.opinions import OpinionRequest, ask_opinions
from koubo.applications.actions.paper import (
    PaperChoice,
    make_paper_organisation,
    record_paper,
    start_paper,
)
from koubo.applications.models import Filing
from koubo.applications.paper_scans import SCAN
from koubo.applications.paper_schemas import PaperStamp, read_paper_organisation
from koubo.calendar import day_in_japan
from koubo_web.sample.openings import OFFICER
from koubo_web.sample.reading import CounterData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import Timetable, at

STAMPED, ASKED, CALLED = 6, 4, 3
"""Days ago."""
ENTERED = timedelta(hours=3)
TIME_TO_ANSWER = timedelta(days=14)
SCAN_NAME = "企画提案書（紙）.pdf"


def write_counter(diary: Diary, scene: Scene, times: Timetable) -> None:
    """Let the office have its days, while a call is open that it concerns."""
    data = scene.world.counter
    if data.call not in scene.world.calls:
        return
    stamped = at(times.ago(STAMPED), time(13, 40))
    diary.add(stamped + ENTERED, enter_paper, data, stamped)
    diary.add(at(times.ago(ASKED), time(9, 30)), ask_department, data)
    diary.add(at(times.ago(CALLED), time(11, 15)), answer_telephone, data)


def enter_paper(scene: Scene, data: CounterData, stamped: datetime) -> None:
    """Let an officer enter what an organisation without an account brought in on paper."""
    course_id = f"{scene.world.scheme}.{data.paper_course}"
    name = str(data.paper_organisation["name"])
    scan = scene.mill.pdf("企画提案書（収受印のある紙の見本）", name, data.paper.values())
    with scene.act(OFFICER) as (uow, actor):
        values: dict[str, Any] = read_paper_organisation(data.paper_organisation)
        filing_id = start_paper(
            uow,
            scene.catalog,
            actor,
            scene.ids[f"call:{data.call}"],
            organisation_id=make_paper_organisation(uow, actor, values=values),
            choice=PaperChoice(course_id),
        )
        seen = version_of(uow, Filing, filing_id)
        save_draft(uow, scene.catalog, actor, filing_id, typed=data.paper, version=seen)
        attach_file(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            filing_id,
            question_id=SCAN,
            name=SCAN_NAME,
            stream=BytesIO(scan),
        )
        record_paper(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            filing_id,
            stamp=PaperStamp(stamped),
            version=version_of(uow, Filing, filing_id),
        )


def ask_department(scene: Scene, data: CounterData) -> None:
    """Let an officer ask a department what it thinks of an application."""
    request = OpinionRequest(
        scene.ids[f"department:{data.opinion_of}"],
        day_in_japan(scene.at) + TIME_TO_ANSWER,
        data.opinion_note,
    )
    with scene.act(OFFICER) as (uow, actor):
        ask_opinions(uow, actor, [scene.ids[f"application:{data.opinion_on}"]], request)


def answer_telephone(scene: Scene, data: CounterData) -> None:
    """Let an officer write down what was said on the telephone."""
    organisation = data.call_about.partition("/")[2]
    typed = {
        "way": "telephone",
        "on": day_in_japan(scene.at).isoformat(),
        "time": scene.at.strftime("%H:%M"),
        "with_whom": data.call_with,
        "text": data.call_text,
    }
    with scene.act(OFFICER) as (uow, actor):
        record_contact(
            uow,
            actor,
            scene.ids[f"organisation:{organisation}"],
            typed=typed,
            application_id=scene.ids[f"application:{data.call_about}"],
        )
