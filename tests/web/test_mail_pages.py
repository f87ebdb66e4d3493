"""The officer's pages about mails: the map, other words, the switch, holds, one mail, the post."""

from typing import Any

from sqlalchemy import select

from builders import AFTER, a_call, a_filed_application, an_accepted_application
from koubo.people.mail_models import MailHold, MailTextRow
from koubo.people.messages import make_mails
from koubo.storage.outbox import EventRow, Mail, MailState, Reader
from web.staff_site import hidden, texts
from web.town import Town

ACCEPTED = "/officer/mail-texts/application_accepted.applicant"
FILED = "/officer/mail-texts/proposal_filed.applicant"


def deliver(town: Town) -> None:
    with town.city.uow(AFTER) as uow:
        make_mails(uow, town.city.house.hooks, base_url="https://koubo.city.example.jp")


def rows(town: Town, table: type[Any]) -> list[Any]:
    with town.city.uow(AFTER) as uow:
        return list(uow.session.scalars(select(table).order_by(table.id)))


def test_the_map_shows_every_mail_with_its_reader_and_leads_to_its_words(town: Town) -> None:
    officer = town.as_("officer")

    page, own = (
        officer.get("/officer/mail-texts"),
        officer.get("/officer/mail-texts?scheme=kurashiki"),
    )

    kinds = {(row.kind, row.reader) for row in rows(town, MailTextRow)}
    assert kinds == set()  # looking writes nothing
    assert page.status_code == own.status_code == 200
    assert "企画提案書の提出（応募した団体あて）" in texts(page, "th a")
    assert "企画提案書の提出（事務局あて）" in texts(page, "th a")
    assert officer.get("/officer/mail-texts?scheme=nowhere").status_code == 404
    assert officer.get("/officer/mail-texts/nothing.officer").status_code == 404
    assert officer.get("/officer/mail-texts/proposal_filed").status_code == 404
    assert officer.get(f"{FILED}?scheme=nowhere").status_code == 404


def test_other_words_are_previewed_saved_used_and_taken_back(town: Town) -> None:
    officer, city = town.as_("officer"), town.city
    words = {"subject": "受理：$project", "body": "$organisation さま、受理しました。"}
    page = officer.get(ACCEPTED)

    looked = officer.post(ACCEPTED, **words, do="preview", version="0")
    nothing_yet = rows(town, MailTextRow)
    wrong = officer.post(
        ACCEPTED, subject="{organisation}", body="$mayor と $ と ${x.y}", do="save", version="0"
    )
    saved = officer.post(ACCEPTED, **words, do="save", version=hidden(page, "version"))
    stale = officer.post(ACCEPTED, subject="別の件名", body="別の本文", do="save", version="0")
    an_accepted_application(city, a_call(city))
    deliver(town)

    assert "受理：まちなか防災すごろくづくり" in texts(looked, ".k-facts__value")
    assert nothing_yet == []
    assert wrong.status_code == 422
    assert texts(wrong, "#errors li") == [
        "「件名」の差し込みは、半角で「$organisation」と書いてください。",
        "「本文」の「$mayor」は、このメールでは使えません。使える項目は次のとおりです："
        "$call、$project、$organisation、$receipt_number",
        "「本文」の「$」の後には、差し込む項目の名前を書いてください。"
        "「$」という文字そのものは「$$」と書きます。",
    ]
    assert "$mayor と $ と ${x.y}" in wrong.text
    assert (saved.status_code, stale.status_code) == (303, 409)
    assert texts(stale, ".k-changed th") == ["件名", "本文"]
    assert hidden(stale, "version") == "1"
    [mail] = [one for one in rows(town, Mail) if one.kind == "application_accepted"]
    assert mail.subject == "受理：まちなか防災すごろくづくり"
    assert "organisationの会 さま、受理しました。" in mail.body

    edited = officer.get(ACCEPTED)
    assert "organisationの会 さま、受理しました。" in edited.text  # the newest event, filled in
    assert "変更あり" in texts(edited, ".k-facts__value")
    officer.post(f"{ACCEPTED}/reset", version=hidden(edited, "version"))
    [row] = rows(town, MailTextRow)
    assert (row.subject, row.body, row.version) == ("", "", 2)
    assert texts(officer.get(ACCEPTED), ".k-timeline__title")[:2] == [
        "メールをもとの文面に戻しました",
        "メールの文面を保存しました",
    ]


def test_a_mail_is_switched_off_with_a_reason_unless_it_must_go(town: Town) -> None:
    officer, city = town.as_("officer"), town.city
    switch = f"{ACCEPTED}/switch"

    silent = officer.post(switch, is_on="off", reason=" ", version="0")
    done = officer.post(
        switch, is_on="off", reason="電話で知らせる", version="0", scheme="kurashiki"
    )
    must = officer.post(f"{FILED}/switch", is_on="off", reason="不要", version="0")
    an_accepted_application(city, a_call(city))
    deliver(town)

    assert (silent.status_code, done.status_code, must.status_code) == (422, 303, 409)
    assert "必ず" in texts(officer.get(FILED), ".k-tag")[0]
    assert {one.kind for one in rows(town, Mail)} == {"proposal_filed"}
    assert {one.fault for one in rows(town, EventRow)} == {""}
    page = officer.get("/officer/mail-texts?scheme=kurashiki")
    assert texts(page, ".k-tag").count("送りません") == 1


def test_mails_are_held_counted_and_let_go_together(town: Town) -> None:
    officer, city = town.as_("officer"), town.city
    call_id = a_call(city)
    a_filed_application(city, call_id)
    deliver(town)

    empty = officer.post("/officer/mail-holds", call="", reason="x")
    held = officer.post(
        "/officer/mail-holds", call=str(call_id), whom="outside", reason="いっせいに送るため"
    )
    twice = officer.post("/officer/mail-holds", call=str(call_id), reason="もう一度")

    assert (empty.status_code, held.status_code, twice.status_code) == (422, 303, 409)
    assert [one.state for one in rows(town, Mail)] == [MailState.HELD] + [MailState.QUEUED] * 2
    assert "メール1通の送信を保留しています" in texts(officer.get("/officer/mails"), "h2")
    page = officer.get("/officer/mail-holds")
    assert "解除して1通を送る" in texts(page, "button")
    freed = officer.post("/officer/mail-holds/release", hold=hidden(page, "hold"))
    assert freed.status_code == 303
    assert {one.state for one in rows(town, Mail)} == {MailState.QUEUED}
    assert [one.released_by for one in rows(town, MailHold)] == [city.ids["officer"]]
    assert officer.post("/officer/mail-holds/release", hold="x").status_code == 409


def test_a_mail_is_read_for_the_record_sent_again_and_printed(town: Town) -> None:
    officer, city = town.as_("officer"), town.city
    a_filed_application(city, a_call(city))
    deliver(town)
    with city.uow(AFTER) as uow, uow.writing() as write:
        for one in write.session.scalars(select(Mail)):
            one.state, one.sent_at, one.next_try_at = MailState.SENT, AFTER, None
        write.session.add(
            Mail(kind="login", address="a@example.jp", subject="再設定", body="https://secret",
                 state=MailState.SENT, created_at=AFTER)
        )  # fmt: skip

    listed = officer.get("/officer/mails?q=applicant&kind=proposal_filed&call=1")
    read = officer.post("/officer/mails/1/read")
    again = officer.post("/officer/mails/1/again")
    paper = officer.post("/officer/mails/1/paper")
    login = [officer.post(f"/officer/mails/4/{verb}") for verb in ("read", "paper", "again")]

    assert len(texts(listed, "tbody tr")) == 1
    assert "受付番号は KU26-1-0001-23 です。" in read.text
    assert texts(read, ".k-timeline__title") == ["メールの本文を開きました"]
    assert again.status_code == 303
    assert texts(paper, ".k-paper__to > span") == [
        "倉敷市西中新田640番地", "organisationの会", "代表 水玉 花子 様",
    ]  # fmt: skip
    assert [one.status_code for one in login] == [404, 404, 404]
    *_, last = rows(town, Mail)
    assert (last.again_of_id, last.state, last.address, last.call_id) == (
        1, MailState.QUEUED, "applicant@example.jp", 1,
    )  # fmt: skip
    assert last.token != rows(town, Mail)[0].token
    assert "もう一度送ったもの" in officer.get("/officer/mails").text
    assert officer.post("/officer/mails/5/again").status_code == 409  # it has not gone out yet


def test_a_group_without_an_account_is_written_to_on_paper(town: Town) -> None:
    officer, city = town.as_("officer"), town.city
    a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow, uow.writing() as write:
        event = write.session.scalars(select(EventRow)).one()
        event.recipients = {**event.recipients, "applicant": []}
    deliver(town)

    mail = rows(town, Mail)[0]
    home = officer.get("/officer/")
    printed = officer.post(f"/officer/mails/{mail.id}/paper")
    posted = officer.post(f"/officer/mails/{mail.id}/posted")

    assert (mail.state, mail.address, mail.reader) == (MailState.TO_POST, "", Reader.APPLICANT)
    assert "郵送が必要なお知らせがあります：1件" in texts(home, ".k-todo__title")
    assert "organisationの会 御中" in printed.text
    assert "郵送したことを記録する" in texts(printed, "button")
    assert posted.status_code == 303
    assert rows(town, Mail)[0].state is MailState.POSTED
    assert officer.post(f"/officer/mails/{mail.id}/posted").status_code == 409
