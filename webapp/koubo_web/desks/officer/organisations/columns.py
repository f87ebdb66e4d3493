"""The officer's list of organisations: columns, orders and filters."""

from koubo.applications.queries.organisation_list import OrganisationLine, OrganisationSorting
from koubo.calendar import format_moment_short
from koubo.people.schemas import ORGANISATION_KINDS
from koubo_web.lists.cells import link
from koubo_web.lists.declared import Column, Filter, Listing, Sort, addresses, key_text

NO_KIND = "種類の記録なし"
UNRECORDED = "none"
RUNNING, RESTING = "yes", "no"
KINDS = (*((one, one) for one in ORGANISATION_KINDS), (UNRECORDED, NO_KIND))


def list_of_organisations() -> Listing[OrganisationLine]:
    """Declare the list."""
    return Listing(
        name="団体の一覧",
        endpoint="officer.organisations",
        file_endpoint="officer.organisations_file",
        columns=_columns(),
        sorts=(
            Sort(OrganisationSorting.NAME, "団体名", key_text),
            Sort(OrganisationSorting.KANA, "ふりがな", key_text),
        ),
        number=lambda row: row.id,
        filters=(
            Filter("kind", "種類", KINDS),
            Filter("running", "進行中の応募", ((RUNNING, "ある"), (RESTING, "ない"))),
        ),
        search="団体名・ふりがな・代表者",
    )


def _columns() -> tuple[Column[OrganisationLine], ...]:
    to = addresses("officer.organisation", "organisation_id")
    return (
        Column(
            "name",
            "団体名",
            lambda row: link(to(row.id), row.name),
            lambda row: row.name,
            sort="name",
            own_text=True,
        ),
        Column(
            "kana", "ふりがな", lambda row: row.kana, sort="kana", standard=False, own_text=True
        ),
        Column("kind", "種類", lambda row: row.kind or NO_KIND),
        Column("representative", "代表者", _representative, own_text=True),
        Column("phone", "電話番号", lambda row: row.phone, kind="tight", standard=False),
        Column(
            "corporate", "法人番号", lambda row: row.corporate_number, kind="tight", standard=False
        ),
        Column(
            "running",
            "進行中の応募",
            lambda row: f"{row.running}件" if row.running else "－",
            lambda row: row.running,
            kind="num",
        ),
        Column(
            "contact",
            "最後のやり取り",
            lambda row: format_moment_short(row.last_contact) if row.last_contact else "－",
            lambda row: format_moment_short(row.last_contact) if row.last_contact else "",
        ),
    )


def _representative(row: OrganisationLine) -> str:
    return f"{row.representative_title}　{row.representative}".strip() if row.representative else ""
