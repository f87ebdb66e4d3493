"""The stamp of a paper: its hour is asked about, and a postmark needs the scheme's word."""

from datetime import date, timedelta
from typing import Any

import pytest

from builders import AFTER, CLOSES, OPENS
from koubo.applications.paper_schemas import PaperStamp, read_stamp
from koubo.problems import Problems


def test_a_stamp_needs_its_hour_and_a_postmark_the_schemes_word() -> None:
    def read(counts: bool = False, **changes: Any) -> PaperStamp:
        raw = {"stamped_on": "令和7年12月9日", "stamped_time": "10:30", "postmarked_on": ""}
        return read_stamp(raw | changes, now=AFTER, opens_at=OPENS, postmark_counts=counts)

    stamped_at = CLOSES.replace(day=9, hour=10, minute=30)
    assert read() == PaperStamp(stamped_at)
    posted = read(True, postmarked_on="2025-12-08")
    assert posted == PaperStamp(stamped_at, date(2025, 12, 8))
    assert posted.received_at < CLOSES < stamped_at
    assert PaperStamp.of_note(posted.as_note()) == posted

    for field, code, counts, changes in (
        ("stamped_time", "answer", False, {"stamped_time": ""}),
        ("stamped_on", "not_yet", False, {"stamped_on": "2025-12-11"}),
        ("stamped_on", "before_opening", False, {"stamped_on": "2025-09-30"}),
        ("postmarked_on", "no_postmark", False, {"postmarked_on": "2025-12-08"}),
        ("postmarked_on", "postmark_late", True, {"postmarked_on": "2025-12-10"}),
    ):
        with pytest.raises(Problems) as caught:
            read(counts, **changes)
        (problem,) = caught.value.problems
        assert problem.field == field
        assert code in ("answer", problem.code)
    assert timedelta(0) < AFTER - stamped_at
