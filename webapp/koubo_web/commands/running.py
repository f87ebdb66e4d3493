"""The site and the work beside it, in one process, until it is stopped."""

import gc
import logging
import os
from typing import Any

import waitress
from flask import Flask

from koubo_web.commands.starting import most_bytes
from koubo_web.mailing import MailRound
from koubo_web.site import Site
from koubo_web.working import WorkRound

GARBAGE_AFTER = 20_000
"""So many new objects are let be before unused ones are looked for; one page makes thousands."""


def run_site(app: Flask, site: Site, **where: Any) -> None:
    """Answer requests, send mails and make letters; returns when told to stop.

    :param where: of waitress: where it listens, and whose word on the sender it takes
    """
    # A browser asks for several files at once; that a few of them wait their turn is no warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # What stands now stands until the end: no search for garbage need walk through it again.
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    # Letters are set by compiled code, which may have a core of its own.
    work = WorkRound(site)
    work.start()
    if site.settings.one_core:
        stay_on_one_core()
    mails = MailRound(site)
    mails.start()
    try:
        waitress.serve(
            app,
            threads=site.settings.threads,
            max_request_body_size=most_bytes(app),
            ident=None,
            **where,
        )
    finally:
        mails.stop()
        work.stop()


def stay_on_one_core() -> None:
    """Keep this thread, and those that it begins from now on, on one core where the system can.

    Of the threads of one Python process only one runs at a time. On several cores they spend more
    time on handing the turn from core to core than on answering: with eight of them 500 filings in
    one second took two to three times as long.
    """
    if hasattr(os, "sched_setaffinity"):  # Linux; elsewhere they go where they like
        cores = sorted(os.sched_getaffinity(0))
        # Several sites on one machine are spread over its cores.
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})
