"""The pages of members, invitations and the representative, as their users press them."""

import re

import pytest
from sqlalchemy import select

from koubo.people.models import Organisation
from koubo.storage.outbox import Mail
from web.browser import PASSWORD, Browser, ReadMails, link_in
from web.pages import errors_at, fields_of, send, soup, words
from web.town import Town

TOKEN = re.compile(r"(/invitations/\S+)")


@pytest.fixture
def applicant(town: Town) -> Browser:
    return town.as_("applicant")


def _base(town: Town) -> str:
    return f"/applicant/organisations/{town.city.ids['organisation']}"


def _invite(town: Town, applicant: Browser, email: str, role: str = "editor") -> str:
    path = f"{_base(town)}/members/invite"
    typed = fields_of(soup(applicant.get(path))) | {"email": email, "role": role}
    assert send(applicant, path, typed).status_code == 303
    with town.city.uow() as uow:
        mail = uow.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    found = TOKEN.search(mail.body)
    assert found is not None
    return found[1]


def test_an_invited_newcomer_registers_and_comes_back_to_the_invitation(
    town: Town, applicant: Browser, mails: ReadMails
) -> None:
    link = _invite(town, applicant, "newcomer@example.jp")
    nobody = Browser(town.app.test_client())
    [_, register] = [one["href"] for one in soup(nobody.get(link)).select(".k-actions a")]
    typed = fields_of(soup(nobody.get(str(register)))) | {
        "person_name": "新見 次郎",
        "email": "newcomer@example.jp",
        "password": PASSWORD,
    }
    nobody.post("/register", **typed)

    confirmed = nobody.post(link_in(mails()[-1]), password=PASSWORD)

    assert confirmed.location == link
    joined = send(nobody, link, fields_of(soup(nobody.get(link))))
    assert (joined.status_code, joined.location) == (303, _base(town))


def test_an_invited_person_joins_by_a_button_and_leaves_again(
    town: Town, applicant: Browser
) -> None:
    base = _base(town)
    link = _invite(town, applicant, "stranger@example.jp")
    listed = words(soup(applicant.get(f"{base}/members")).main)
    assert "stranger@example.jp" in listed
    assert "返事待ち" in listed

    nobody = Browser(town.app.test_client())
    page = soup(nobody.get(link))
    assert "organisationの会" in words(page.main)
    assert [one["href"] for one in page.select(".k-actions a")] == [
        f"/login?next={link}",
        f"/register?next={link}",
    ]
    assert nobody.post(link).status_code == 401

    stranger = town.as_("stranger")
    assert "confirmed" not in fields_of(soup(stranger.get(link)))
    assert stranger.get(f"{base}/members").status_code == 404
    joined = send(stranger, link, fields_of(soup(stranger.get(link))))
    assert (joined.status_code, joined.location) == (303, base)

    members = soup(stranger.get(f"{base}/members"))
    assert "招待する、外す、役割を変えるのは、役割が「代表者」の方ができます" in words(members.main)
    assert stranger.get(f"{base}/members/invite").status_code == 409
    assert "もうこの団体のメンバーです" in words(soup(stranger.get(link)).main)
    used = soup(town.as_("officer").get(link), 410)
    assert "もう使われています" in words(used.main)

    [leave] = [one["href"] for one in members.select("td a") if "やめる" in one.text]
    assert send(stranger, str(leave), fields_of(soup(stranger.get(str(leave))))).status_code == 303
    assert stranger.get(f"{base}/members").status_code == 404


def test_another_account_with_the_link_is_asked_and_a_dead_link_says_what_to_do(
    town: Town, applicant: Browser
) -> None:
    base = _base(town)
    link = _invite(town, applicant, "hanako@example.jp")
    stranger = town.as_("stranger")

    asked = soup(send(stranger, link, fields_of(soup(stranger.get(link)))), 422)
    assert list(errors_at(asked)) == ["#field-confirmed"]
    [withdraw] = [
        str(one["href"])
        for one in soup(applicant.get(f"{base}/members")).select("td a")
        if "取り消す" in one.text
    ]
    assert send(applicant, withdraw, fields_of(soup(applicant.get(withdraw)))).status_code == 303

    gone = soup(stranger.get(link), 410)
    assert "この招待は取り消されました" in words(gone.main)
    unknown = soup(stranger.get(f"{link}x"), 404)
    assert "いちばん新しい招待のメールのリンクを開いてください" in words(unknown.main)
    assert stranger.get(f"{base}/members").status_code == 404


def test_the_last_representative_cannot_go_and_roles_change(town: Town, applicant: Browser) -> None:
    base = _base(town)
    stranger = town.as_("stranger")
    link = _invite(town, applicant, "stranger@example.jp")
    assert send(stranger, link, fields_of(soup(stranger.get(link)))).status_code == 303
    rows = {
        words(row.th): {words(one): str(one["href"]) for one in row.select("a")}
        for row in soup(applicant.get(f"{base}/members")).select("tbody tr")
    }
    mine, theirs = rows["applicant（あなた）"], rows["stranger"]

    last = soup(applicant.get(mine["この団体のメンバーをやめる"]))
    assert "いまは外せません" in words(last.main)
    path = theirs["strangerさんの役割を変える"]
    empty = soup(send(applicant, path, fields_of(soup(applicant.get(path))) | {"role": "x"}), 422)
    assert list(errors_at(empty)) == ["#field-role"]
    typed = fields_of(soup(applicant.get(path))) | {"role": "representative"}
    assert send(applicant, path, typed).status_code == 303
    path = mine["この団体のメンバーをやめる"]
    left = send(applicant, path, fields_of(soup(applicant.get(path))))
    assert (left.status_code, left.location) == (303, "/applicant/")
    listed = words(soup(stranger.get(f"{base}/members")).main)
    assert "代表者" in listed
    assert "applicant" not in listed


def test_a_new_representative_has_a_first_day(town: Town, applicant: Browser) -> None:
    base = _base(town)
    path = f"{base}/representative"
    blank = fields_of(soup(applicant.get(path)))

    empty = soup(send(applicant, path, blank), 422)
    assert list(errors_at(empty)) == ["#field-what"]
    typed = blank | {
        "what": "change",
        "title": "会長",
        "name": "倉敷 一郎",
        "from_on-year": "令和7",
        "from_on-month": "4",
        "from_on-day": "1",
    }
    assert send(applicant, path, typed).status_code == 303
    shown = words(soup(applicant.get(base)).main)
    assert "会長倉敷一郎令和7年4月1日から" in shown
    assert "令和7年3月31日まで代表水玉花子" in shown

    stale = soup(send(applicant, path, typed | {"name": "倉敷 二郎"}), 409)
    assert "代表者の氏名倉敷一郎倉敷二郎変更あり" in words(stale.main)
    assert fields_of(stale)["name"] == "倉敷 二郎"
    early = soup(send(applicant, path, fields_of(stale) | {"from_on-year": "令和6"}), 422)
    assert list(errors_at(early)) == ["#field-from_on"]
    mended = fields_of(soup(applicant.get(path))) | {
        "what": "correct",
        "title": "会長",
        "name": "倉敷 一朗",
    }
    assert send(applicant, path, mended).status_code == 303
    with town.city.uow() as uow:
        row = uow.session.get_one(Organisation, town.city.ids["organisation"])
        assert row.representative == "倉敷 一朗"
