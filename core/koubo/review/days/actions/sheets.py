"""What is done on a tablet: the reviewer's own verbs, for that day's sheets of that seat alone."""

from collections.abc import Mapping

from koubo.applications.drafting import Page
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.days.policy import Holder, require_sheet
from koubo.review.panels.actions.declaration import declare_all
from koubo.review.selection.values import Cell
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork


def save_on_tablet(
    uow: UnitOfWork,
    holder: Holder,
    review_id: int,
    *,
    cells: Mapping[str, Cell],
    comment: str,
    version: int,
    page: Page,
) -> int:
    """Keep a sheet as a tablet sent it, and give its version.

    A tablet sends again whenever an answer was lost; ``page`` names the device and counts what it
    sends, so that nothing is kept twice, and nothing older over something newer.

    :raises Stale: where the sheet was saved elsewhere since the device heard of it
    """
    require_sheet(uow.session, holder, review_id)
    return save_sheet(
        uow, holder.actor, review_id, cells=cells, comment=comment, version=version, page=page
    )


def hand_in_on_tablet(
    uow: UnitOfWork, catalog: Catalog, holder: Holder, review_id: int, *, version: int
) -> None:
    """Hand a complete sheet in; Problems with everything that is missing."""
    require_sheet(uow.session, holder, review_id)
    hand_in_sheet(uow, catalog, holder.actor, review_id, version=version)


def declare_on_tablet(
    uow: UnitOfWork,
    catalog: Catalog,
    holder: Holder,
    conflicts: Mapping[int, str],
    explained: Mapping[int, str] | None = None,
) -> None:
    """Declare for several of the day's applications; empty text where there is no conflict.

    :param explained: why a sign (要確認) is no conflict
    :raises Problems: with a field ``explained-<review>`` for each sign that is not explained
    """
    for review_id in conflicts:
        require_sheet(uow.session, holder, review_id)
    declare_all(uow, catalog, holder.actor, conflicts, explained)
