"""The officer checks what came in: a correction, an acceptance, and one that misses a requirement."""

from datetime import date, datetime

from builders import a_budget, a_filed_application
from journeys.applying import PROJECT
from journeys.people import Person, day
from koubo.calendar import JST
from web.town import Town

OTHERS_FILED = datetime(2025, 12, 7, 10, 0, tzinfo=JST)
CHECKED = datetime(2025, 12, 9, 10, 0, tzinfo=JST)
MENDED = datetime(2025, 12, 12, 20, 0, tzinfo=JST)
ACCEPTED = datetime(2025, 12, 15, 9, 0, tzinfo=JST)
EXCLUSION = "記録する（暴力団と関係がない（市の照会の結果））"
INELIGIBLE = "活動の拠点が市内にないため、応募の要件を満たしません。"
DUE = date(2025, 12, 19)


def others_apply(town: Town, call_id: int) -> None:
    """Let two more groups apply, by the same verbs without the pages."""
    plan = {"project_name": "まちの清掃", "budget": a_budget(375_000, 300_000)}
    a_filed_application(town.city, call_id, answers=plan, now=OTHERS_FILED)
    a_filed_application(
        town.city,
        call_id,
        course="new_challenge",
        applicant="stranger",
        organisation="other_organisation",
        answers={"project_name": "子ども食堂", "budget": a_budget(150_000, 112_000)},
        now=OTHERS_FILED,
    )


def ask_a_correction(town: Town) -> None:
    """Let the officer ask the newcomer to mend one named field."""
    town.clock.moment = CHECKED
    officer = Person(town, "officer")
    officer.do("要件を確認して受理する：3件").follow(PROJECT)
    confirm_exclusion(officer)
    officer.follow("補正を依頼する")
    reason = "実施する内容に、1回あたりの参加人数を書いてください。"
    officer.press("補正を依頼する", {"reason": reason, **day("due_on", DUE)}, code=422)
    assert officer.errors == ["「直してもらう項目」を1つ以上選んでください。"]
    officer.press("補正を依頼する", {"fields": ["plan"]})
    officer.says("補正を依頼しています（令和7年12月19日まで）", reason)


def confirm_exclusion(officer: Person) -> None:
    """Record what only staff can find out."""
    officer.press(EXCLUSION, {"answer": "met", "note": "照会の結果、該当なし"})
    officer.says("職員の確認：満たす", "照会の結果、該当なし")


def mend_it(town: Town, number: str) -> None:
    """Let the newcomer mend that field and nothing else, and hand in again."""
    town.clock.moment = MENDED
    someone = Person(town, "hotaru")
    assert someone.todos == [f"企画提案書「{PROJECT}」を直して、もう一度提出する"]
    someone.do("直して、もう一度提出する")
    someone.says("直すように頼まれた項目ではありません。", "1回あたりの参加人数")
    open_fields = {str(one["name"]) for one in someone.page.select("main [name]")}
    assert {one for one in open_fields if not one.startswith(":")} == {
        "csrf_token",
        "version",
        "do",
        "plan",
    }
    mended = "月に1回、親子15組で川の生きものを調べて地図にする。"
    someone.press("保存して次へ進む", {"plan": mended})
    someone.says("提出する", mended)
    someone.press("提出する")
    someone.says(number, "2回目（補正）", "直した企画提案書を受け付けました", "規約.pdf")


def accept(town: Town, project: str) -> None:
    """Let the officer accept an application for review."""
    town.clock.moment = ACCEPTED
    officer = Person(town, "officer")
    officer.do("要件を確認して受理する").follow(project)
    if any(
        one.get_text(strip=True).startswith("記録する") for one in officer.page.select("button")
    ):
        confirm_exclusion(officer)
    officer.follow("受理の確認へ進む").press("受理する")
    officer.says("応募を受理しました。")


def find_ineligible(town: Town, project: str) -> None:
    """Let the officer find that an application misses a requirement, with the reason."""
    town.clock.moment = ACCEPTED
    officer = Person(town, "officer")
    officer.do("要件を確認して受理する").follow(project)
    officer.follow("要件不適合とする")
    officer.press("要件不適合とする", {"reason": ""}, code=422)
    officer.press("要件不適合とする", {"reason": INELIGIBLE})
    officer.says("要件不適合", INELIGIBLE)
