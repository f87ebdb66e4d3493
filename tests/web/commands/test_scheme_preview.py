"""`koubo scheme preview`: forms as applicants will see them, in files that need no server."""

from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from pypdf import PdfReader

from koubo_web.cli import main
from schemes.small import small


def preview(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["scheme", "preview", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_bytes(small())
    return path


def page_of(folder: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser")


def test_every_form_of_every_course_is_written_on_screen_and_on_paper(
    file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"

    done = preview(file, "-o", folder)

    stems = [
        f"{course}-{kind}"
        for course in ("next", "start")
        for kind in ("grant_application", "proposal", "report")
    ]
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        f"{stem}.{ending}" for stem in stems for ending in ("html", "pdf")
    )
    assert len(done.output.splitlines()) == 6


def test_a_course_shows_its_own_questions_in_the_sites_own_fields(
    file: Path, tmp_path: Path
) -> None:
    preview(file, "-o", tmp_path)

    start, following = (page_of(tmp_path, f"{one}-proposal.html") for one in ("start", "next"))

    assert [one.get_text() for one in following.select("[name=theme] + * label")] == [
        "防災",
        "福祉",
    ]
    assert not start.select("[name=theme]")
    for page in (start, following):
        assert page.select_one("[name=project_name]")["id"] == "field-project_name"
        assert page.select("#budget-budget-expenses tbody tr")
        assert "小さな補助金" in page.select_one("title").get_text()


def test_a_page_needs_nothing_but_itself_and_sends_nothing(file: Path, tmp_path: Path) -> None:
    preview(file, "-o", tmp_path)

    page = page_of(tmp_path, "start-proposal.html")

    assert not page.select("script, link, img, iframe, [src]")
    assert [str(one["href"])[0] for one in page.select("[href]")] == ["#"] * len(
        page.select("[href]")
    )
    styles = page.select_one("style").get_text()
    assert "--k-accent" in styles
    assert "url(" not in styles
    assert "@import" not in styles
    assert {(one["method"], one.get("action")) for one in page.select("form")} == {("dialog", None)}


def test_the_printed_form_asks_the_same(file: Path, tmp_path: Path) -> None:
    preview(file, "--course", "next", "--kind", "proposal", "-o", tmp_path / "out")

    (sheet,) = (tmp_path / "out").glob("*.pdf")
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(sheet.read_bytes())).pages)
    for label in ("事業の名称", "分野", "防災", "収支予算書", "費目：報償費、消耗品費"):
        assert label in text.replace("\n", "")


def test_what_staff_wrote_is_text(tmp_path: Path) -> None:
    sly = tmp_path / "sly.yaml"
    sly.write_bytes(small(("label: 事業の名称", "label: '</style><script>alert(1)</script>'")))

    preview(sly, "-o", tmp_path)

    page = (tmp_path / "start-proposal.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;/style&gt;&lt;script&gt;" in page


def test_an_installed_scheme_is_named_by_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = preview("kurashiki", "--course", "kurashiki.city_theme", "--kind", "report")

    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in (tmp_path / "kurashiki-preview").iterdir()) == [
        "city_theme-report.html",
        "city_theme-report.pdf",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "「nowhere」というファイルも制度もありません"),
        (("kurashiki", "--course", "x"), "コース「x」はありません。コース：new_challenge、"),
        (("motosu", "--kind", "report"), "「report」の書類はありません。書類：proposal"),
        (("chigasaki_kyodo",), "書類がありません（終わった制度です）"),
        (("kurashiki", "--kind", "letter"), "letter"),
    ],
)
def test_what_there_is_not_is_said(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    refused = preview(*arguments, "-o", tmp_path / "out")

    assert refused.exit_code != 0
    assert told in refused.output
    assert not (tmp_path / "out").exists()


def test_a_broken_file_has_its_complaints_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(small(("rate: 75%", "rate: 120%")))

    refused = preview(broken, "-o", tmp_path / "out")

    assert refused.exit_code == 1
    assert "19行目 courses.0.funding.0.rate" in refused.output
