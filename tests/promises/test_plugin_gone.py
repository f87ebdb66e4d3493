"""A plugin is removed while its applications exist: they stay readable, and wait; then it is back.

What needs the scheme's rules is not done by the core's own, which do not know them.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from builders import PDF
from grant_builders import SETTLED
from koubo.applications.models import Attachment
from koubo.award.models import Notice
from koubo.hooks import GONE
from koubo.people.messages import make_mails
from koubo.plugins import load
from koubo.storage.outbox import EventRow, Mail
from promises.broken_town import Broken, build, readable, reopen
from promises.sites import fingerprint
from promises.test_plugin_faults import CANNOT_NOW, HOOKS

TAKEN = {
    "koubo_reviewer_conflicts": 303,
    "koubo_score": 303,
    "koubo_award_amount": 303,
    "koubo_settlement": 200,
}
"""Steps that lack nothing but the plugin, and the page that proposes a settlement."""


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Broken, Broken]]:
    """Give one city twice: on a site without any plugin, and on one that has it back."""
    data = tmp_path_factory.mktemp("gone")
    before = build(data)
    before.town.city.database.close()
    gone, back = reopen(before, data, load(found=())), reopen(before, data, load())
    yield gone, back
    gone.town.city.database.close()
    back.town.city.database.close()


@pytest.fixture
def gone(towns: tuple[Broken, Broken]) -> Broken:
    return towns[0]


@pytest.fixture
def back(towns: tuple[Broken, Broken]) -> Broken:
    return towns[1]


@pytest.mark.parametrize("hook", HOOKS)
def test_no_step_is_taken_that_needs_the_rules_of_a_plugin_that_is_gone(
    gone: Broken, hook: str
) -> None:
    before = fingerprint(gone.town.city.database)

    answer = gone.ask(hook)

    assert answer.status_code == 503
    assert CANNOT_NOW in answer.text
    assert fingerprint(gone.town.city.database) == before


def test_what_was_written_can_still_be_read_and_taken_away(gone: Broken) -> None:
    for person, path in readable(gone):
        assert (path, gone.clients[person].get(path).status_code) in ((path, 200), (path, 302))
    page = gone.clients["officer"].get(f"/officer/applications/{gone.ids['waiting']}").text
    assert "まちなか防災すごろくづくり" in page
    assert f"kurashiki / koubo_eligibility_findings: {GONE}" in page
    with gone.town.city.uow() as uow:
        [kept] = uow.session.scalars(select(Attachment.id).limit(1))
        [notice] = uow.session.scalars(select(Notice.id).limit(1))
    with gone.clients["officer"].get(f"/files/{kept}") as file:
        assert file.data == PDF
    letter = gone.clients["officer"].get(f"/officer/notices/{notice}.pdf")
    assert (letter.status_code, letter.mimetype) == (200, "application/pdf")


def test_officers_read_which_scheme_has_lost_its_plugin(gone: Broken) -> None:
    gone.ask("koubo_award_amount")

    page = gone.clients["officer"].get("/officer/plugins").text

    assert "kurashiki" in page
    assert GONE in page


def test_what_happened_is_still_told(gone: Broken) -> None:
    city = gone.town.city
    with city.uow(SETTLED) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp", limit=500)
        failed = select(func.count()).select_from(EventRow).where(EventRow.fault != "")
        assert uow.session.scalar(failed) == 0
        assert uow.session.scalar(select(func.count()).select_from(Mail)) > 0


@pytest.mark.parametrize("hook", HOOKS)
def test_steps_go_on_when_the_plugin_is_back(back: Broken, hook: str) -> None:
    answer = back.ask(hook)

    if hook in TAKEN:
        assert answer.status_code == TAKEN[hook]
    else:  # judged again, and refused for what it lacks, where it lacks anything
        assert answer.status_code in (303, 409, 422)
