"""Conflicts: derived for certain, signs that are only likely, recorded, settled and lifted."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from builders import AFTER, an_accepted_application
from koubo.calendar import JST
from koubo.people.models import Membership, Organisation, RosterEntry, SeatRow
from koubo.people.rules import MemberRole
from koubo.problems import Problems, Refused
from koubo.review.models import StageTerms, Standing
from koubo.review.panels.actions.conflicts import recuse_reviewer, settle_sign
from koubo.review.panels.actions.declaration import declare, declare_all
from koubo.review.panels.actions.lifting import ask_to_lift, settle_lift
from koubo.review.panels.models import ConflictLift, ConflictSign
from koubo.review.panels.rules import ConflictSource
from koubo.review.rules import ReviewState
from koubo.storage.history import HistoryRow

LEFT = datetime(2025, 3, 31, 12, 0, tzinfo=JST)


def add(round_, *rows):
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add_all(rows)


def on_roster(round_, organisation, name, **values):
    add(
        round_,
        RosterEntry(
            organisation_id=round_.city.ids[organisation],
            position="会計",
            name=name,
            added_at=LEFT,
            changed_at=LEFT,
            **values,
        ),
    )


def member(round_, person, organisation, left_at=None):
    add(
        round_,
        Membership(
            organisation_id=round_.city.ids[organisation],
            person_id=round_.city.ids[person],
            role=MemberRole.EDITOR,
            left_at=left_at,
        ),
    )


def rows_of(round_, what):
    with round_.city.uow() as uow:
        return uow.session.scalars(what).all()


def verbs(round_, *wanted):
    kept = select(HistoryRow.verb).where(HistoryRow.verb.in_(wanted))
    return sorted(rows_of(round_, kept))


def only_sign(round_):
    [sign] = rows_of(round_, select(ConflictSign))
    return sign


def test_what_the_registers_say_keeps_out_at_once(round_):
    member(round_, "reviewer_a", "other_organisation", left_at=LEFT)
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        gone = Organisation(
            name="前の名の会",
            kind="任意団体",
            address="倉敷市",
            representative_title="代表",
            representative="だれか",
            changed_at=LEFT,
            merged_into_id=round_.city.ids["other_organisation"],
        )
        write.session.add(gone)
        write.session.flush()
        round_.city.ids["gone"] = gone.id
    member(round_, "reviewer_b", "gone", left_at=LEFT)
    round_.seat("department_person")
    theirs = an_accepted_application(round_.city, round_.call_id, course="city_theme")
    add(
        round_,
        SeatRow(
            person_id=round_.city.ids["reviewer_c"],
            kind="department",
            department_id=round_.city.ids["department"],
            from_on=date(2020, 4, 1),
            to_on=date(2025, 3, 31),
        ),
    )

    round_.start()

    other = round_.applications[1]
    told = "応募した団体の構成員として令和7年3月31日まで登録されていたため、審査に加われません。"
    for person in ("reviewer_a", "reviewer_b"):
        found = round_.review(person, other)
        assert (found.state, found.conflict) == (ReviewState.RECUSED, told)
        assert found.conflict_source is ConflictSource.DERIVED
    kept_out = round_.review("department_person", theirs)
    assert kept_out.conflict == (
        "この事業に関わる市の担当課「環境政策課」の職員のため、審査に加われません。"
    )
    # Sat there before the term of office, and no more.
    assert round_.review("reviewer_c", theirs).state is ReviewState.ASSIGNED


def test_a_name_on_a_roster_is_explained_by_the_reviewer_and_settled_by_an_officer(round_):
    on_roster(round_, "organisation", "Ｒｅｖｉｅｗｅｒ＿Ａ")
    round_.start()
    first, other = (round_.review("reviewer_a", one) for one in round_.applications)
    assert first.state is ReviewState.ASSIGNED

    with pytest.raises(Problems) as silent:
        round_.by("reviewer_a", declare_all, {first.id: "", other.id: ""})
    assert [one.field for one in silent.value.problems] == [f"explained-{first.id}"]
    assert round_.review("reviewer_a", round_.applications[1]).state is ReviewState.ASSIGNED
    round_.by(
        "reviewer_a",
        declare_all,
        {first.id: "", other.id: ""},
        {first.id: "同姓同名の別の方です。"},
    )

    sign = only_sign(round_)
    assert (sign.explained, sign.settled_at) == ("同姓同名の別の方です。", None)
    assert round_.sees("reviewer_a", round_.applications[0])
    settle = (settle_sign, round_.call_id, sign.id)
    with pytest.raises(Problems):
        round_.by("officer", *settle, is_conflict=True, note=" ")
    round_.by("officer", *settle, is_conflict=True, note="団体に電話で確かめた。")
    with pytest.raises(Refused):
        round_.by("officer2", *settle, is_conflict=False, note="別人")

    kept_out = round_.review("reviewer_a", round_.applications[0])
    assert kept_out.state is ReviewState.RECUSED
    assert kept_out.conflict_source is ConflictSource.OFFICER
    assert not round_.sees("reviewer_a", round_.applications[0])
    assert verbs(round_, "settle_conflict_sign", "recuse_reviewer") == [
        "recuse_reviewer",
        "settle_conflict_sign",
    ]


def test_another_of_that_name_is_not_asked_about_again(round_):
    on_roster(round_, "organisation", "reviewer_a", removed_at=LEFT)
    round_.start()
    sign = only_sign(round_)
    assert sign.message == (
        "「organisationの会」の名簿（会計）に、令和7年3月31日まで同じ氏名の方がいます。"
        "同じ方かどうかを確かめてください。"
    )

    round_.by("officer", settle_sign, round_.call_id, sign.id, is_conflict=False, note="本人に確認")

    review = round_.review("reviewer_a", round_.applications[0])
    round_.by("reviewer_a", declare, review.id)
    assert round_.review("reviewer_a", round_.applications[0]).state is ReviewState.DECLARED


def test_a_conflict_noticed_after_handing_in_takes_the_sheet_out_of_the_count(begun):
    begun.mark_all(points=(4, 5))
    first = begun.applications[0]
    sheet = begun.review("reviewer_a", first)

    begun.by("reviewer_a", declare, sheet.id, conflict="親族が役員です。")

    [standing] = rows_of(begun, select(Standing).where(Standing.application_id == first))
    assert (standing.sheets_due, standing.sheets_in) == (2, 2)
    [terms] = rows_of(begun, select(StageTerms))
    assert terms.revision >= 1
    row = next(one for one in begun.board().rows if one.application.id == first)
    assert row.scored.score is not None
    assert row.scored.score.sheets == 2
    assert not begun.sees("reviewer_a", first)
    begun.conclude()
    late = begun.review("reviewer_b", first)
    with pytest.raises(Refused, match="すぐに事務局へ"):
        begun.by("reviewer_b", declare, late.id, conflict="気づきました。")
    with pytest.raises(Refused, match="結論を記録した段階"):
        begun.by("officer", recuse_reviewer, begun.call_id, late.id, reason="申立て")


def test_a_declared_free_sheet_is_not_opened_again_by_declaring(begun):
    begun.mark("reviewer_a", begun.applications[0])
    sheet = begun.review("reviewer_a", begun.applications[0])

    with pytest.raises(Refused, match="申告は済んでいます"):
        begun.by("reviewer_a", declare, sheet.id)


def test_two_officers_lift_a_wrong_recusal_and_the_reviewer_declares_anew(begun):
    first = begun.applications[0]
    sheet = begun.review("reviewer_a", first)
    begun.by("officer", recuse_reviewer, begun.call_id, sheet.id, reason="外部からの申立て")
    assert not begun.sees("reviewer_a", first)

    begun.by("officer", ask_to_lift, begun.call_id, sheet.id, reason="別の委員への申立てでした。")
    [lift] = rows_of(begun, select(ConflictLift))
    with pytest.raises(Refused, match="もう求められて"):
        begun.by("officer2", ask_to_lift, begun.call_id, sheet.id, reason="同じく")
    with pytest.raises(Refused, match="別の職員"):
        begun.by("officer", settle_lift, begun.call_id, lift.id, granted=True)
    begun.by("officer2", settle_lift, begun.call_id, lift.id, granted=True)
    with pytest.raises(Refused, match="もう確かめられて"):
        begun.by("officer2", settle_lift, begun.call_id, lift.id, granted=False)

    again = begun.review("reviewer_a", first)
    assert (again.state, again.conflict) == (ReviewState.ASSIGNED, "")
    assert not begun.sees("reviewer_a", first)
    begun.by("reviewer_a", declare, again.id)
    assert begun.sees("reviewer_a", first)
    assert verbs(begun, "ask_to_lift_recusal", "settle_recusal_lift") == [
        "ask_to_lift_recusal",
        "settle_recusal_lift",
    ]


def test_nobody_overrules_a_reviewers_own_word_nor_the_register(round_):
    member(round_, "reviewer_b", "organisation")
    round_.start()
    registered = round_.review("reviewer_b", round_.applications[0])
    own = round_.review("reviewer_a", round_.applications[0])
    round_.by("reviewer_a", declare, own.id, conflict="親族です。")

    with pytest.raises(Refused, match="メンバーの登録"):
        round_.by("officer", ask_to_lift, round_.call_id, registered.id, reason="誤り")
    with pytest.raises(Problems) as asked:
        round_.by("officer", ask_to_lift, round_.call_id, own.id, reason="誤り")
    assert [one.field for one in asked.value.problems] == ["taken_back"]
    round_.by(
        "officer",
        ask_to_lift,
        round_.call_id,
        own.id,
        reason="応募を取り違えた申告",
        taken_back="12月10日のメール",
    )


def test_lifting_what_was_derived_is_not_undone_by_the_same_rule(round_):
    round_.seat("department_person")
    theirs = an_accepted_application(round_.city, round_.call_id, course="city_theme")
    round_.start()
    review = round_.review("department_person", theirs)
    round_.by("officer", ask_to_lift, round_.call_id, review.id, reason="兼務の発令が誤っていた。")
    [lift] = rows_of(round_, select(ConflictLift))
    assert lift.codes == ["own_department"]
    round_.by("officer2", settle_lift, round_.call_id, lift.id, granted=True)

    round_.by("department_person", declare, review.id)

    assert round_.review("department_person", theirs).state is ReviewState.DECLARED
