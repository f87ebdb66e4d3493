"""Files beside a draft: which are taken, how many, and who sees them."""

from io import BytesIO

import pytest
from sqlalchemy import select

from builders import (
    IN_TIME,
    PDF,
    City,
    a_draft,
    a_filed_application,
)
from koubo.applications.actions.attaching import (
    MAX_FILES,
    SentFile,
    attach_file,
    attach_files,
    remove_file,
)
from koubo.applications.models import Attachment
from koubo.applications.policy import load_attachment
from koubo.problems import NotFound, Problems


def attach(city: City, filing_id: int, name: str, content: bytes, question: str = "more") -> int:
    with city.uow(IN_TIME, "applicant") as uow:
        return attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant"),
            filing_id,
            question_id=question,
            name=name,
            stream=BytesIO(content),
        )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "空.pdf",
            b"",
            "「空.pdf」は中身が空です（0バイト）。元のファイルを開いて確かめてください。",
        ),
        (
            "名簿.exe",
            b"MZ" + bytes(200),
            "「名簿.exe」は受け付けられない種類のファイルです。"
            "pdf、docx、xlsx、jpg、png のどれかにしてください。",
        ),
        (
            "名簿.pdf",
            b"MZ" + bytes(200),
            "「名簿.pdf」は名前は .pdf ですが、中身が違います。"
            "正しい種類（pdf、docx、xlsx、jpg、png）で保存し直してください。",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_named(
    city: City, call_id: int, name: str, content: bytes, message: str
) -> None:
    filing_id = a_draft(city, call_id)

    with pytest.raises(Problems) as found:
        attach(city, filing_id, name, content)

    assert [(one.field, one.message) for one in found.value.problems] == [("more", message)]


def test_a_question_takes_ten_files_and_no_more_and_the_same_one_once(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id)
    ids = [attach(city, filing_id, f"資料{number}.pdf", PDF) for number in range(MAX_FILES)]

    with pytest.raises(Problems) as found:
        attach(city, filing_id, "資料10.pdf", PDF)
    again = attach(city, filing_id, "../資料9.pdf", PDF)

    assert [one.message for one in found.value.problems] == [
        "「そのほかの参考資料」に添付できるファイルは10個までです。"
    ]
    assert (len(ids), again) == (10, ids[-1])
    # Of what was refused, or came twice, nothing stays in the store.
    kept = [one for one in city.files.root.rglob("*") if one.is_file()]
    assert len(kept) == len(ids) + 2


def test_of_several_files_the_sound_ones_are_taken_together(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    before = {one for one in city.files.root.rglob("*") if one.is_file()}
    sent = [
        SentFile("more", "資料.pdf", BytesIO(PDF)),
        SentFile("more", "空.pdf", BytesIO()),
        SentFile("more", "写し.pdf", BytesIO(PDF)),
        SentFile("more", "資料.pdf", BytesIO(PDF)),
    ]

    with city.uow(IN_TIME, "applicant") as uow, city.database.statements() as said:
        found = attach_files(
            uow, city.catalog, city.files, city.actor("applicant"), filing_id, sent
        )

    assert [one.name for one in found.taken] == ["資料.pdf", "写し.pdf", "資料.pdf"]
    assert found.ids == (found.ids[0], found.ids[1], found.ids[0])
    assert [one.message.partition("は")[0] for one in found.problems] == ["「空.pdf」"]
    assert len([one for one in said if one.startswith("INSERT INTO history")]) == 1
    kept = {one for one in city.files.root.rglob("*") if one.is_file()} - before
    assert len(kept) == 2


def test_a_removed_file_leaves_the_draft_but_stays_stored(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    attachment_id = attach(city, filing_id, "資料.pdf", PDF)

    with city.uow(IN_TIME, "applicant") as uow:
        remove_file(uow, city.actor("applicant"), attachment_id)

    with city.uow() as uow:
        row = uow.session.get_one(Attachment, attachment_id)
        assert (row.removed_at, city.files.matches(row.key, row.sha256)) == (IN_TIME, True)


def test_staff_see_files_once_they_were_handed_in_and_strangers_never(
    city: City, call_id: int
) -> None:
    draft_id = a_draft(city, call_id, course="new_challenge")
    with city.uow() as uow:
        draft_file = uow.session.scalars(
            select(Attachment.id).where(Attachment.filing_id == draft_id)
        ).first()
    assert draft_file is not None
    a_filed_application(city, call_id)
    filed_file = draft_file + 2

    assert [_sees(city, who, draft_file) for who in ("applicant", "officer", "stranger")] == [
        True,
        False,
        False,
    ]
    assert [_sees(city, who, filed_file) for who in ("applicant", "officer", "stranger")] == [
        True,
        True,
        False,
    ]


def _sees(city: City, who: str, attachment_id: int) -> bool:
    with city.uow() as uow:
        try:
            load_attachment(uow.session, city.actor(who), attachment_id)
        except NotFound:
            return False
    return True
