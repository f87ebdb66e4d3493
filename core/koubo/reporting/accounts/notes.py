"""What a friendly treasurer would say of an account before the city does: each tied to its row.

They warn and keep nobody from booking; what keeps a report back are its own problems.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.people.names import name_key
from koubo.problems import Problem
from koubo.reporting.accounts.rules import Account, AccountLine, Entry, Side
from koubo.schemes.change_words import (
    NEED_NAMES,
    STRENGTH,
    Change,
    ChangeBase,
    ChangeKind,
    ChangeRule,
    Need,
)

HONORIFICS = ("様", "御中", "殿")
"""What stands behind a name on a receipt."""


@dataclass(frozen=True)
class Terms:
    """What an account is held against."""

    organisation: str
    granted_on: date | None
    ends_on: date
    """The last day on which the project may spend."""
    awarded: int
    """円."""
    total_cost: int
    """The whole cost as planned (円)."""
    allowed: tuple[str, ...]
    not_allowed: tuple[str, ...]
    changes: tuple[ChangeRule, ...]


def entry_field(entry_id: int) -> str:
    """Give the field of a problem that is about one entry."""
    return f"entry-{entry_id}"


def line_field(place: int) -> str:
    """Give the field of a problem that is about the line at this place of the account."""
    return f"line-{place}"


def account_notes(account: Account, terms: Terms) -> list[Problem]:
    """Say everything that the city would ask about: of entries, of lines, of the whole."""
    costs = [one for one in account.entries if one.side is Side.EXPENSE]
    notes = [note for one in costs for note in _of_entry(one, terms)]
    notes += _doubled(costs)
    notes += _of_lines(account)
    notes += _of_categories(account, terms)
    over = -account.rest(Side.EXPENSE)
    if account.planned(Side.EXPENSE) and over > 0:
        text = f"支出の合計が予算を {format_yen(over)} 超えています。超えた分は自己負担になります。"
        notes.append(Problem("over_budget", text))
    return notes


def _of_entry(entry: Entry, terms: Terms) -> Iterator[Problem]:
    field = entry_field(entry.id)
    if terms.granted_on is not None and entry.paid_on < terms.granted_on:
        text = (
            f"交付決定日（{format_date(terms.granted_on)}）より前の支払いです。"
            "補助の対象にならないことがあります。事務局に確かめてください。"
        )
        yield Problem("before_grant", text, field)
    if entry.paid_on > terms.ends_on:
        text = (
            f"事業の終わり（{format_date(terms.ends_on)}）よりあとの支払いです。"
            "補助の対象にならないことがあります。事務局に確かめてください。"
        )
        yield Problem("after_end", text, field)
    if not entry.addressee.strip():
        text = "宛名が空欄です。領収書の宛名を団体名にしてもらい、ここにも写してください。"
        yield Problem("no_addressee", text, field)
    elif plain_name(entry.addressee) != plain_name(terms.organisation):
        text = (
            f"宛名が団体名（{terms.organisation}）ではありません。"
            "団体名で領収書をもらい直せるか、お店に聞いてみてください。"
        )
        yield Problem("other_addressee", text, field)
    if not entry.what.strip():
        text = "内訳が空欄です。何をいくつ買ったかを書いてください（品代だけでは足りません）。"
        yield Problem("no_breakdown", text, field)
    if not entry.receipt:
        text = "領収書がまだありません。写真を撮って付けてください。"
        yield Problem("no_receipt", text, field)
    if entry.category in terms.not_allowed:
        text = f"「{entry.category}」は補助の対象外です。自己資金で払ったことになります。"
        yield Problem("not_allowed", text, field)
    elif entry.category not in terms.allowed:
        text = f"「{entry.category}」は、この制度の費目にありません。費目を選び直してください。"
        yield Problem("unknown_category", text, field)


def plain_name(name: str) -> str:
    """Give a name as it is compared: 「ＮＰＯ法人　川の会 御中」 and 「川の会」 are one."""
    plain = name.strip()
    for one in HONORIFICS:
        plain = plain.removesuffix(one).strip()
    return name_key(plain)


def _doubled(entries: Sequence[Entry]) -> Iterator[Problem]:
    files = Counter(one.sha256 for one in entries if one.sha256)
    same = Counter((one.paid_on, one.payee, one.amount) for one in entries)
    for one in entries:
        field = entry_field(one.id)
        if one.sha256 and files[one.sha256] > 1:
            text = "同じ領収書のファイルが2回使われています。どちらかを消すか、付け直してください。"
            yield Problem("same_file", text, field)
        elif same[one.paid_on, one.payee, one.amount] > 1:
            text = "日付・支払先・金額の同じ支出がほかにもあります。二重に書いていませんか。"
            yield Problem("same_payment", text, field)


def _of_lines(account: Account) -> Iterator[Problem]:
    for place, line in enumerate(account.lines):
        if line.side is Side.EXPENSE and line.planned and line.rest < 0:
            text = f"予算を {format_yen(-line.rest)} 超えています。"
            yield Problem("line_over", text, line_field(place))


def _of_categories(account: Account, terms: Terms) -> Iterator[Problem]:
    """Say where the split between categories has moved so far that the city has to know."""
    lines = sorted(account.of(Side.EXPENSE), key=lambda one: one.category)
    for category, of_category in groupby(lines, key=lambda one: one.category):
        found = tuple(of_category)
        planned, used = (sum(getattr(one, name) for one in found) for name in ("planned", "used"))
        need = _need(terms, planned, used) if used > planned else Need.NOTHING
        if need is Need.NOTHING:
            continue
        text = (
            f"「{category}」は予算 {format_yen(planned)} に対して {format_yen(used)} です。"
            f"経費の配分の変更にあたり、{NEED_NAMES[need]}必要があります。"
            "支払う前に、変更の手続きをしてください。"
        )
        yield Problem("split_changed", text, line_field(_first(account, found[0])))


def _first(account: Account, line: AccountLine) -> int:
    return account.lines.index(line)


def _need(terms: Terms, planned: int, used: int) -> Need:
    bases = {
        ChangeBase.AWARDED: terms.awarded,
        ChangeBase.TOTAL_COST: terms.total_cost,
        ChangeBase.CATEGORY: planned,
    }
    needs = [
        rule.needs.value
        for rule in terms.changes
        if rule.applies(Change(ChangeKind.SPLIT, planned, used, bases[rule.base]))
    ]
    return max(needs, key=STRENGTH.index, default=Need.NOTHING)
