"""Unsafe settings keep the site from starting, in one line that says what to do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from koubo_web.cli import main
from koubo_web.settings import UnsafeSettings, read_settings

SECRET = "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f"


def environment(folder: Path, **changes: str | None) -> dict[str, str]:
    """Give sound settings with these changes; None takes one away."""
    sound: dict[str, str | None] = {
        "KOUBO_SECRET_KEY": SECRET,
        "KOUBO_BASE_URL": "https://koubo.city.example.jp/",
        "KOUBO_DATA": str(folder),
    }
    return {name: text for name, text in (sound | changes).items() if text is not None}


def refusal(settings: dict[str, str]) -> str:
    """Give the line with which these settings are refused."""
    with pytest.raises(UnsafeSettings) as refused:
        read_settings(settings)
    return refused.value.line


def test_sound_settings_are_taken_with_their_defaults(tmp_path: Path) -> None:
    settings = read_settings(environment(tmp_path, PATH="/usr/bin"))

    assert settings.base_url == "https://koubo.city.example.jp"
    assert settings.database_url == f"sqlite:///{tmp_path / 'koubo.sqlite3'}"
    assert (settings.demo, settings.secure, settings.host, settings.port) == (
        False,
        True,
        "127.0.0.1",
        8000,
    )
    assert (settings.password_time, settings.password_memory, settings.password_lanes) == (
        2,
        19456,
        1,
    )


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "short",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "change-me-0f5b2c7d9e1a4836b0c4d2e8f6a7193c",
        "koubo-secret-key-for-the-city-of-kurashiki",
    ],
)
def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path, secret: str | None) -> None:
    assert refusal(environment(tmp_path, KOUBO_SECRET_KEY=secret)) == (
        '「python -c "import secrets; print(secrets.token_urlsafe(48))"」で作った文字列を'
        " KOUBO_SECRET_KEY に設定してください。"
    )


@pytest.mark.parametrize(
    "address",
    [
        None,
        "koubo.city.example.jp",
        "http://koubo.city.example.jp",
        "https://koubo.city.example.jp/koubo",
        "https://koubo.city.example.jp?x=1",
        "https://someone@koubo.city.example.jp",
        "https://",
        "https://koubo.city.example.jp:port",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_links_could_not_bear_is_refused(
    tmp_path: Path, address: str | None
) -> None:
    assert refusal(environment(tmp_path, KOUBO_BASE_URL=address)) == (
        "利用者が開くアドレスを「KOUBO_BASE_URL=https://koubo.example.jp」の形で"
        "（パスを付けずに）設定してください。"
    )


def test_a_missing_folder_is_asked_for(tmp_path: Path) -> None:
    assert refusal(environment(tmp_path, KOUBO_DATA=None)) == (
        "書類とデータベースを置くフォルダーを KOUBO_DATA に設定してください。"
    )


@pytest.mark.parametrize(
    "url", ["mysql://localhost/koubo", "sqlite://", "sqlite:///:memory:", "postgres", "file:x"]
)
def test_a_database_that_keeps_nothing_is_refused(tmp_path: Path, url: str) -> None:
    assert refusal(environment(tmp_path, KOUBO_DATABASE_URL=url)) == (
        "KOUBO_DATABASE_URL を「postgresql://利用者@ホスト/名前」か"
        "「sqlite:////フォルダー/koubo.sqlite3」の形で設定してください。"
    )


def test_a_misspelt_setting_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    assert refusal(environment(tmp_path, KOUBO_SCHEME="schemes")) == (
        "KOUBO_SCHEME という設定はありません（KOUBO_SCHEMES のことですか）。"
        "名前を直すか、外してください。"
    )


def test_a_weaker_password_hash_is_refused(tmp_path: Path) -> None:
    assert refusal(environment(tmp_path, KOUBO_PASSWORD_MEMORY="1024")) == (
        "「KOUBO_PASSWORD_MEMORY」は19,456以上で入力してください。"
    )


def test_several_faults_are_said_in_one_line() -> None:
    line = refusal({"KOUBO_PORT": "eighty"})

    assert len(line.splitlines()) == 1
    assert [name for name in ("SECRET_KEY", "BASE_URL", "DATA", "PORT") if name in line] == [
        "SECRET_KEY",
        "BASE_URL",
        "DATA",
        "PORT",
    ]


def test_the_demo_needs_no_decision_and_keeps_its_secret(tmp_path: Path) -> None:
    asked = {"KOUBO_DEMO": "yes", "KOUBO_DATA": str(tmp_path / "demo")}

    first, second = read_settings(asked), read_settings(asked)

    assert first == second
    assert (first.demo, first.base_url, len(first.secret_key)) == (
        True,
        "http://127.0.0.1:8000",
        64,
    )


def test_the_demo_is_not_shown_to_the_world(tmp_path: Path) -> None:
    asked = {"KOUBO_DEMO": "yes", "KOUBO_DATA": str(tmp_path), "KOUBO_HOST": "0.0.0.0"}

    assert refusal(asked | {"KOUBO_BASE_URL": "http://127.0.0.1:8000"}) == (
        "体験モードではメールがだれにでも見えます。KOUBO_HOST を 127.0.0.1 にするか、"
        "KOUBO_DEMO を外してください。"
    )


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_every_command_ends_with_the_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, text in environment(tmp_path, KOUBO_SECRET_KEY="short").items():
        monkeypatch.setenv(name, text)

    ended = CliRunner().invoke(main, [command])

    assert ended.exit_code == 1
    assert ended.output == (
        'Error: 「python -c "import secrets; print(secrets.token_urlsafe(48))"」で作った文字列を'
        " KOUBO_SECRET_KEY に設定してください。\n"
    )


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"KOUBO_MAIL_FROM": None}, "差出人のメールアドレスを KOUBO_MAIL_FROM に設定してください"),
        ({"KOUBO_MAIL_FROM": "a@example.jp, b@example.jp"}, "1つのメールアドレスの形で"),
        ({"KOUBO_MAIL_FROM": "市役所"}, "1つのメールアドレスの形で"),
        ({"KOUBO_MAIL_REPLY_TO": "市役所"}, "KOUBO_MAIL_REPLY_TO を"),
        ({"KOUBO_SMTP_SECURITY": "ssl"}, "starttls、tls、none のどれかに"),
        ({"KOUBO_SMTP_USER": "koubo"}, "両方を設定するか、両方を外してください"),
        ({"KOUBO_SMTP_CA": "/nowhere.pem"}, "KOUBO_SMTP_CA のファイルがありません"),
        (
            {
                "KOUBO_SMTP_SECURITY": "none",
                "KOUBO_SMTP_USER": "koubo",
                "KOUBO_SMTP_PASSWORD": "x",
            },
            "パスワードが暗号化されずに流れます",
        ),
        ({"KOUBO_SMTP_STARTTLS": "no"}, "KOUBO_SMTP_STARTTLS という設定はありません"),
    ],
)
def test_mail_that_would_go_wrong_or_in_the_clear_is_refused(
    tmp_path: Path, changes: dict[str, str | None], remedy: str
) -> None:
    sound = {
        "KOUBO_SMTP_HOST": "smtp.example.jp",
        "KOUBO_MAIL_FROM": "倉敷市 <a@example.jp>",
    }

    assert remedy in refusal(environment(tmp_path, **(sound | changes)))


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_each_way_to_the_mail_server_has_its_own_port(
    tmp_path: Path, security: str, port: int
) -> None:
    mail = {"KOUBO_SMTP_SECURITY": security, "KOUBO_SMTP_HOST": "127.0.0.1"}
    mail |= {"KOUBO_MAIL_FROM": "a@example.jp"}
    login = {"KOUBO_SMTP_USER": "koubo", "KOUBO_SMTP_PASSWORD": "x"}

    # On the machine itself a password may go in the clear.
    assert read_settings(environment(tmp_path, **mail, **login)).smtp_port == port
    assert read_settings(environment(tmp_path, **mail, KOUBO_SMTP_PORT="2525")).smtp_port == 2525
