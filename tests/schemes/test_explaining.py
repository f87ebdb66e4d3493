"""A scheme in words: every rule with its source and its mark, and what changed between two files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.explaining.differences import differences
from koubo.schemes.explaining.explanation import explain
from koubo.schemes.explaining.markdown import as_markdown
from koubo.schemes.figure_list import to_confirm_of
from koubo.schemes.file.loading import load_scheme
from schemes.small import SMALL, every_word, small

SCHEME = load_scheme(small())


def changed(*changes: tuple[str, str]) -> tuple[str, ...]:
    return differences(SCHEME, load_scheme(small(*changes)))


def test_every_part_has_its_entries_once():
    keys = [one.key for part in explain(SCHEME) for one in part.entries]

    assert sorted(set(keys)) == sorted(keys)


def test_a_course_says_its_rules_in_the_order_of_its_file():
    part = next(one for one in explain(SCHEME) if one.title == "はじめてコース")

    assert [(one.name, one.told.text) for one in part.entries] == [
        ("内容", "はじめての団体のためのコースです。"),
        ("年数", "1年以内"),
        ("応募できる団体", "構成員が5人以上いること"),
        ("", "この制度で補助を受けたことがないこと（いま行っている年度も含む）"),
        ("補助の額", "補助率は75%以内"),
        ("", "上限は150,000円"),
        ("", "千円未満切捨て"),
    ]


def test_the_draft_carries_sources_and_marks():
    lines = as_markdown(SCHEME).splitlines()

    assert "  - 上限は150,000円（出典：要綱第3条）" in lines
    assert "  - 千円未満切捨て【要確認：端数処理は確認できていない】" in lines


def test_a_form_tells_when_it_asks_what_it_sums_and_what_is_published():
    entries = {one.key: one for part in explain(load_scheme(every_word())) for one in part.entries}
    told = {
        one: entries[f"form.proposal.{one}"].told.text
        for one in ("bylaws", "steps", "net", "plan", "leader_kana")
    }

    assert told == {
        "bylaws": "「規約がありますか」で「はい」を選んだ場合だけ",
        "steps": "任意。日・行うこと・種類・費用・人数",
        "net": "予定の費用の合計 － 参加費",
        "plan": "何をするか。公開してよいかを応募者に尋ねる項目",
        "leader_kana": "ひらがなかカタカナで書く",
    }


def test_every_mark_of_the_file_is_in_the_draft():
    text = as_markdown(SCHEME)

    assert [one.to_confirm for one in to_confirm_of(SCHEME) if one.to_confirm not in text] == []


def test_a_file_does_not_differ_from_itself():
    assert changed() == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "rate: 75%",
            "rate: 80%",
            "はじめてコース 補助の額：「補助率は75%以内」→「補助率は80%以内」",
        ),
        (
            "value: 150000, source: 要綱第3条",
            "value: 200000, source: 要綱第3条",
            "はじめてコース：「上限は150,000円」→「上限は200,000円」",
        ),
        (
            "value: 1000, 要確認: 端数処理は確認できていない",
            "value: 1000, source: 要綱第4条",
            "はじめてコース：要確認でなくなりました（出典 要綱第4条）",
        ),
        (
            "label: 事業の名称",
            "label: 事業の題名",
            "提出する書類：企画提案書 事業の題名：「事業の名称：1行で書く」→「事業の題名：1行で書く」",
        ),
    ],
)
def test_a_change_is_told_in_one_sentence(old, new, told):
    assert changed((old, new)) == (told,)


def test_what_falls_away_and_what_is_new_are_both_told():
    found = changed(("- {rule: first_time, scheme: small}", "- {rule: base_in_city, city: 見本市}"))

    assert found == (
        "はじめてコース：「この制度で補助を受けたことがないこと（いま行っている年度も含む）」"
        "→「見本市内に活動拠点があること」",
    )


@given(st.integers(1000, 10_000_000))  # a cap below the unit of rounding is a complaint
def test_any_other_cap_is_a_difference(cap):
    other = load_scheme(SMALL.replace("value: 150000", f"value: {cap}").encode())

    assert bool(differences(SCHEME, other)) == (cap != 150_000)
