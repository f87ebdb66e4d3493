"""横浜市 市民協働提案事業: one course, two tracks; the one with a theme closes first."""

from datetime import date, datetime

from journeys.other_cities import Journey, file_it, money, write
from journeys.people import Person, day
from koubo.applications.rules import ApplicationState
from koubo.calendar import JST
from koubo.schemes.models import Theme
from koubo.schemes.rules import ThemeState
from web.town import Town

COURSE = "yokohama_teian.teian"
THEME, THEMED = "多文化の団地", "行政によるテーマ設定型"
BEFORE, BETWEEN = (
    datetime(2025, 11, 20, 9, 0, tzinfo=JST),
    datetime(2025, 12, 5, 14, 20, tzinfo=JST),
)
ANSWERS = {
    "project_name": "団地の多文化相談ベンチ",
    "outline": "月に2回、相談の場を開く。",
    "background": "ことばで困る人がいる。",
    "plan": "集会所で相談を受ける。",
    "together": "通訳の紹介をお願いしたい。",
    **day("starts_on", date(2026, 5, 1)),
    **day("ends_on", date(2027, 2, 28)),
    "active_in_city": "はい",
    "supporters": "自治会の3人",
    "history": "はじめて取り組みます",
    **day("consulted_on", date(2025, 10, 10)),
    **money([("報償費", "通訳", "120,000")], [("requested_grant", "", "120,000")]),
}


def a_call_of_two_tracks(town: Town) -> Journey:
    """Open the call, the track with a theme until 28 November only, and give it a theme."""
    journey = Journey(town, "市民協働提案事業", budget="2,000,000")
    journey.more = {
        **day("theme_closes-teian-on", date(2025, 11, 28)),
        "theme_closes-teian-time": "17:15",
        **day("gates-consultation-on", date(2025, 11, 14)),
        "gates-consultation-time": "17:15",
    }
    journey.open_call(COURSE)
    with town.city.uow() as uow, uow.writing() as write_:
        theme = Theme(
            department_id=town.city.ids["department"],
            fiscal_year=2026,
            call_id=journey.call_id,
            title=THEME,
            issue="ことばで困る人がいる",
            wish="相談の場",
            city_part="会場",
            state=ThemeState.PUBLISHED,
        )
        write_.session.add(theme)
        write_.session.flush()
        town.city.ids["theme"] = theme.id
    return journey


def begin(journey: Journey, at: datetime, theme: str) -> Person:
    """Begin an application at a moment, with or without the theme."""
    someone = journey.at(at).who("applicant").open(f"/calls/{journey.call_id}")
    someone.follow("応募を始める", within="main")
    typed = {"theme_id": theme} if theme else {}
    return someone.press("この内容で始める", {"course_id": COURSE, **typed})


def test_the_free_track_stays_open_when_the_theme_is_closed(town: Town) -> None:
    journey = a_call_of_two_tracks(town)
    page = journey.at(BETWEEN).who("applicant").open(f"/calls/{journey.call_id}")
    page.says("受付中", "令和7年11月28日 17時15分00秒まで", "令和7年12月8日 17時00分00秒まで")
    page.follow("応募を始める", within="main")
    page.says(THEMED, "の受付は終わりました")
    assert page.page.select("[name=theme_id]") == []

    someone = page.press("この内容で始める", {"course_id": COURSE})
    pledges = {one: "はい" for one in declared(journey)}
    file_it(write(someone, {**ANSWERS, **pledges})).says("令和7年12月5日 14時20分00秒", "120,000円")

    assert journey.states() == [ApplicationState.FILED]


def test_a_draft_that_answers_the_theme_cannot_be_filed_after_its_own_deadline(town: Town) -> None:
    journey = a_call_of_two_tracks(town)
    begin(journey, BEFORE, str(town.city.ids["theme"]))

    someone = journey.at(BETWEEN).who("applicant")

    assert [one for one in someone.todos if "仕上げて" in one] == []
    assert journey.states() == [ApplicationState.DRAFT]


def declared(journey: Journey) -> list[str]:
    """Give the declarations of the form."""
    scheme = journey.town.city.catalog.installed("yokohama_teian")
    form = scheme.form_for("proposal", scheme.course(COURSE))
    return [one.id for one in form.questions() if one.kind == "declaration"]
