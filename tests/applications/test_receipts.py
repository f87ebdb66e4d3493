"""The receipt of each time of handing in: from the snapshot alone, the same for good."""

from sqlalchemy import select

from applications.handing_in import ask, events_of, filing_of, hand_in
from builders import AFTER, IN_TIME, City, a_filed_application, a_proposal, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing, Snapshot
from koubo.applications.receipts import receipt_of
from koubo.papers.receipts import Receipt, ReceiptPress
from koubo.people.models import Organisation


def receipts(city: City, filing_id: int) -> list[Receipt]:
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        snapshots = uow.session.scalars(
            select(Snapshot).where(Snapshot.filing_id == filing_id).order_by(Snapshot.number)
        )
        return [receipt_of(city.catalog, filing, one) for one in snapshots]


def test_each_time_has_its_receipt_with_one_number_and_the_first_never_changes(
    city: City, call_id: int
) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = filing_of(city, application_id)
    [first] = receipts(city, filing_id)
    printed = ReceiptPress().receipt(first)
    ask(city, application_id, "plan", "project_name")
    with city.uow(AFTER, "applicant") as uow:
        save_draft(
            uow,
            city.catalog,
            city.actor("applicant"),
            filing_id,
            typed=a_proposal(plan="公民館で5回遊ぶ。", project_name="防災かるたづくり"),
            version=version_of(city, Filing, filing_id),
        )
    hand_in(city, filing_id, version_of(city, Filing, filing_id), AFTER)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Organisation, city.ids["organisation"]).name = "改名した会"

    again, corrected = receipts(city, filing_id)

    assert again == first
    assert ReceiptPress().receipt(again) == printed
    assert corrected.receipt_number == first.receipt_number
    assert corrected.digest != first.digest
    assert first.addressee == ("organisationの会", "代表　水玉 花子　様")
    assert first.office == ("倉敷市", "市民活動推進課")
    assert first.title == "企画提案書　受付票"
    assert first.items == (
        ("提出の回", "1回目"),
        ("受け付けた日時", "令和7年12月5日 14時20分00秒（日本時間）"),
        ("事業の名称", "まちなか防災すごろくづくり"),
        ("募集", "令和8年度事業 市民企画提案事業"),
        ("コース", "協働準備コース"),
        ("申請額", "103,000円"),
    )
    assert corrected.items[0] == ("提出の回", "2回目（補正）")
    assert corrected.items[2] == ("事業の名称", "防災かるたづくり")
    assert [(one.name, one.paper, one.size) for one in first.files] == [
        ("bylaws_規約.pdf", "団体の規約・会則", "69バイト"),
        ("roster_規約.pdf", "構成員・役員の名簿", "69バイト"),
    ]


def test_the_event_of_handing_in_names_every_file_for_the_mail(city: City, call_id: int) -> None:
    a_filed_application(city, call_id, now=IN_TIME)

    [event] = events_of(city, "proposal_filed")

    assert event.facts["files"] == (
        "受け付けたファイル（2件）\n・bylaws_規約.pdf\n・roster_規約.pdf"
    )
    assert event.facts["received"] == "令和7年12月5日 14時20分00秒（日本時間）"
