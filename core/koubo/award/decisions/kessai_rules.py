"""What is asked of the days and numbers of a 決裁 as it comes back from the city."""

from collections.abc import Iterator
from datetime import date

from koubo.award.rules import Kessai
from koubo.calendar import format_date
from koubo.problems import Problem


def kessai_problems(kessai: Kessai, today: date) -> Iterator[Problem]:
    """Say what is wrong with the days and numbers of a 決裁."""
    for field, label, text in (
        ("kessai_number", "決裁番号", kessai.number),
        ("kessai_post", "決裁者の職", kessai.post),
        ("document_number", "文書番号", kessai.document_number),
    ):
        if not text.strip():
            message = f"「{label}」を入力してください。市の文書管理の番号と職をそのまま写します。"
            yield Problem(f"no_{field}", message, field=field)
    if kessai.on > today:
        message = f"「決裁日」は今日（{format_date(today)}）までの日を入力してください。"
        yield Problem("kessai_ahead", message, field="kessai_on")
    if kessai.issued_on < kessai.on:
        message = f"「施行日」は決裁日（{format_date(kessai.on)}）以後の日を入力してください。"
        yield Problem("issued_before_kessai", message, field="issued_on")


def before_the_vote(kessai: Kessai | None, voted_on: date | None) -> tuple[Problem, ...]:
    """Say where a 決裁 of money, or its letters, would be dated before the budget was voted."""
    if kessai is None or voted_on is None:
        return ()
    days = (("kessai_on", "決裁日", kessai.on), ("issued_on", "施行日", kessai.issued_on))
    return tuple(
        Problem(
            "before_the_vote",
            f"「{label}」（{format_date(day)}）が予算の議決日（{format_date(voted_on)}）より前です。"
            "議決日以後の日を確かめて入力し直してください。",
            field=field,
        )
        for field, label, day in days
        if day < voted_on
    )
