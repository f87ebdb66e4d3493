"""What the living page of the look is filled with: an application and a review that never were."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from koubo.applications.differences import FileDifference, Mark, text_difference
from koubo.applications.opinion_rules import OpinionSource
from koubo.applications.queries.opinions import OpinionLine
from koubo.applications.schemas import Reading
from koubo.calendar import day_in_japan
from koubo.problems import Problem
from koubo.schemes.forms import FilingKind, Form, Section
from koubo.schemes.questions import Column, Question
from koubo_web.desks.officer.applications.corrected import FILE_WORDS, ChangedAnswer
from koubo_web.forms.asking import Asking
from koubo_web.panel import Panel

LONG_WORD = "ｎｐｏ法人" + "特定非営利活動法人高梁川流域連携中枢都市圏市民協働推進ネットワーク" * 2
"""Nothing in it says where to break; forty characters and more, as some organisations are called."""
LONG_LATIN = "https://www.city.example.jp/" + "very-long-address-without-any-break" * 3
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PAPER = {"id": 1, "question": "papers", "name": "定款.pdf", "size": 482_133, "sha256": DIGEST}
COLUMNS = (
    Column("when", "line", "時期"),
    Column("what", "choice", "内容", choices=("準備", "実施", "まとめ")),
    Column("people", "whole", "参加人数", unit="人"),
    Column("cost", "yen", "経費", required=False),
)
ROWS = Question(
    "schedule", "rows", "事業の日程", "月ごとに1行で記入します。", "6月　準備", columns=COLUMNS
)
SUM = Question("total", "computed", "経費の合計", sum=("schedule.cost",), required=False)
GROUPS = Question(
    "partners", "groups", "一緒に取り組む団体", required=False, choices=("代表", "構成員")
)
FORM = Form(
    FilingKind.PROPOSAL,
    "企画提案書",
    "様式第1号",
    (
        Section(
            "plan",
            "事業の計画",
            "",
            (
                Question("title", "line", "事業の名称"),
                Question("purpose", "text", "目的"),
                ROWS,
                SUM,
                Question("papers", "files", "添付する書類"),
            ),
        ),
    ),
)
TYPED = {"schedule": [{"when": "6月", "what": "準備", "people": "12", "cost": "30,000"}]}
OTHER_ROWS = replace(ROWS, id="costs")
OTHER_FORM = replace(FORM, sections=(Section("costs", "経費", "", (OTHER_ROWS,)),))
LINES = (
    {"when": "6月", "what": "準備", "people": 12, "cost": 30_000},
    {"when": "7月から10月まで", "what": "実施", "people": 240, "cost": 450_500},
)
PURPOSE = "川に親しむ子どもを増やし、まちの水辺を市民の手で守ります。\n毎月1回、流域の小学校で教室を開きます。"


@dataclass(frozen=True)
class Samples:
    """Values that macros ask for and no template can write down."""

    form: Form
    answers: dict[str, object]
    files: list[dict[str, object]]
    rows: Question
    sum: Question
    groups: Question
    lines: tuple[dict[str, object], ...]
    asking: Asking
    other_rows: Question
    other_asking: Asking
    changes: list[ChangedAnswer]
    file_words: dict[Mark, tuple[str, str]]
    opinions: list[OpinionLine]
    opinion_form: Form
    panels: list[Panel]
    problems: list[Problem]
    at: datetime
    long_word: str
    long_latin: str
    digest: str

    def typed_opinion(self, line: OpinionLine) -> dict[str, object]:
        """Give what a department answered."""
        return dict(line.answers)


def samples(at: datetime) -> Samples:
    """Give the sample values as of a moment."""
    return Samples(
        form=FORM,
        answers={"title": "つなごう川の学校", "purpose": PURPOSE, "schedule": LINES},
        files=[PAPER],
        rows=ROWS,
        sum=SUM,
        groups=GROUPS,
        lines=LINES,
        asking=Asking(FORM, TYPED, Reading({}, ()), {}),
        other_rows=OTHER_ROWS,
        other_asking=Asking(OTHER_FORM, {"costs": TYPED["schedule"]}, Reading({}, ()), {}),
        changes=_changes(),
        file_words=FILE_WORDS,
        opinions=_opinions(at),
        opinion_form=Form(
            FilingKind.PROPOSAL,
            "意見",
            "",
            (Section("opinion", "意見", "", (Question("said", "text", "担当課の意見"),)),),
        ),
        panels=[
            Panel(
                "プラグインの箱",
                ("同じ地域で、前の年にも3件の事業がありました。",),
                (("地域", "倉敷地域"), ("前の年の採択", "3件")),
                ("くわしく見る", "/styleguide"),
            )
        ],
        problems=[
            Problem("blank", "「事業の名称」を入力してください。", "error-text"),
            Problem("late", "「終わる日」は、始まる日より後の日を入力してください。", "error-date"),
            Problem("whole", "収入の合計と支出の合計が合っていません。"),
        ],
        at=at,
        long_word=LONG_WORD,
        long_latin=LONG_LATIN,
        digest=DIGEST,
    )


def _changes() -> list[ChangedAnswer]:
    same = text_difference("", "")
    return [
        ChangedAnswer("事業の名称", text_difference("つなごう川の学校", "つなごう川と海の学校")),
        ChangedAnswer(
            "添付する書類", same, (FileDifference(Mark.ADDED, PAPER | {"name": "会則.pdf"}),)
        ),
    ]


def _opinions(at: datetime) -> list[OpinionLine]:
    today = day_in_japan(at)

    def line(number: int, department: str, days: int, said: str = "") -> OpinionLine:
        return OpinionLine(
            id=number,
            application_id=1,
            receipt_number="R8-0012-4",
            project_name="つなごう川の学校",
            organisation="高梁川を守る会",
            department_id=number,
            department=department,
            note="河川敷を使えるかどうか",
            due_on=today + timedelta(days=days),
            answers={"said": said} if said else {},
            answered_at=at if said else None,
            source=OpinionSource.WEB if said else None,
            entered_by="",
            version=1,
        )

    return [
        line(1, "環境学習センター", 3, "内容に問題はありません。"),
        line(2, "土木課", 5),
        line(3, "教育委員会", -2),
    ]
