"""The panel judges: conflicts, scores with reasons, two conclusions, the last one a 答申."""

from datetime import datetime

from journeys.applying import PROJECT
from journeys.people import Person, day
from koubo.calendar import JST
from web.town import Town

SEATED = datetime(2025, 12, 16, 9, 0, tzinfo=JST)
SCORED = datetime(2026, 1, 10, 20, 0, tzinfo=JST)
FIRST_PANEL = datetime(2026, 1, 20, 16, 0, tzinfo=JST)
HEARD = datetime(2026, 2, 7, 15, 0, tzinfo=JST)
SECOND_PANEL = datetime(2026, 2, 9, 11, 0, tzinfo=JST)
OTHER = "まちの清掃"
DOCUMENTS, PRESENTATION = "1次審査（書類審査）", "2次審査（公開プレゼンテーション）"
REVIEWERS = ("reviewer_a", "reviewer_b", "reviewer_c")
WHY_NOT = "人手の見通しがなく、計画どおりに行えるかが分かりません。"
CONDITION = "調べた結果を、市の環境学習の資料として使えるようにすること。"


def seat_the_panel(town: Town) -> None:
    """Let the officer seat three reviewers and begin the first stage."""
    town.clock.moment = SEATED
    officer = Person(town, "officer")
    officer.do(f"{DOCUMENTS}を始める")
    for name in REVIEWERS:
        chairs = ["yes"] if name == "reviewer_a" else []
        officer.press("委員を登録する", {"email": f"{name}@example.jp", "chairs": chairs})
    officer.says("A委員（委員長）", "B委員", "C委員")
    begin(officer)


def begin(officer: Person) -> None:
    """Hand the sheets of the next stage out."""
    officer.follow("審査を始める").press("審査票を割り当てる")


def declare(reviewer: Person, conflict: str = "") -> None:
    """Declare conflicts with every application; the one named is left to the others."""
    reviewer.do("利害関係の有無を申告する")
    typed = {}
    for legend in reviewer.page.select("main legend"):
        [name] = {str(one["name"]) for one in legend.parent.select("input")}
        has_conflict = bool(conflict) and conflict in legend.get_text()
        typed[name] = "conflict" if has_conflict else "none"
        if has_conflict:
            wrong, typed[name.replace("answer", "reason")] = dict(typed), "家族が会員です。"
            reviewer.press("選んだ内容で申告する", wrong, code=422)
            assert len(reviewer.errors) == 1
    reviewer.press("選んだ内容で申告する", typed)


def score(reviewer: Person, project: str, points: dict[str, str]) -> None:
    """Score an application, and hand the sheet in; a low score wants its reason."""
    reviewer.home()
    reviewer.page.select_one("main")
    address = next(
        str(one["href"])
        for one in reviewer.page.select("main td a, main th a")
        if project in one.text
    )
    reviewer.open(address)
    if "2" in points.values():
        reviewer.press("保存して、提出の確認へ進む", points, code=422)
        assert len(reviewer.errors) == 1
        low = next(name for name, one in points.items() if one == "2")
        points = {f"{low}-reason": "人手の見通しがありません。"}
    reviewer.press("保存して、提出の確認へ進む", points)
    reviewer.press("審査票を提出する")


def review_documents(town: Town) -> None:
    """Let the three of them score; one has a conflict with one application."""
    town.clock.moment = SCORED
    for name in REVIEWERS:
        reviewer = Person(town, name)
        conflict = OTHER if name == "reviewer_c" else ""
        declare(reviewer, conflict)
        assert reviewer.todos[0].startswith(f"採点して提出する：{1 if conflict else 2}件")
        score(reviewer, PROJECT, {"public_interest": "5", "priority": "4", "feasibility": "4"})
        if not conflict:
            score(reviewer, OTHER, {"public_interest": "4", "priority": "4", "feasibility": "2"})
        assert reviewer.home().todos == []


def conclude_documents(town: Town) -> None:
    """Let the officer see the board with its workings, and record that both go on."""
    town.clock.moment = FIRST_PANEL
    officer = Person(town, "officer")
    officer.do(f"{DOCUMENTS}の結論を記録する")
    officer.says("13／15", "10／15", "C委員", "除斥・回避")
    board = officer.path
    officer.follow_row(PROJECT).says(
        "公益性：A委員 5、B委員 5、C委員 5 → 平均 5", "合計 5 + 4 + 4 = 13（満点 15）"
    )
    officer.open(board).follow("審査会の結論を記録する")
    officer.press("確認へ進む", day("concluded_on", FIRST_PANEL.date()))
    officer.says("この結論を記録しますか").press("この内容で記録する")
    officer.says("結論を記録しました。")


def review_presentation(town: Town) -> None:
    """Begin the second stage, and let the three of them hear and score what went on to it."""
    town.clock.moment = HEARD
    officer = Person(town, "officer")
    officer.do(f"{PRESENTATION}を始める")
    begin(officer)
    points = {"public_interest": "5", "priority": "4", "feasibility": "4", "collaboration": "5"}
    for name in REVIEWERS:
        reviewer = Person(town, name)
        declare(reviewer)
        score(reviewer, PROJECT, points)
        if name != "reviewer_c":
            score(reviewer, OTHER, {**points, "priority": "3", "feasibility": "2"})
        assert reviewer.home().todos == []


def recommend(town: Town) -> None:
    """Record the 答申: less than was computed for one, and the other one not at all."""
    town.clock.moment = SECOND_PANEL
    officer = Person(town, "officer")
    officer.do(f"{PRESENTATION}の結論を記録する")
    officer.says("配分の案の合計", "600,000円")
    officer.follow("審査会の結論を記録する")
    numbers = {line: officer.line_number(line) for line in (PROJECT, OTHER)}
    ours, theirs = numbers[PROJECT], numbers[OTHER]
    typed = {
        **day("concluded_on", HEARD.date()),
        f"amount-{ours}": "280,000円",
        f"conditions-{ours}": CONDITION,
        f"remarks-{ours}": "講師の謝礼を見直せる。",
        f"conclusion-{theirs}": "not_recommended",
        f"amount-{theirs}": "",
    }
    officer.press("確認へ進む", typed, code=422)
    assert len(officer.errors) == 1
    officer.press("確認へ進む", {f"remarks-{theirs}": WHY_NOT})
    officer.says("答申額の合計", "280,000円", CONDITION, WHY_NOT).press("この内容で記録する")
    officer.says("結論を記録しました。")
