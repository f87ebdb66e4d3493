"""Several awards of one application: the next year's or the next stage's 交付, and its vote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.money_left import money_left
from koubo.award.grants.telling import to_members
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.award.rules import AwardState
from koubo.calendar import day_in_japan, fiscal_year, format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.award_words import AwardPer
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class NextAward:
    """The award that is to follow (円)."""

    adopted: int
    fiscal_year: int
    stage: str
    apply_by: date | None
    reason: str


def awards_per(catalog: Catalog, award: Award) -> AwardPer:
    """Give how many awards the application's scheme gives it: one, one a year, one a stage."""
    return catalog.of(award.application.call.release).after_award.awards_per.value


def add_award(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int, *, following: NextAward
) -> int:
    """Add the next year's or stage's award to an application, and give its id.

    Its money is set aside in the budget of the application's call, which is the frame of all
    its years; it is granted once the budget of its own year is voted and that year has begun.

    :param award_id: any award of the application
    :raises Problems: with the fields `adopted`, `fiscal_year`, `stage`, `apply_by`, `reason`
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_kept_out(uow.session, actor, [award.application_id])
    per = awards_per(catalog, award)
    _refuse_to_add(award, per)
    call_id, application_id = award.application.call_id, award.application_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        award = write.lock(Award, award_id)
        _refuse_to_add(award, per)
        today = day_in_japan(write.now)
        left = money_left(write.session, call_id, call.budget, today)
        others = awards_of_application(write.session, application_id)
        problems = _problems(
            following, per, others, left.left_for(award.application.course_id), today
        )
        if found := list(problems):
            raise Problems(found)
        added = Award(
            application_id=application_id,
            number=max(one.number for one in others) + 1,
            fiscal_year=following.fiscal_year,
            stage=following.stage.strip(),
            state=AwardState.CANDIDATE,
            adopted=following.adopted,
            apply_by=following.apply_by,
        )
        write.session.add(added)
        write.session.flush()
        write.record(
            "add_award",
            added,
            chain=call.chain,
            detail={
                "number": added.number,
                "fiscal_year": added.fiscal_year,
                "stage": added.stage,
                "adopted": following.adopted,
                "reason": following.reason.strip(),
            },
            event=to_members(write, added, "award_added", which=which_award(added)),
        )
        return added.id


def awards_of_application(session: Session, application_id: int) -> list[Award]:
    """Give all awards of an application, the first one first."""
    found = select(Award).where(Award.application_id == application_id)
    return list(session.scalars(found.order_by(Award.number)))


def which_award(award: Award) -> str:
    """Name one of several awards: 令和9年度　第2段階."""
    year = format_fiscal_year(award.fiscal_year)
    return f"{year}　{award.stage}" if award.stage else year


def _refuse_to_add(award: Award, per: AwardPer) -> None:
    if per is AwardPer.APPLICATION:
        raise Refused(
            "この制度の交付は、1つの応募に1回です。年度や段階ごとに交付する制度では、"
            "制度ファイルの after_award に awards_per を書いてください。"
        )
    if award.application.state is not ApplicationState.SELECTED:
        raise Refused("採択された応募にだけ、次の交付を加えられます。")


def _problems(
    wanted: NextAward, per: AwardPer, others: list[Award], free: int, today: date
) -> Iterator[Problem]:
    if not 0 < wanted.adopted <= free:
        told = (
            f"内定額は、1円から、この募集の予算でまだ空いている {format_yen(free)} までで"
            "入力してください。"
            if free
            else "この募集の予算に、空いている額がありません。"
            "予算の変更（補正予算の議決）を記録してから加えてください。"
        )
        yield Problem("adopted", told, field="adopted")
    last = max(one.fiscal_year for one in others)
    if per is AwardPer.YEAR and wanted.fiscal_year <= last:
        message = f"「年度」は、{format_fiscal_year(last)}より後の年度を入力してください。"
        yield Problem("fiscal_year", message, field="fiscal_year")
    elif wanted.fiscal_year < min(one.fiscal_year for one in others):
        message = "「年度」は、最初の交付の年度以後を入力してください。"
        yield Problem("fiscal_year", message, field="fiscal_year")
    elif wanted.fiscal_year > fiscal_year(today) + 5:
        message = "「年度」は、5年先までで入力してください。"
        yield Problem("fiscal_year", message, field="fiscal_year")
    stage = wanted.stage.strip()
    if per is AwardPer.STAGE and not stage:
        message = "「段階の名前」を入力してください（例：第2段階 試行）。"
        yield Problem("stage", message, field="stage")
    elif stage and stage in {one.stage for one in others}:
        message = f"「{stage}」の交付はすでにあります。別の名前を入力してください。"
        yield Problem("stage", message, field="stage")
    if wanted.apply_by is not None and wanted.apply_by < today:
        message = f"「交付申請の期限」は、今日（{format_date(today)}）以後の日にしてください。"
        yield Problem("apply_by", message, field="apply_by")
    if not wanted.reason.strip():
        message = "加える理由（決裁や答申など）を入力してください。記録に残します。"
        yield Problem("reason", message, field="reason")


def record_year_vote(
    uow: UnitOfWork, actor: Actor, award_id: int, *, voted_on: date, version: int
) -> int:
    """Record when the budget of an award's later year was voted, for all of that call and year.

    :return: how many awards it was recorded for
    :raises Problems: with the field `voted_on`
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    year, call = award.fiscal_year, award.application.call
    call_id = call.id
    if year == call.fiscal_year:
        raise Refused("募集の事業年度の議決は、募集のページで記録してください。")
    if voted_on > day_in_japan(uow.now):
        message = "「議決日」は、今日までの日を入力してください。"
        raise Problems([Problem("voted_ahead", message, field="voted_on")])
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        write.lock(Award, award_id, version=version)
        found = write.session.scalars(
            select(Award)
            .join(Award.application)
            .where(Award.application.has(call_id=call_id), Award.fiscal_year == year)
            .order_by(Award.id)
            .with_for_update(of=Award)
            .execution_options(populate_existing=True)
        ).all()
        for one in found:
            one.year_voted_on = voted_on
        write.record(
            "record_year_vote",
            call,
            chain=call.chain,
            detail={"fiscal_year": year, "voted_on": voted_on.isoformat(), "awards": len(found)},
        )
        return len(found)
