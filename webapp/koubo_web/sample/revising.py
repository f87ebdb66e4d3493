"""How the scheme is written on in the sample city: a value confirmed, a release, a 正誤表."""

from collections.abc import Mapping
from datetime import time

from koubo.lifecycle.correcting import correct_call
from koubo.proof.proving import check_file, proving_of
from koubo.schemes.actions.releases import publish_release
from koubo.schemes.actions.scheme_files import (
    confirm_mark,
    save_scheme_file,
    start_scheme_file,
)
from koubo.schemes.file.confirming import marks_of
from koubo.schemes.models import Call
from koubo.schemes.offering import desk_scheme
from koubo.schemes.release_models import SchemeFile
from koubo.schemes.release_queries import load_scheme_file
from koubo_web.sample.openings import OFFICER
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable, at

CORRECTED = "open"
CONFIRMED, PUBLISHED, TOLD = 9, 8, 5
"""Days ago of each step; by then every call of the city that opens at all has been published."""
HOUR = time(10, 20)
SOURCE = "体験版のための例（実際の根拠ではありません）"
NOTE = "要確認の値を1つ確かめ、根拠を書いた（体験版の例）"
NEXT_YEAR = "# 来年度の改正を準備しています（体験版の例）"
REASON = "要確認としていた値を確かめました。内容は変わりません（体験版の例です）。"


def write_revisions(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let a value be confirmed and published as a release, and the open call go on with it."""
    if CORRECTED in calls:
        for days, do in (
            (CONFIRMED, confirm),
            (PUBLISHED, release),
            (TOLD, correct),
            (TOLD, go_on),
        ):
            diary.add(at(times.ago(days), HOUR), do)


def confirm(scene: Scene) -> None:
    """Let an officer start a working copy and confirm the first value that can be."""
    with scene.act(OFFICER) as (uow, actor):
        file_id = start_scheme_file(uow, scene.catalog, actor, scheme_id=scene.world.scheme)
        scene.ids["scheme_file"] = file_id
        text = load_scheme_file(uow.session, actor, file_id).text
        path = next(one.path for one in marks_of(text) if one.confirmable)
        seen = version_of(uow, SchemeFile, file_id)
        confirm_mark(uow, actor, file_id, path=path, source=SOURCE, version=seen)


def release(scene: Scene) -> None:
    """Let the officer publish the copy as a release."""
    file_id = scene.ids["scheme_file"]
    with scene.act(OFFICER) as (uow, actor):
        copy = load_scheme_file(uow.session, actor, file_id)
        proving = check_file(scene.catalog, copy.text, copy.cases).proving
        if proving is None:
            raise ValueError("the sample city's scheme cannot be read")
        scene.ids["desk_release"] = publish_release(
            uow,
            scene.catalog,
            actor,
            file_id,
            proven=proving.proven,
            note=NOTE,
            version=copy.version,
        )


def go_on(scene: Scene) -> None:
    """Let the officer go on writing in the copy, for the year after."""
    file_id = scene.ids["scheme_file"]
    with scene.act(OFFICER) as (uow, actor):
        copy = load_scheme_file(uow.session, actor, file_id)
        save_scheme_file(
            uow,
            actor,
            file_id,
            text=f"{NEXT_YEAR}\n{copy.text}",
            cases=copy.cases,
            version=copy.version,
        )


def correct(scene: Scene) -> None:
    """Let the officer correct the open call by a published 正誤表."""
    release_id, call_id = scene.ids["desk_release"], scene.ids[f"call:{CORRECTED}"]
    with scene.act(OFFICER) as (uow, actor):
        scheme = desk_scheme(uow.session, scene.catalog, release_id)
        correct_call(
            uow,
            scene.catalog,
            actor,
            call_id,
            desk_release_id=release_id,
            proven=proving_of(scene.catalog, scheme).proven,
            reason=REASON,
            version=version_of(uow, Call, call_id),
        )
