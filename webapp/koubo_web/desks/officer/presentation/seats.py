"""The panel on the day: who is there, and the cards that open the tablets."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import JST, format_date
from koubo.papers.day_papers import Card, cards_pdf
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.review.days.actions.attendance import mark_missed_absent, note_attendance
from koubo.review.days.actions.cards import make_cards, revoke_cards
from koubo.review.days.missing import day_grid, missed_sheets, present
from koubo.review.days.queries import day_view, members_counted, sittings
from koubo.review.days.rules import Stay
from koubo.review.days.schemas import read_stays
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, now, site, unit_of_work

CARD_NOTE = (
    "タブレットのカメラでQRコードを読み取り、「採点を始める」を押してください。"
    "パスワードは要りません。\n"
    "このカードは、上の日・上の席の採点だけに使えます。人に渡さず、終わったら事務局に返してください。"
    "なくしたときは、すぐに事務局へ知らせてください。"
)


@desk.get("/presentations/<int:day_id>/attendance")
@seat(SeatKind.OFFICER)
def presentation_attendance(day_id: int) -> ResponseReturnValue:
    """Show who of the panel is there, and which talks a member missed."""
    return _attendance_page(day_id, ())


@desk.post("/presentations/<int:day_id>/attendance")
@seat(SeatKind.OFFICER)
def note_presentation_attendance(day_id: int) -> ResponseReturnValue:
    """Keep the times that were typed; one press notes 「いま」 for one member."""
    view = day_view(unit_of_work().session, site().catalog, actor(), day_id)
    members = sittings(unit_of_work().session, view.day)
    do, _, number = request.form.get("do", "").partition("-")
    if do in ("came", "left"):
        found = next((one for one in members if str(one.member_id) == number), None)
        if found is None:
            raise NotFound
        at = now().replace(second=0, microsecond=0)
        stay = Stay(at) if do == "came" else Stay(found.stay.came_at or at, at)
        stays = {found.member_id: (stay, found.note)}
    else:
        try:
            numbers = [one.member_id for one in members]
            stays = read_stays(view.day.held_on, numbers, request.form)
        except Problems as raised:
            return _attendance_page(day_id, raised.problems), 422
    note_attendance(unit_of_work(), actor(), day_id, stays=stays)
    flash("出席を記録しました。", "success")
    return redirect(url_for("officer.presentation_attendance", day_id=day_id), 303)


@desk.post("/presentations/<int:day_id>/attendance/<int:member_id>/missed")
@seat(SeatKind.OFFICER)
def mark_presentation_missed(day_id: int, member_id: int) -> ResponseReturnValue:
    """Mark a member's sheets absent for the talks that the member did not hear."""
    closed = mark_missed_absent(
        unit_of_work(), site().catalog, actor(), day_id, member_id=member_id
    )
    flash(f"聞いていない発表の審査票 {closed}件を欠席として記録しました。", "success")
    return redirect(url_for("officer.presentation_attendance", day_id=day_id), 303)


@desk.get("/presentations/<int:day_id>/cards")
@seat(SeatKind.OFFICER)
def presentation_cards(day_id: int) -> ResponseReturnValue:
    """Show which seats have a card, and make some."""
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    return render_template(
        "officer/presentation_cards.html",
        view=view,
        seats=day_grid(session, actor(), view.day).seats,
        now=now(),
    )


@desk.post("/presentations/<int:day_id>/cards")
@seat(SeatKind.OFFICER)
def make_presentation_cards(day_id: int) -> Response:
    """Make cards for the seats that were ticked and print them; this is the only time they show."""
    work = unit_of_work()
    members = numbers_of(request.form.getlist("members"))
    made = make_cards(work, actor(), day_id, member_ids=members)
    view = day_view(work.session, site().catalog, actor(), day_id)
    base = site().settings.base_url
    printed = cards_pdf(
        [Card(one.pseudonym, f"{base}{url_for('tablet.card', token=one.token)}") for one in made],
        title=f"{view.call.title}　{view.stage.title}",
        day=view.day.held_on,
        day_text=format_date(view.day.held_on),
        note=CARD_NOTE,
    )
    return pdf_answer(printed, f"タブレットのカード {view.day.held_on:%Y%m%d}")


@desk.post("/presentations/<int:day_id>/cards/<int:member_id>/revoke")
@seat(SeatKind.OFFICER)
def revoke_presentation_card(day_id: int, member_id: int) -> ResponseReturnValue:
    """Take a seat's card back."""
    revoke_cards(unit_of_work(), actor(), day_id, member_id=member_id)
    flash("カードを使えなくしました。", "success")
    return redirect(url_for("officer.presentation_cards", day_id=day_id), 303)


def _attendance_page(day_id: int, problems: tuple[Problem, ...]) -> str:
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    members = sittings(session, view.day)
    kept = {
        f"{name}-{one.member_id}": f"{at.astimezone(JST):%H:%M}" if at else ""
        for one in members
        for name, at in (("came", one.stay.came_at), ("left", one.stay.left_at))
    } | {f"note-{one.member_id}": one.note for one in members}
    return render_template(
        "officer/presentation_attendance.html",
        view=view,
        members=members,
        missed=missed_sheets(session, actor(), view.day),
        present=present(members, now()),
        counted=members_counted(members),
        typed=request.form if problems else kept,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
