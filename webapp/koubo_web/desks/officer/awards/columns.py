"""The officer's list of awards: columns, orders and filters."""

from collections.abc import Callable, Sequence

from koubo.award.queries import AwardRow, AwardSorting
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_yen
from koubo_web.desks.award_words import award_tag
from koubo_web.lists.cells import link, tags
from koubo_web.lists.declared import Column, Filter, Listing, Sort, addresses, whole

NOTHING = "―"
Yen = Callable[[AwardRow], int | None]


def list_of_awards(calls: Sequence[tuple[str, str]], years: Sequence[int]) -> Listing[AwardRow]:
    """Declare the list."""
    return Listing(
        name="交付の一覧",
        endpoint="officer.awards",
        file_endpoint="officer.awards_file",
        columns=_columns(),
        sorts=(
            Sort(AwardSorting.ENTERED, "採択の順", whole),
            Sort(AwardSorting.AWARDED, "交付決定額", whole, descending=True, optional=True),
        ),
        number=lambda row: row.id,
        filters=(
            Filter("call_id", "募集", calls),
            Filter("year", "事業年度", [(str(one), format_fiscal_year(one)) for one in years]),
            Filter("state", "状態", [(one.value, AWARD_STEPS.names[one]) for one in AwardState]),
        ),
        search="受付番号・事業・団体",
    )


def _columns() -> tuple[Column[AwardRow], ...]:
    to, tag = addresses("officer.award", "award_id"), tags(award_tag)
    return (
        Column(
            "project",
            "事業",
            lambda row: link(to(row.id), row.project),
            lambda row: row.project,
            own_text=True,
        ),
        Column("organisation", "団体", lambda row: row.organisation, own_text=True),
        Column("number", "受付番号", lambda row: row.receipt_number, kind="tight"),
        Column("call", "募集", lambda row: row.call_title, standard=False, own_text=True),
        Column("year", "事業年度", lambda row: format_fiscal_year(row.fiscal_year), standard=False),
        _yen("requested", "申請額", lambda row: row.requested, standard=False),
        _yen("adopted", "内定額", lambda row: row.adopted),
        _yen("awarded", "交付決定額", lambda row: row.awarded, sort="awarded"),
        _yen("paid", "支払済額", lambda row: row.paid),
        _yen("returned", "返還済額", lambda row: row.returned, standard=False),
        _yen("settled", "確定額", lambda row: row.settled),
        Column(
            "apply_by",
            "交付申請の期限",
            lambda row: format_date(row.apply_by) if row.apply_by else NOTHING,
            lambda row: row.apply_by,
            standard=False,
        ),
        Column(
            "state",
            "状態",
            lambda row: tag(row.state),
            lambda row: award_tag(row.state)[0],
            kind="tight",
        ),
    )


def _yen(
    key: str, label: str, of: Yen, *, sort: str = "", standard: bool = True
) -> Column[AwardRow]:
    def shown(row: AwardRow) -> str:
        yen = of(row)
        return NOTHING if yen is None else format_yen(yen)

    return Column(key, label, shown, of, kind="num", sort=sort, standard=standard)
