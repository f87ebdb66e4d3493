"""A city whose scheme says more of the time after the selection than Kurashiki's file does."""

from sqlalchemy import select

from builders import OPENS, City
from koubo.award.models import Award
from koubo.schemes.catalog import digest_of
from koubo.schemes.models import Release


def a_release(city: City, **words: str) -> None:
    """Add the release that the city's calls are pinned to, with further words of after_award."""
    text = city.catalog.installed("kurashiki").text
    told = "".join(f"  {name}: {value}\n" for name, value in words.items())
    text = text.replace("\nafter_award:\n", f"\nafter_award:\n{told}")
    with city.uow(OPENS) as uow, uow.writing() as write:
        write.session.add(
            Release(
                scheme_id="kurashiki",
                digest=digest_of(text),
                text=text,
                core_version="0",
                plugin_version="0",
                proof={},
                made_at=OPENS,
            )
        )


def awards_of_call(city: City, call_id: int) -> list[Award]:
    """Give the awards of a call as they are stored now, the first one first."""
    with city.uow() as uow:
        return list(
            uow.session.scalars(
                select(Award)
                .join(Award.application)
                .where(Award.application.has(call_id=call_id))
                .order_by(Award.id)
            )
        )
