"""What officers wrote of a scheme in the watched city, and what became of a call with it."""

from builders import AFTER, City, version_of
from koubo.lifecycle.correcting import correct_call
from koubo.lifecycle.recomputing import Change, Difference
from koubo.proof.proving import proving_of
from koubo.schemes.models import Call
from koubo.schemes.offering import desk_scheme
from koubo.schemes.release_models import Recheck
from koubo.storage.frozen import to_plain
from releasing import CAP, a_copy, release_it

LOW_CAP = "{step: cap, yen: {value: 100000, source: K1}}"

SCHEME_PAGES = """
    officer.schemes officer.scheme officer.edit_scheme officer.upload_page officer.upload_scheme
    officer.scheme_file officer.save_copy officer.discard_page officer.discard_copy
    officer.scheme_rules officer.scheme_rules_text officer.scheme_form officer.try_scheme_form
    officer.scheme_sheet officer.marks officer.confirm_one officer.publish_page
    officer.publish_copy officer.releases officer.release officer.withdraw officer.edit_release
    officer.errata officer.new_erratum officer.publish_erratum officer.rechecks
    officer.call_rechecks officer.scheme_fields
"""
PAGES_OF_THE_CORRECTED_CALL = "officer.one_erratum officer.decide"


def add_schemes(city: City, call_id: int, application_id: int) -> dict[str, int]:
    """Correct a call by a release, leave a recheck open on it; give the numbers by name.

    :param application_id: one of the call's, which the recheck speaks of
    """
    file_id = a_copy(city, (CAP, LOW_CAP), cases="")
    release_id = release_it(city, file_id)
    with city.uow(AFTER, "officer") as uow:
        correct_call(
            uow,
            city.catalog,
            city.actor("officer", AFTER),
            call_id,
            desk_release_id=release_id,
            proven=proving_of(
                city.catalog, desk_scheme(uow.session, city.catalog, release_id)
            ).proven,
            reason="上限額の印刷の誤り",
            version=version_of(city, Call, call_id),
        )
    return {
        "scheme_file": file_id,
        "desk_release": release_id,
        "erratum": 1,
        "recheck": _a_recheck(city, call_id, application_id),
    }


def _a_recheck(city: City, call_id: int, application_id: int) -> int:
    change = Change("計算した額", "100,000円", "90,000円")
    with city.uow() as uow, uow.writing() as write:
        call = write.session.get_one(Call, call_id)
        found = Recheck(
            call_id=call_id,
            release_id=call.release_id,
            core_version="0.0.9",
            plugin_version="0.0.9",
            differences=[to_plain(Difference("応募", (change,), application_id))],
            made_at=AFTER,
        )
        write.session.add(found)
        write.session.flush()
        return found.id
