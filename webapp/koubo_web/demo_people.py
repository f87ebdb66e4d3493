"""The people of the sample city as the demo's sign-in page offers them: what each one can try."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from koubo_web.sample.reading import AccountData, read_world


@dataclass(frozen=True)
class Part:
    """A part in the city, what it lets one try, and who plays it."""

    title: str
    tries: str
    people: tuple[AccountData, ...]


PARTS = (
    (
        "応募する団体の代表",
        "応募を書いて提出するところから、事業の報告をして補助金を受け取るところまで。",
        ("dantai",),
    ),
    (
        "選ばれなかった応募のある団体",
        "選ばれなかった理由と、審査の点や講評。",
        ("inochi",),
    ),
    ("応募する団体の会計担当", "事業に使ったお金の記録と、実績の報告。", ("kaikei",)),
    (
        "審査委員",
        "応募を読んで、点をつけるところ。",
        ("iin_b", "iin_a", "iin_c", "iin_d", "iin_e"),
    ),
    (
        "市の事務局",
        "募集、受付、書類の確かめ、審査の集計、決裁の準備。",
        ("jimukyoku", "jimukyoku2"),
    ),
    ("市の担当課", "テーマを出し、応募に意見を付けるところ。", ("tanto",)),
    ("市の施行担当", "決裁の済んだ通知を、団体に送り出すところ。", ("sekou",)),
    ("監査担当", "すべての記録を読むところ。何も変えられません。", ("kansa",)),
)


def parts_to_play(known: Collection[str]) -> list[Part]:
    """Give the parts of the sample city that somebody can play.

    :param known: the mail addresses that have an account; who has none is not offered
    """
    people = {one.key: one for one in _residents() if one.email in known}
    found = [
        Part(title, tries, tuple(people[key] for key in keys if key in people))
        for title, tries, keys in PARTS
    ]
    return [one for one in found if one.people]


@cache
def _residents() -> tuple[AccountData, ...]:
    """Give those who have an account; their file takes longer to read than the page to draw."""
    return read_world().accounts
