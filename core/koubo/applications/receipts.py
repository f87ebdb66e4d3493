"""The receipt of what was handed in: one for each snapshot, the same however often it is drawn."""

from collections.abc import Mapping

from koubo.applications.models import Filing, Snapshot
from koubo.applications.paper_scans import SCAN_QUESTION
from koubo.applications.rules import Channel, budget_of
from koubo.applications.schemas import answers_from_json
from koubo.calendar import day_in_japan, format_date, format_fiscal_year, format_moment
from koubo.money import format_yen
from koubo.papers.receipts import Receipt, ReceivedFile
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, fill
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.standard_letters import STANDARD_RECEIPT

CHECKED = "市が内容を確かめます。直していただくところがあれば、画面とメールでお知らせします。"
FOLLOWING: Mapping[FilingKind, tuple[str, ...]] = {
    FilingKind.PARTICIPATION: (
        "参加表明が済みました。応募は、まだ終わっていません。",
        "つづけて、次の書類を締切までに提出してください。画面の「ホーム」から書けます。",
    ),
    FilingKind.PROPOSAL: (CHECKED, "審査などの結果は、通知書でお知らせします。"),
    FilingKind.GRANT_APPLICATION: (CHECKED, "交付の決定は、通知書でお知らせします。"),
    FilingKind.AMENDMENT: (CHECKED, "承認するかどうかは、通知書でお知らせします。"),
    FilingKind.INTERIM_REPORT: (CHECKED, "事業が終わったら、実績報告書を提出してください。"),
    FilingKind.REPORT: (CHECKED, "確定した額は、通知書でお知らせします。"),
}
ASK_WITH_NUMBER = "お問い合わせのときは、受付番号をお伝えください。"
NO_PROMISE = (
    "この受付票は、受け付けたことを示すものです。審査などの結果を約束するものではありません。"
)
KILO = 1_000
MOST_NAMES = 30
"""Files that a mail names."""


def times_word(number: int, channel: Channel = Channel.WEB) -> str:
    """Say which time of handing in a snapshot is: 1回目, 2回目（補正）."""
    if number == 1:
        return "1回目"
    return f"{number}回目（{'職権訂正' if channel is Channel.OFFICE else '補正'}）"


def size_word(size: int) -> str:
    """Give a file's size as people say it: 820バイト, 12.3KB, 4.5MB."""
    if size < KILO:
        return f"{size}バイト"
    if size < KILO * KILO:
        return f"{size / KILO:.1f}KB"
    return f"{size / (KILO * KILO):.1f}MB"


def files_word(snapshot: Snapshot) -> str:
    """Give the names of what was received, as a mail tells them."""
    names = [f"・{one['name']}" for one in snapshot.files]
    if not names:
        return "ファイルは添付されていません。"
    more = [f"ほか{len(names) - MOST_NAMES}件"] if len(names) > MOST_NAMES else []
    return "\n".join([f"受け付けたファイル（{len(names)}件）", *names[:MOST_NAMES], *more])


def receipt_of(catalog: Catalog, filing: Filing, snapshot: Snapshot) -> Receipt:
    """Give the receipt of one snapshot, from what stands in the snapshot and never changes."""
    application = filing.application
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    form = scheme.form_for(filing.kind, course)
    applicant = snapshot.applicant
    title, name = applicant["representative_title"], applicant["representative"]
    template = scheme.letters.get(LetterKind.RECEIPT, STANDARD_RECEIPT)
    values = _values(filing, snapshot, scheme, course, form)
    opening = (template.opening, *template.paragraphs)
    return Receipt(
        received_on=day_in_japan(snapshot.received_at),
        addressee=(applicant["name"], f"{title}　{name}　様".lstrip("　")),
        office=(scheme.city, scheme.office),
        form_number=template.form_number.value,
        title=fill(template.title, values),
        opening="\n".join(fill(text, values) for text in opening),
        receipt_number=application.receipt_number or "",
        items=(
            ("提出の回", times_word(snapshot.number, snapshot.channel)),
            *_times(snapshot),
            ("事業の名称", _project(filing, snapshot)),
            ("募集", application.call.title),
            ("コース", course.title),
            *_requested(filing, snapshot, form, course),
            *((label, fill(text, values)) for label, text in template.items),
        ),
        files=_files(form, snapshot),
        digest=snapshot.digest,
        following=(*FOLLOWING.get(filing.kind, (CHECKED,)), ASK_WITH_NUMBER, NO_PROMISE),
        contact=_contact(scheme),
    )


def _values(
    filing: Filing, snapshot: Snapshot, scheme: Scheme, course: Course, form: Form
) -> dict[str, str]:
    """Give what the placeholders of `IN_RECEIPT` stand for."""
    application = filing.application
    return {
        "form": form.title,
        "scheme": scheme.title,
        "course": course.title,
        "call": application.call.title,
        "fiscal_year": format_fiscal_year(application.call.fiscal_year),
        "organisation": snapshot.applicant["name"],
        "project": _project(filing, snapshot),
        "receipt_number": application.receipt_number or "",
        "received_on": format_date(day_in_japan(snapshot.received_at)),
    }


def _times(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Give when it came in; of paper also when an officer entered it."""
    received = ("受け付けた日時", format_moment(snapshot.received_at))
    if snapshot.recorded_at == snapshot.received_at:
        return (received,)
    return (received, ("入力した日時", format_moment(snapshot.recorded_at)))


def _project(filing: Filing, snapshot: Snapshot) -> str:
    return str(snapshot.answers.get("project_name") or filing.application.project_name)


def _requested(
    filing: Filing, snapshot: Snapshot, form: Form, course: Course
) -> tuple[tuple[str, str], ...]:
    if filing.kind is not FilingKind.PROPOSAL or not course.funding.gives_money:
        return ()
    budget = budget_of(form, answers_from_json(form, snapshot.answers))
    return (("申請額", format_yen(budget.requested)),)


def _files(form: Form, snapshot: Snapshot) -> tuple[ReceivedFile, ...]:
    labels = {one.id: one.label for one in (*form.questions(), SCAN_QUESTION)}
    return tuple(
        ReceivedFile(
            one["name"], labels.get(one["question"], ""), size_word(one["size"]), one["sha256"]
        )
        for one in snapshot.files
    )


def _contact(scheme: Scheme) -> tuple[str, ...]:
    return scheme.contact or (f"{scheme.city}　{scheme.office}",)
