"""What an organisation keeps of its own people: a member, an invitation, a roster and a file."""

from io import BytesIO

from award_builders import SETTLED
from builders import City
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.actions.invitations import invite
from koubo.people.actions.roster import IMPORT_KIND, add_entry
from koubo.people.imports import keep_import
from koubo.people.memberships import member_lines


def add_roster(city: City, name: str) -> dict[str, int]:
    """Add them for the applicant's organisation; the roster's person has the name.

    Gives ids by name.
    """
    organisation, actor = city.ids["organisation"], city.actor("applicant", SETTLED)
    with city.uow(SETTLED, "applicant") as uow:
        typed = {"position": "会長", "name": name}
        entry = add_entry(uow, actor, organisation, typed=typed)
        invitation = invite(
            uow,
            actor,
            organisation,
            typed={"email": "invited@example.jp", "role": "editor"},
            base_url="https://koubo.city.example.jp",
        )
        kept = keep_import(
            uow,
            city.files,
            actor,
            kind=IMPORT_KIND,
            subject_id=organisation,
            name="名簿.xlsx",
            stream=BytesIO(write_workbook([Sheet("名簿", ("役職", "氏名"), [("会長", name)])])),
        )
        [member] = member_lines(uow.session, organisation)
    return {
        "membership": member.id,
        "invitation": invitation,
        "roster_entry": entry,
        "roster_import": kept,
    }
