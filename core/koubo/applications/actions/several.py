"""The same thing done to several applications: each in a transaction of its own, each told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from koubo.applications.actions.staff import accept, record_finding
from koubo.hooks import PluginFault
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Answer
from koubo.storage.unit_of_work import UnitOfWork

OVERTAKEN = "確認の画面を開いたあとに、ほかの人がこの応募を変えました。今の内容を確かめてください。"
UNKNOWN = "この応募は見つかりません。"
FAULT = "制度のプラグインに不具合があるため、行えませんでした。"


@dataclass(frozen=True)
class Done:
    """What came of one of several: done, or the sentence that says why not."""

    application_id: int
    reason: str = ""


def accept_several(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, chosen: Sequence[tuple[int, int]]
) -> list[Done]:
    """Accept each of several applications; one that cannot be accepted hinders no other.

    :param chosen: number and version of each, as they stood on the page of the dry run
    """
    require(actor, SeatKind.OFFICER)

    def do(number: int, version: int) -> None:
        accept(uow, catalog, actor, number, version=version)

    return _each(chosen, do)


def record_several(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    chosen: Sequence[tuple[int, int]],
    *,
    rule: str,
    note: str,
) -> list[Done]:
    """Record of several applications that a requirement is met, with how it was found out.

    What was recorded since, or of an application that was changed since, is not overwritten.

    :param chosen: number and version of each, as they stood on the page of the dry run
    :raise Problems: where nothing says how
    """
    require(actor, SeatKind.OFFICER)
    if not note.strip():
        message = "「確かめた方法」を入力してください。例：10月5日に警察へ照会、回答済み"
        raise Problems([Problem("note", message, "note")])

    def do(number: int, version: int) -> None:
        record_finding(
            uow, catalog, actor, number, rule=rule, answer=Answer.MET, note=note, seen=version
        )

    return _each(chosen, do)


def _each(chosen: Iterable[tuple[int, int]], do: Callable[[int, int], None]) -> list[Done]:
    return [Done(number, _tried(number, version, do)) for number, version in chosen]


def _tried(number: int, version: int, do: Callable[[int, int], None]) -> str:
    """Do it to one; give why not, or nothing."""
    try:
        do(number, version)
    except Problems as wrong:
        return " ".join(one.message for one in wrong.problems)
    except Refused as refused:
        return refused.message
    except Stale:
        return OVERTAKEN
    except NotFound:
        return UNKNOWN
    except PluginFault:
        return FAULT
    return ""
