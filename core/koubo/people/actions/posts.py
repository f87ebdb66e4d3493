"""Posts, whose holders' names stand on letters, and the city's departments."""

from datetime import timedelta

from sqlalchemy import select

from koubo.calendar import format_date
from koubo.people.models import Department, Post
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.staff_schemas import NewPost
from koubo.problems import Problem, Problems
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork

A_DAY = timedelta(days=1)
NAME_LENGTH = 60


def record_post(uow: UnitOfWork, actor: Actor, *, post: NewPost) -> int:
    """Record who holds a post from a day on; whoever held it before, held it until the day before.

    :raises Problems: where the day is not after the former holder's first
    """
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        former = write.session.scalars(
            select(Post)
            .where(Post.title == post.title, Post.to_on.is_(None))
            .order_by(Post.from_on.desc())
            .with_for_update()
        ).first()
        if former is not None and former.from_on >= post.from_on:
            message = (
                f"「{post.title}」は{format_date(former.from_on)}から{former.holder}さんです。"
                "それより後の日を入力してください。"
            )
            raise Problems([Problem("from_on", message, field="from_on")])
        if former is not None:
            former.to_on = post.from_on - A_DAY
        row = Post(
            title=post.title,
            holder=post.holder,
            signs_letters=post.signs_letters,
            from_on=post.from_on,
        )
        write.session.add(row)
        write.session.flush()
        detail = {"title": row.title, "from_on": row.from_on.isoformat()}
        write.record("record_post", row, chain=HOUSE, detail=detail)
    return row.id


def add_department(uow: UnitOfWork, actor: Actor, *, name: str) -> int:
    """Add a 課 of the city; give its id.

    :raises Problems: with the field ``department``
    """
    require(actor, SeatKind.OFFICER)
    name = name.strip()
    if not name or len(name) > NAME_LENGTH:
        message = f"「担当課の名前」を{NAME_LENGTH}字以内で入力してください。"
        raise Problems([Problem("department", message, field="department")])
    with uow.writing() as write:
        if write.session.scalars(select(Department.id).where(Department.name == name)).first():
            message = f"「{name}」はもう登録されています。"
            raise Problems([Problem("department_there", message, field="department")])
        row = Department(name=name)
        write.session.add(row)
        write.session.flush()
        write.record("add_department", row, chain=HOUSE, detail={"name": name})
    return row.id
