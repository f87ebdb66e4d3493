"""An officer opens a call to the public, extends its deadline for all, or cancels it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan, format_deadline, format_moment, in_time
from koubo.people.queries import department_people
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.actions.calls import Versions, find_release, lock_planned
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call, CallCourse, Theme
from koubo.schemes.plans import Proven
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CALL_STEPS, THEME_STEPS, CallState, Scheme, ThemeState
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class Opening:
    """What a call offers the moment it would be published."""

    closes_at: datetime
    course_ids: tuple[str, ...]
    themes: int


def opening_of(session: Session, call: Call) -> Opening:
    """Give what a call offers: its courses and how many coordinated themes."""
    courses = session.scalars(
        select(CallCourse.course_id).where(CallCourse.call_id == call.id).order_by(CallCourse.id)
    )
    themes = session.scalars(
        select(Theme.id).where(Theme.call_id == call.id, Theme.state == ThemeState.COORDINATED)
    )
    return Opening(call.closes_at, tuple(courses), len(list(themes)))


def publish_problems(
    opening: Opening, scheme: Scheme, proven: Proven, *, now: datetime, override: str = ""
) -> Iterator[Problem]:
    """Say what keeps a call from being opened.

    :param scheme: the scheme as it is installed now, to which the call will be pinned
    :param override: why a failed rule case does not matter; never counts for a wrong sum
    """
    if not in_time(now, opening.closes_at):
        message = "締切がすでに過ぎています。募集の内容を直して、締切を後にしてください。"
        yield Problem("closed_already", message, "closes_on")
    courses = {one.id: one for one in scheme.courses}
    if not opening.course_ids:
        yield Problem(
            "no_course", "コースがありません。募集するコースを選んでください。", "course_ids"
        )
    elif not set(opening.course_ids) <= set(courses):
        message = "制度の新しい版にないコースが含まれています。コースを選び直してください。"
        yield Problem("unknown_course", message, "course_ids")
    bound = [one for one in opening.course_ids if one in courses and courses[one].theme_bound]
    if bound and not opening.themes:
        title = courses[bound[0]].title
        message = (
            f"「{title}」には市のテーマが必要です。調整が終わったテーマを募集に載せてください。"
        )
        yield Problem("theme_missing", message, "theme_ids")
    if opening.themes and not bound:
        message = "テーマに応える形のコースがありません。テーマを外すか、コースを加えてください。"
        yield Problem("theme_without_course", message, "theme_ids")
    yield from _proof_problems(proven, override)


def _proof_problems(proven: Proven, override: str) -> Iterator[Problem]:
    if wrong := proven.wrong_sums:
        titles = "、".join(f"「{one['title']}」" for one in wrong)
        message = (
            f"制度の確認例と計算の結果が合わないため、公開できません（{titles}）。"
            "制度のファイルを直してもらってください。"
        )
        yield Problem("wrong_sum", message)
    elif proven.failed and not override.strip():
        titles = "、".join(f"「{one['title']}」" for one in proven.failed)
        message = f"確認例と結果が合いません（{titles}）。それでも公開するときは、理由を入力してください。"
        yield Problem("failed_case", message, "override")


def publish_call(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    proven: Proven,
    version: int,
    override: str = "",
) -> None:
    """Open a call to the public, pinned to the scheme as it is installed and proven now.

    From here on the call can only be extended or cancelled; its themes become public with it.
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    scheme = catalog.installed(call.scheme_id)
    _refuse_unfit(uow.session, call, scheme, proven, uow.now, override)
    with uow.writing() as write:
        call = lock_planned(write, call_id, version)
        _refuse_unfit(write.session, call, scheme, proven, uow.now, override)
        release = find_release(write, scheme, Versions(proven.core_version, proven.plugin_version))
        release.proof = dict(proven.proof)
        CALL_STEPS.require(call.state, CallState.PUBLISHED)
        call.state, call.published_at = CallState.PUBLISHED, uow.now
        call.release = release
        write.record(
            "publish_call",
            call,
            chain=call.chain,
            detail={
                "digest": release.digest,
                "core_version": proven.core_version,
                "plugin_version": proven.plugin_version,
                "proof": dict(proven.proof),
                "override": override.strip(),
            },
            event=_to_departments(write, call),
        )
        for theme in _locked_themes(write, call_id, ThemeState.COORDINATED):
            THEME_STEPS.require(theme.state, ThemeState.PUBLISHED)
            theme.state = ThemeState.PUBLISHED
            write.record("publish_theme", theme, chain=call.chain)


def extend_deadline(
    uow: UnitOfWork,
    actor: Actor,
    call_id: int,
    *,
    closes_at: datetime,
    reason: str,
    version: int,
    tell: Collection[int] = (),
) -> None:
    """Move a published call's deadline later, for everybody alike, with a published reason.

    :param tell: persons who have begun or filed an application, whom a higher area knows
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    if problems := list(_extension_problems(call, closes_at, reason, uow.now)):
        raise Problems(problems)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        if call.state is not CallState.PUBLISHED:
            raise Refused("公開中の募集だけ、締切を延ばせます。")
        before, call.closes_at = call.closes_at, closes_at
        told = {"closes": format_deadline(closes_at), "reason": reason.strip()}
        write.record(
            "extend_deadline",
            call,
            chain=call.chain,
            detail={
                "before": before.isoformat(),
                "after": closes_at.isoformat(),
                "reason": reason.strip(),
            },
            event=_call_event(call, "deadline_extended", tell, told),
        )


def _extension_problems(
    call: Call, closes_at: datetime, reason: str, now: datetime
) -> Iterator[Problem]:
    if closes_at <= call.closes_at:
        message = f"今の締切（{format_deadline(call.closes_at)}）より後の日時にしてください。"
        yield Problem("not_later", message, "closes_on")
    elif not in_time(now, closes_at):
        yield Problem("past", "新しい締切は、今より後の日時にしてください。", "closes_on")
    if not reason.strip():
        yield Problem(
            "reason", "延長する理由を入力してください。募集のページに載ります。", "reason"
        )


def cancel_call(
    uow: UnitOfWork,
    actor: Actor,
    call_id: int,
    *,
    reason: str,
    version: int,
    tell: Collection[int] = (),
) -> None:
    """Cancel a call before it is decided; what was filed stays readable.

    :param tell: persons who have begun or filed an application, whom a higher area knows
    """
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    if not reason.strip():
        message = "中止する理由を入力してください。公開した募集では、募集のページに載ります。"
        raise Problems([Problem("reason", message, "reason")])
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        CALL_STEPS.require(call.state, CallState.CANCELLED)
        call.state = CallState.CANCELLED
        write.record(
            "cancel_call",
            call,
            chain=call.chain,
            detail={"reason": reason.strip()},
            event=_call_event(call, "call_cancelled", tell, {"reason": reason.strip()}),
        )
        for theme in _locked_themes(write, call_id, ThemeState.COORDINATED):
            theme.call_id = None
        for theme in _locked_themes(write, call_id, ThemeState.PUBLISHED):
            theme.state = ThemeState.NOT_TAKEN
            write.record("cancel_theme", theme, chain=call.chain)


def _refuse_unfit(
    session: Session, call: Call, scheme: Scheme, proven: Proven, now: datetime, override: str
) -> None:
    opening = opening_of(session, call)
    found = list(publish_problems(opening, scheme, proven, now=now, override=override))
    if found:
        raise Problems(found)


def _locked_themes(write: Write, call_id: int, state: ThemeState) -> list[Theme]:
    return list(
        write.session.scalars(
            select(Theme)
            .where(Theme.call_id == call_id, Theme.state == state)
            .order_by(Theme.id)
            .with_for_update(of=Theme)
        )
    )


def _to_departments(write: Write, call: Call) -> Event:
    today = day_in_japan(write.now)
    departments = write.session.scalars(
        select(Theme.department_id)
        .where(Theme.call_id == call.id, Theme.state == ThemeState.COORDINATED)
        .distinct()
    ).all()
    people = [
        person
        for department in sorted(departments)
        for person in department_people(write.session, department, today)
    ]
    told = {"opens": format_moment(call.opens_at), "closes": format_deadline(call.closes_at)}
    return _call_event(call, "call_published", people, told)


def _call_event(call: Call, kind: str, to: Collection[int], told: dict[str, str]) -> Event:
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to=tuple(dict.fromkeys(to)),
        facts={"call": call.title, **told},
        path=f"/calls/{call.id}",
    )
