"""Mails go through a real server: encrypted, one recipient each, and failures said in words."""

import shutil
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from koubo.people.sending import Letter, NotTaken, Undeliverable
from koubo_web.cli import main
from koubo_web.mail_settings import SmtpSecurity
from koubo_web.settings import Settings
from koubo_web.smtp import message_of, recipient, send_by_smtp
from web.browser import NOON
from web.mail_server import HOST, Certificate, MailServer, Running, a_certificate

BODY = "水玉 花子 様\n\n受け付けました。\n" + "長い行" * 400 + "\n"
LETTER = Letter("<1@koubo.example.jp>", "hanako@example.jp", "【受付 R8-0001】受け付けました", BODY)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the keys")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return a_certificate(tmp_path_factory.mktemp("certificate"))


def reaching(settings: Settings, running: Running, **changes: Any) -> Settings:
    """Give settings that lead to a server on this machine, open unless said otherwise."""
    values = {
        "smtp_host": HOST,
        "smtp_port": running.port,
        "smtp_security": SmtpSecurity.NONE,
        "mail_from": "倉敷市 市民活動推進課 <kyodo@city.example.jp>",
    }
    return replace(settings, **(values | changes))


def test_a_mail_has_one_recipient_no_attachment_and_only_our_headers(settings: Settings) -> None:
    server = MailServer()
    with Running(server) as running:
        reached = reaching(settings, running, mail_reply_to="madoguchi@city.example.jp")
        send_by_smtp(reached, LETTER, NOON)
        evil = replace(LETTER, subject="件名\r\nBcc: all@example.jp\r\n\r\n本文のつもり")
        send_by_smtp(reached, evil, NOON)

    first, second = server.messages
    [envelope, _] = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "kyodo@city.example.jp",
        ["hanako@example.jp"],
    )
    assert {name: str(value) for name, value in first.items() if name != "Content-Type"} == {
        "From": "倉敷市 市民活動推進課 <kyodo@city.example.jp>",
        "To": "hanako@example.jp",
        "Reply-To": "madoguchi@city.example.jp",
        "Subject": "【受付 R8-0001】受け付けました",
        "Date": "Fri, 06 Nov 2026 12:00:00 +0900",
        "Message-ID": "<1@koubo.example.jp>",
        "Auto-Submitted": "auto-generated",
        "Content-Transfer-Encoding": "base64",
        "MIME-Version": "1.0",
    }
    assert first.get_content().replace("\r\n", "\n") == BODY
    assert (list(first.iter_attachments()), first.is_multipart()) == ([], False)
    assert max(map(len, bytes(envelope.content or b"").splitlines())) <= 998
    assert second["Subject"] == "件名 Bcc: all@example.jp 本文のつもり"
    assert (second["Bcc"], server.envelopes[1].rcpt_tos) == (None, ["hanako@example.jp"])


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("taro..x.@docomo.example.jp", '"taro..x."@docomo.example.jp'),
        ('"a b"@example.jp', '"a b"@example.jp'),
        ("taro@例え.example.jp", "taro@xn--r8jz45g.example.jp"),
        ("o'brien+1@example.jp", "o'brien+1@example.jp"),
    ],
)
def test_unusual_addresses_are_written_as_mail_servers_take_them(
    address: str, sent_to: str
) -> None:
    assert recipient(address) == sent_to


@pytest.mark.parametrize(
    "address",
    [
        "", "hanako", "@example.jp", "hanako@", "a@example.jp, b@example.jp", "a@b@example.jp",
        "a@example.jp\nBcc: b@example.jp", "太郎@example.jp", "花子 <a@example.jp>",
        "g: a@example.jp;", f"a@{'x' * 64}.jp",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_given_up_at_once(settings: Settings, address: str) -> None:
    with pytest.raises(Undeliverable, match="メールを送れるアドレスではありません"):
        message_of(settings, replace(LETTER, address=address), NOON)


@needs_openssl
def test_the_way_is_encrypted_and_the_certificate_checked(
    settings: Settings, certificate: Certificate
) -> None:
    server = MailServer(login=(b"koubo", b"secret"))
    trusting = {"smtp_ca": str(certificate.certificate), "smtp_user": "koubo"}
    trusting |= {"smtp_password": "secret"}
    for ways, security in (
        ({"starttls": certificate.server()}, SmtpSecurity.STARTTLS),
        ({"tls": certificate.server()}, SmtpSecurity.TLS),
    ):
        with Running(server, **ways) as running:
            reached = reaching(settings, running, smtp_security=security, **trusting)
            send_by_smtp(reached, LETTER, NOON)
            for change, told in (
                ({"smtp_ca": ""}, "証明書を確かめられません"),
                ({"smtp_host": "localhost"}, "証明書を確かめられません"),
                ({"smtp_password": "wrong"}, "ログインできません"),
            ):
                with pytest.raises(NotTaken, match=told):
                    send_by_smtp(replace(reached, **change), LETTER, NOON)

    assert len(server.envelopes) == 2
    assert all(one.authenticated for one in server.sessions)
    assert server.sessions[0].ssl is not None


def test_each_refusal_says_what_is_wrong_and_whether_it_is_for_good(settings: Settings) -> None:
    cases = [
        (MailServer(recipient_answer="550 no such user"), Undeliverable, "550 no such user"),
        (MailServer(data_answer="554 too long"), Undeliverable, "このメールを受け付けませんでした"),
        (MailServer(recipient_answer="451 try later"), NotTaken, "451 try later"),
        (MailServer(data_answer="452 full"), NotTaken, "452 full"),
        (MailServer(hangs_up=True), NotTaken, "通信が途中で切れました"),
    ]
    for server, kind, told in cases:
        with Running(server) as running, pytest.raises(kind, match=told):
            send_by_smtp(reaching(settings, running), LETTER, NOON)
        assert server.envelopes == []

    with Running(MailServer()) as running:
        starttls = reaching(settings, running, smtp_security=SmtpSecurity.STARTTLS)
        with pytest.raises(NotTaken, match="STARTTLS かログインに対応していません"):
            send_by_smtp(starttls, LETTER, NOON)
        gone = reaching(settings, running)
    with pytest.raises(NotTaken, match="つながりません"):
        send_by_smtp(gone, LETTER, NOON)
    with pytest.raises(NotTaken, match="が見つかりません"):
        send_by_smtp(replace(gone, smtp_host="nowhere.invalid"), LETTER, NOON)


def test_a_server_that_says_nothing_is_given_up_after_the_time_that_was_set(
    settings: Settings,
) -> None:
    with socket.create_server((HOST, 0)) as silent:
        reached = replace(
            settings,
            smtp_host=HOST,
            smtp_port=silent.getsockname()[1],
            smtp_security=SmtpSecurity.NONE,
            smtp_timeout=1,
            mail_from="kyodo@city.example.jp",
        )
        with pytest.raises(NotTaken, match="1秒たっても返事をしません"):
            send_by_smtp(reached, LETTER, NOON)


def test_the_command_sends_one_mail_and_says_what_went_wrong(tmp_path: Path) -> None:
    server, data = MailServer(), tmp_path / "data"
    sound = {
        "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
        "KOUBO_BASE_URL": "https://koubo.city.example.jp",
        "KOUBO_DATA": str(data),
    }

    def run(address: str, **more: str) -> tuple[int, str]:
        answer = CliRunner().invoke(main, ["mail-test", address], env=sound | more)
        return answer.exit_code, answer.output

    assert run("a@example.jp")[1].startswith("Error: メールサーバーが設定されていません。")
    with Running(server) as running:
        set_up = {
            "KOUBO_SMTP_HOST": HOST,
            "KOUBO_SMTP_PORT": str(running.port),
            "KOUBO_SMTP_SECURITY": "none",
            "KOUBO_MAIL_FROM": "kyodo@city.example.jp",
        }
        code, told = run("a@example.jp", **set_up)
        assert (code, "渡しました" in told) == (0, True)
        code, told = run("no address", **set_up)
        assert (code, "メールを送れるアドレスではありません" in told) == (1, True)
    code, told = run("a@example.jp", **set_up)
    assert (code, "つながりません" in told) == (1, True)
    assert [one.rcpt_tos for one in server.envelopes] == [["a@example.jp"]]
