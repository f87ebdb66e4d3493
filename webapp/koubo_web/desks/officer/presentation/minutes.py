"""The minutes of a presentation day, put together from what was recorded."""

from datetime import datetime

from koubo.calendar import JST, format_date, format_moment_short
from koubo.money import format_yen
from koubo.papers.day_papers import MinutesPaper, ResultPrinted, TimetableLine
from koubo.review.days.missing import present
from koubo.review.days.queries import DayView, Sitting, SlotLine, members_counted
from koubo.review.days.result import Result, ResultLine, signature_holds, signed_lines
from koubo.review.days.rules import AWAY_NAMES
from koubo.review.panels.rules import PANEL_ROLE_NAMES, PanelRole

NOT_PUBLIC = "審査の結果は、市の決定のあとに公表します。"
HIDDEN = "利害関係のある応募を含むため、結果を表示できません。ほかの担当者が印刷してください。"
UNSIGNED = "まだ署名されていません。集計した時点の結果です。"
CHANGED = "署名のあとに結果が変わっています。下は署名したときの結果です。"


def minutes_of(
    view: DayView, members: list[Sitting], result: Result, *, is_public: bool
) -> MinutesPaper:
    """Give the minutes.

    :param is_public: without names, notes on members, and what the sheets came to
    """
    day = view.day
    lines, note = ([], NOT_PUBLIC) if is_public else _result(view, members, result)
    return MinutesPaper(
        made_on=day.held_on,
        title=f"{view.stage.title}　議事録{'（公表用）' if is_public else ''}",
        items=tuple(_items(view, members)),
        members=tuple(_member(one, with_name=not is_public) for one in members),
        names_shown=not is_public,
        lines=tuple(_line(one) for one in view.lines),
        result=tuple(_printed(one) for one in lines),
        result_note=note,
        remarks=day.notes,
        signatures=() if is_public else _signatures(members),
    )


def _items(view: DayView, members: list[Sitting]) -> list[tuple[str, str]]:
    day = view.day
    began = [one.place.began_at for one in view.lines if one.place.began_at]
    ended = [one.place.ended_at for one in view.lines if one.place.ended_at]
    body = view.stage.panel.value if view.stage.panel else "審査会"
    held = format_date(day.held_on)
    if began and ended:
        held += f"　{clock(min(began))}〜{clock(max(ended))}"
    return [
        ("募集", view.call.title),
        ("審査会", body),
        ("開催日時", held),
        ("会場", day.place or "—"),
        ("定足数", quorum_told(view, members)),
    ]


def quorum_told(view: DayView, members: list[Sitting]) -> str:
    """Say how many had to be there, and how many were at the fewest while talks were heard."""
    day, counted = view.day, members_counted(members)
    came = sum(one.stay.came_at is not None for one in members)
    if day.quorum is None:
        return f"要確認（定めなし）。委員 {counted}人のうち {came}人が出席しました。"
    heard = [one.place.began_at for one in view.talks if one.place.began_at]
    fewest = min((present(members, at) for at in heard), default=came)
    met = "満たしています" if fewest >= day.quorum else "満たしていません"
    return (
        f"{day.quorum}人（{day.quorum_reason}）。委員 {counted}人のうち {came}人が出席し、"
        f"発表の間は最も少ないときで {fewest}人でした。{met}。"
    )


def clock(at: datetime) -> str:
    """Give the time of day in Japan; with the day where it is asked for elsewhere."""
    return f"{at.astimezone(JST):%H:%M}"


def _member(one: Sitting, *, with_name: bool) -> tuple[str, ...]:
    came, left = one.stay.came_at, one.stay.left_at
    times = (clock(came) if came else "欠席", clock(left) if left else "—")
    name = (one.name,) if with_name else ()
    # Why somebody came late or left, such as an illness, is nobody's affair outside the office.
    note = one.note if with_name else ""
    return (one.pseudonym, *name, PANEL_ROLE_NAMES[one.role], *times, note)


def _line(line: SlotLine) -> TimetableLine:
    place = line.place
    if place.began_at:
        time = f"{clock(place.began_at)}〜{clock(place.ended_at) if place.ended_at else ''}"
    else:
        time = "—"
    note = AWAY_NAMES[place.away] if place.away else "" if place.began_at else "行わず"
    return TimetableLine(time, line.title, line.organisation, note, line.is_talk)


def _result(view: DayView, members: list[Sitting], result: Result) -> tuple[list[ResultLine], str]:
    if result.hides:
        return [], HIDDEN
    day = view.day
    if not day.signed_digest or day.signed_at is None:
        return list(result.lines), UNSIGNED
    who = next((one for one in members if one.member_id == day.signed_by), None)
    seat = f"{PANEL_ROLE_NAMES[who.role]}（{who.pseudonym}）" if who else "委員長"
    how = "紙で" if day.signed_on_paper else ""
    note = f"{seat}が{format_moment_short(day.signed_at)}に{how}署名した結果です。\n"
    note += f"照合番号（SHA-256）{day.signed_digest[:16]}…"
    if not signature_holds(day, result):
        note = f"{CHANGED}\n{note}"
    return signed_lines(day), note


def _printed(line: ResultLine) -> ResultPrinted:
    return ResultPrinted(
        rank="—" if line.rank is None else str(line.rank),
        number=line.receipt_number,
        title=line.project,
        organisation=line.organisation,
        total=line.total or "—",
        verdict=line.verdict or "—",
        amount=format_yen(line.amount) if line.amount else "—",
    )


def _signatures(members: list[Sitting]) -> tuple[str, ...]:
    signers = (PanelRole.CHAIR, PanelRole.DEPUTY)
    return tuple(
        f"{PANEL_ROLE_NAMES[one.role]}（{one.pseudonym}）"
        for role in signers
        for one in members
        if one.role is role
    ) or ("委員長",)
