"""`koubo scheme preview`: a scheme's forms as applicants will see them, on the screen and on paper."""

from collections.abc import Iterator
from pathlib import Path

import click
from jinja2 import Environment, PackageLoader

from koubo.applications.facts import Asked
from koubo.papers.forms import print_form
from koubo.schemes.blank_forms import blank_form
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.schemes.rules import Scheme
from koubo_web.clock import SystemClock
from koubo_web.commands.scheme_texts import house_for, scheme_named
from koubo_web.desks.officer.schemes.form_preview import asked_of, form_preview
from koubo_web.filters import FILTERS
from koubo_web.static_files import style_sheet

DEPARTMENTS = ("（市の担当課の名前が並びます）",)


@click.command()
@click.argument("name", metavar="SCHEME|FILE")
@click.option("--course", default="", help="このコースだけ（ファイルの id）。書かなければ全部。")
@click.option(
    "--kind",
    type=click.Choice([one.value for one in FilingKind]),
    help="この書類だけ。書かなければ全部。",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="書き込むフォルダー。書かなければ「制度のid-preview」。",
)
def preview(name: str, course: str, kind: str | None, output: Path | None) -> None:
    """応募する人が見る画面（HTML）と、印刷する様式（PDF）を書き出す。どちらもサーバーは要らない。"""
    house = house_for(name)
    scheme = scheme_named(house, name)
    wanted = list(_wanted(scheme, course, FilingKind(kind) if kind else None))
    folder = output or Path(f"{scheme.id}-preview")
    folder.mkdir(parents=True, exist_ok=True)
    for asked in wanted:
        stem = f"{asked.course.name}-{asked.form.kind.value}"
        page, sheet = folder / f"{stem}.html", folder / f"{stem}.pdf"
        page.write_text(as_page(house.catalog, asked), encoding="utf-8")
        sheet.write_bytes(print_form(blank_form(scheme, asked.course, asked.form.kind)))
        click.echo(f"{page} {sheet}")


def as_page(catalog: Catalog, asked: Asked) -> str:
    """Give a form as one HTML page with its styles in it."""
    environment = Environment(loader=PackageLoader("koubo_web"), autoescape=True)
    environment.filters.update(FILTERS)
    page = form_preview(catalog, asked, departments=DEPARTMENTS, now=SystemClock().now())
    return environment.get_template("preview/form.html").render(page=page, styles=style_sheet())


def _wanted(scheme: Scheme, course_name: str, kind: FilingKind | None) -> Iterator[Asked]:
    """Give the forms to be written; ends the command where there is none such."""
    if not scheme.forms:
        raise click.ClickException(f"「{scheme.title}」には書類がありません（終わった制度です）。")
    courses = [one for one in scheme.courses if course_name in ("", one.name, one.id)]
    if not courses:
        known = "、".join(one.name for one in scheme.courses)
        raise click.ClickException(f"コース「{course_name}」はありません。コース：{known}")
    if kind is not None and kind not in scheme.forms:
        known = "、".join(f"{one.value}（{FILING_NAMES[one]}）" for one in scheme.forms)
        raise click.ClickException(f"「{kind.value}」の書類はありません。書類：{known}")
    for course in courses:
        for one in FilingKind:
            if one in scheme.forms and kind in (None, one):
                yield asked_of(scheme, course, one)
