"""From a department's theme to a published call."""

from datetime import datetime

from journeys.people import Person, day
from koubo.calendar import JST
from web.town import Town

OFFERED = datetime(2025, 9, 1, 10, 0, tzinfo=JST)
COORDINATED = datetime(2025, 9, 10, 10, 0, tzinfo=JST)
PLANNED = datetime(2025, 9, 20, 10, 0, tzinfo=JST)
OPENS = datetime(2025, 10, 1, 9, 0, tzinfo=JST)
CLOSES = datetime(2025, 12, 8, 17, 0, tzinfo=JST)
THEME = "水辺の環境学習"
CALL = "令和8年度事業 市民企画提案事業"
COURSES = ["kurashiki.new_challenge", "kurashiki.collab_prep", "kurashiki.city_theme"]


def offer_a_theme(town: Town) -> None:
    """Let the department offer a theme of the coming year."""
    town.clock.moment = OFFERED
    staff = Person(town, "department_person")
    assert staff.todos == ["令和8年度のテーマを出す"]
    staff.do("令和8年度のテーマを出す")
    assert staff.value("fiscal_year") == "2026"
    typed = {
        "title": THEME,
        "issue": "川に親しむ機会が減っている。",
        "wish": "子どもと川を調べたい。",
    }
    staff.press("事務局に提出する", typed, code=422)
    assert (len(staff.errors), staff.value("wish")) == (1, "子どもと川を調べたい。")
    staff.press("事務局に提出する", {"city_part": "会場と資料を用意する。"})
    assert staff.home().todos == []


def coordinate_it(town: Town) -> None:
    """Let the officer find the theme fit to be published."""
    town.clock.moment = COORDINATED
    officer = Person(town, "officer")
    assert officer.todos == ["担当課から届いたテーマを調整する：1件"]
    officer.do("担当課から届いたテーマを調整する")
    officer.follow(THEME)
    officer.press("調整を終える")
    assert officer.home().todos == []


def publish_a_call(town: Town) -> None:
    """Let the officer plan a call with the theme, see it through, and publish it."""
    town.clock.moment = PLANNED
    officer = Person(town, "officer")
    officer.follow("募集", within="nav").follow("募集を作る").follow("市民企画提案事業")
    assert officer.value("title") == CALL
    assert (officer.value("intake_year"), officer.value("fiscal_year")) == ("2025", "2026")
    officer.press(
        "保存する",
        {
            **day("opens_on", OPENS.date()),
            "opens_time": "9:00",
            "closes_on-year": "令和7",
            "closes_on-month": "12",
            "closes_on-day": "8",
            "closes_time": "17時",
            "budget": "２，０００，０００",
            "course_ids": COURSES,
        },
    )
    officer.says(
        CALL, "令和7年12月8日 17時00分00秒まで（日本時間）", "2,000,000円", "行政提案コース"
    )
    officer.follow("テーマを選ぶ")
    theme = officer.page.select_one("main [name=theme_ids]")
    assert theme is not None
    officer.press("このテーマを載せる", {"theme_ids": [str(theme["value"])]})
    assert officer.home().todos == [f"募集を公開する：{CALL}".replace(" ", "")]
    officer.do("募集を公開する")
    officer.follow("公開の確認へ進む")
    officer.says("予定の額として公開します。", "テーマ1件")
    officer.press("公開する")
    officer.says("募集を公開しました。")
