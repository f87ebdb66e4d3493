"""What a scheme says of the time after the decision: changes, money, reports, repayments."""

from collections.abc import Iterator

from koubo.money import format_rate
from koubo.schemes.award_words import (
    AGREEMENT_NAMES,
    AWARD_PER_NAMES,
    NO_ADVANCE_ACCOUNT,
    NO_AGREEMENT,
    ONE_AWARD,
)
from koubo.schemes.evaluation_words import TIME_NAMES
from koubo.schemes.explaining.entries import Entry, Part, entry, numbered
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import Scheme


def after_part(scheme: Scheme) -> Part:
    """Give what holds between the decision and the last yen, in the order of the year."""
    money = (_granting, _paying, _reporting, _returning) if scheme.gives_money else ()
    entries = (one for tell in (_changing, *money) for one in tell(scheme))
    return Part("決定のあと", tuple(entries))


def _changing(scheme: Scheme) -> Iterator[Entry]:
    yield from numbered("change", "変更するとき", (one.told() for one in scheme.changes))
    for number, one in enumerate(scheme.evaluations):
        yield Entry(f"evaluation.{number}", f"評価（{TIME_NAMES[one.time]}）", one.told())


def _granting(scheme: Scheme) -> Iterator[Entry]:
    after = scheme.after_award
    if after.agreement != NO_AGREEMENT:
        yield entry("agreement", "協定書", AGREEMENT_NAMES[after.agreement.value], after.agreement)
    if after.awards_per != ONE_AWARD:
        text = AWARD_PER_NAMES[after.awards_per.value]
        yield entry("awards_per", "交付決定の回数", text, after.awards_per)
    if days := after.apply_days:
        text = f"採択の通知から{days.value}日以内に出します。過ぎると、採択は効力を失います"
        yield entry("apply_days", "交付申請", text, days)


def _paying(scheme: Scheme) -> Iterator[Entry]:
    share, after = scheme.advance_share, scheme.after_award
    if not share.value:
        yield entry("advance", "概算払", "ありません", share)
        return
    text = f"交付決定額の{format_rate(share.value)}まで、事業の前に受け取れます（概算払）"
    yield entry("advance", "概算払", text, share)
    if times := after.instalments:
        yield entry(
            "instalments", "概算払の回数", f"{times.value}回までに分けて請求できます", times
        )
    if after.advance_account != NO_ADVANCE_ACCOUNT:
        text = "実績報告書と一緒に概算払精算書を出します"
        yield entry("advance_account", "概算払の精算", text, after.advance_account)


def _reporting(scheme: Scheme) -> Iterator[Entry]:
    due, interim = scheme.report_due_days, scheme.after_award.interim_due
    if interim:
        month, day = map(int, interim.value.split("-"))
        yield entry("interim_due", "中間報告", f"{month}月{day}日までに出します", interim)
    if FilingKind.REPORT in scheme.forms:
        text = f"事業年度が終わってから{due.value}日以内に実績報告書を出します"
        yield entry("report_due", "実績報告", text, due)
    if scheme.appeal:
        yield entry("appeal", "教示", scheme.appeal.strip())


def _returning(scheme: Scheme) -> Iterator[Entry]:
    after = scheme.after_award
    if days := after.repayment_days:
        text = f"返還の通知から{days.value}日以内に返します"
        yield entry("repayment_days", "返還", text, days)
    if rate := after.surcharge_rate:
        text = (
            f"決定が取り消されたときは、受け取った日から年{format_rate(rate.value)}を加えて返します"
        )
        yield entry("surcharge_rate", "加算金", text, rate)
    if rate := after.late_rate:
        text = f"返すのが遅れたときは、期限の次の日から年{format_rate(rate.value)}を加えて払います"
        yield entry("late_rate", "延滞金", text, rate)
