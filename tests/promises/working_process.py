"""A process that does nothing but work jobs off, as the thread beside the server does.

It takes how many seconds its clock is ahead: what a dead worker left is free at once that way.
"""

import os
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from koubo_web.site import Site
from koubo_web.working import WorkRound


@dataclass
class Ahead:
    """A clock that runs so much ahead."""

    by: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


if __name__ == "__main__":
    shared: Site = create_app(read_settings(os.environ)).extensions[SITE]
    clock = Ahead(timedelta(seconds=int(sys.argv[1])))
    WorkRound(replace(shared, clock=clock)).start()
    time.sleep(60)  # whoever started it ends it
