"""The officer's page of the city's own people, and the command that seats the first one."""

from click.testing import CliRunner
from sqlalchemy import select

from koubo.people.models import Person
from koubo_web.cli import main
from web.test_officer_review import soup, table, words

APRIL = {"from_on-year": "2026", "from_on-month": "4", "from_on-day": "1"}


def test_seats_posts_departments_and_a_handover(town):
    browser = town.as_("officer")

    nameless = browser.post("/officer/staff/seats/new", kind="officer", **APRIL)
    given = browser.post(
        "/officer/staff/seats/new",
        name="監査 花子",
        email="kansa@example.jp",
        kind="auditor",
        **APRIL,
    )
    added = browser.post("/officer/staff/departments", department="協働課")
    twice = browser.post("/officer/staff/departments", department="協働課")
    post = browser.post(
        "/officer/staff/posts/new",
        title="倉敷市長",
        holder="新任 太郎",
        signs_letters="はい",
        **APRIL,
    )

    assert "氏名" in words(soup(nameless, 422))
    assert (given.status_code, added.status_code, post.status_code) == (303, 303, 303)
    assert "もう登録されています" in words(soup(twice, 422))
    page = soup(browser.get("/officer/staff"))
    assert [row[0] for row in table(page, "職")] == ["倉敷市長", "倉敷市長"]
    path = f"/officer/staff/{town.city.ids['officer2']}/hand-over"
    asked = soup(browser.get(path))
    assert "officer2さんの仕事を引き継ぐ" in words(asked)
    handed = browser.post(
        path, name="後任 次郎", email="konin@example.jp", note="よろしく", **APRIL
    )
    assert handed.status_code == 303
    page = soup(browser.get("/officer/staff"))
    assert table(page, "引継ぎ")[0][1:] == ["officer2", "後任次郎", "よろしく"]
    ending = browser.get(f"/officer/staff/seats/{_seat_of(page, '監査花子')}/end")
    assert "監査 花子" in ending.text


def _seat_of(page, name):
    row = next(one for one in page.select("tbody tr") if name in words(one).replace(" ", ""))
    return row.select_one('a[href*="/seats/"]')["href"].split("/")[-2]


def test_the_first_officer_is_seated_at_the_machine(town, monkeypatch):
    settings = town.app.extensions["koubo"].settings
    for name, value in {
        "KOUBO_DEMO": "",
        "KOUBO_SECRET_KEY": "Q8s1-9fZkVr2LwTn4YbXc7DmHj3GpEa6",
        "KOUBO_BASE_URL": "https://kyodo.example.jp",
        "KOUBO_DATA": str(settings.data),
        "KOUBO_DATABASE_URL": settings.database_url,
    }.items():
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(main, ["staff", "初代 花子", "shodai@example.jp"])
    again = CliRunner().invoke(main, ["staff", "初代 花子", "shodai@example.jp"])

    assert told.exit_code == 0, told.output
    assert "https://kyodo.example.jp/register" in told.output
    assert (again.exit_code, "もうあります" in again.output) == (1, True)
    with town.city.uow() as uow:
        assert uow.session.scalars(
            select(Person.name).where(Person.email == "shodai@example.jp")
        ).all() == ["初代 花子"]
