"""The work round: a thread beside the server that works off what takes longer than a page may.

The rows are the queue (see `koubo.storage.jobs`); the thread has a press of its own, so that a
thousand letters do not keep a page waiting for one.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic

from koubo.award.notices.batches import work_letters
from koubo.award.notices.queries.issued_letters import LETTERS_JOB
from koubo.papers.letters import Press
from koubo.problems import Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.jobs import JobWork, LostClaim, Paused, claim_job, forget_old_files
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.maintenance import is_stopped
from koubo_web.site import Site

Worker = Callable[[JobWork, Catalog, Press], None]
KINDS: Mapping[str, Worker] = {LETTERS_JOB: work_letters}
"""Who works off which kind of job."""
PAUSE = 1.0
SWEEP_PAUSE = 3600.0
"""Seconds between two looks for files that nobody needs any more."""
MOST_PATIENCE = 1.0
"""Seconds that each piece lets those go first who wait for a page; a claim lasts far longer."""
LAST_WAIT = 25.0
"""Seconds that the pieces which are being made may take when the site stops; the claim lapses else."""
FAULT = (
    "作成の途中で思わぬ失敗がありました。もう一度作成してください。"
    "同じことが続くときは、システムの管理者に知らせてください。"
)

log = logging.getLogger("koubo.work")


def run_job(site: Site, press: Callable[[], Press], stopping: Callable[[], bool]) -> bool:
    """Work off the next job that waits; say whether there was one.

    :param press: asked only where there is something to print: it reads its fonts
    """
    clock = site.clock.now
    with UnitOfWork(site.database, now=clock()) as uow:
        claim = claim_job(uow, tuple(KINDS))
    if claim is None:
        return False
    work = JobWork(site.database, site.files, claim, clock=clock, stopping=stopping)
    try:
        _run(work, site, press)
    except LostClaim:
        log.info("job %s was cancelled, or taken up by another worker", work.job_id)
    return True


def _run(work: JobWork, site: Site, press: Callable[[], Press]) -> None:
    try:
        KINDS[work.kind](work, site.catalog, press())
    except LostClaim:
        raise
    except Paused:
        work.pause()
    except Refused as refused:
        work.fail(refused.message)
    except Exception:
        log.exception("job %s failed", work.job_id)
        work.fail(FAULT)


class WorkRound:
    """Works jobs off one after the other until it is stopped; a fault never stops the server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._press: Press | None = None
        self._sweep_after = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._run, name="work", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let the pieces that are being made be kept, then stop; the job waits for the next start."""
        self._stop.set()
        self._thread.join(timeout=LAST_WAIT)

    def _own_press(self) -> Press:
        if self._press is None:
            self._press = Press()
        return self._press

    def _sweep(self) -> None:
        if monotonic() >= self._sweep_after:
            self._sweep_after = monotonic() + SWEEP_PAUSE
            with UnitOfWork(self._site.database, now=self._site.clock.now()) as uow:
                forget_old_files(uow, self._site.files)

    def _stopping(self) -> bool:
        """Say whether to stop; asked before each piece, which is when pages may go first."""
        self._site.traffic.give_way(self._stop, most=MOST_PATIENCE)
        return self._stop.is_set()

    def _run(self) -> None:
        while not self._stop.is_set():
            if is_stopped(self._site.settings.data, self._site.clock.now()):
                self._stop.wait(PAUSE)
                continue
            try:
                found = run_job(self._site, self._own_press, self._stopping)
                self._sweep()
            except Exception:
                log.exception("the work round failed; it is tried again")
                found = False
            if not found:
                self._stop.wait(PAUSE)
