"""The bank accounts of the sample city's organisations; no such bank exists."""

from koubo.people.account_rules import HOLDER_LENGTH, bank_kana
from koubo.people.accounts import account_in_use
from koubo.people.actions.accounts import record_account
from koubo.people.models import Organisation
from koubo_web.sample.scene import Scene

BANK = {"bank": "みどりの銀行", "bank_code": "0999", "branch": "本店営業部", "branch_code": "001"}
FIRST_NUMBER = 1_230_000


def record_own_account(scene: Scene, organisation: str) -> None:
    """Let the treasurer record the organisation's account, unless that was done before."""
    organisation_id = scene.ids[f"organisation:{organisation}"]
    with scene.act(scene.world.treasurer_of(organisation)) as (uow, actor):
        if account_in_use(uow.session, organisation_id) is not None:
            return
        found = uow.session.get_one(Organisation, organisation_id)
        typed = {
            **BANK,
            "kind": "ordinary",
            "number": str(FIRST_NUMBER + organisation_id),
            "holder": f"{found.name} {found.representative_title} {found.representative}",
            "holder_kana": bank_kana(found.kana)[:HOLDER_LENGTH],
        }
        record_account(
            uow,
            scene.site.vault,
            scene.site.files,
            actor,
            organisation_id,
            typed=typed,
            shown=0,
        )
