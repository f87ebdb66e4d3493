"""Who belongs to the sample city's organisations: rosters, and somebody who is being invited."""

from datetime import timedelta

from koubo.people.actions.invitations import invite
from koubo.people.actions.roster import add_entry
from koubo_web.sample.reading import World
from koubo_web.sample.scene import Diary, Scene
from koubo_web.sample.timetable import Timetable

OFFICES = ("", "副代表", "会計", "監事")
BEFORE_NOW = timedelta(days=3)


def write_members(diary: Diary, scene: Scene, times: Timetable) -> None:
    """Let each organisation with members keep its roster and invite one more, days ago."""
    for key in scene.world.members:
        diary.add(times.now - BEFORE_NOW, keep_roster, key)
        diary.add(times.now - BEFORE_NOW, invite_one, key)


def roster_rows(world: World, key: str) -> list[tuple[str, str]]:
    """Give position and name of everybody in an organisation, its representative first."""
    organisation, shift = world.organisations[key], list(world.organisations).index(key)
    rows = [(organisation.title, organisation.representative)]
    for place in range(1, organisation.members):
        surname = world.surnames[(place * 5 + shift) % len(world.surnames)]
        given = world.given_names[(place * 7 + shift) % len(world.given_names)]
        rows.append((OFFICES[place] if place < len(OFFICES) else "会員", f"{surname} {given}"))
    return rows


def keep_roster(scene: Scene, key: str) -> None:
    """Let the representative write the officers down."""
    organisation = scene.ids[f"organisation:{key}"]
    with scene.act(scene.world.representative_of(key)) as (uow, actor):
        for position, name in roster_rows(scene.world, key)[: len(OFFICES)]:
            add_entry(uow, actor, organisation, typed={"position": position, "name": name})


def invite_one(scene: Scene, key: str) -> None:
    """Let the representative invite somebody who has not answered yet."""
    with scene.act(scene.world.representative_of(key)) as (uow, actor):
        invite(
            uow,
            actor,
            scene.ids[f"organisation:{key}"],
            typed={"email": "shinnyu@example.jp", "role": "editor"},
            base_url=scene.site.settings.base_url,
        )
