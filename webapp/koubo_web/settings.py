"""What the operator decides: read once from KOUBO_…, checked, and frozen.

Unsafe settings are refused in one line that says what to do.
"""

import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Field

from koubo.applications.actions.attaching import MAX_FILE_BYTES, MAX_FILES
from koubo.fields import Text, Whole, YesNo
from koubo_web.mail_settings import LOOPBACK, PORTS, SmtpSecurity, mail_complaints
from koubo_web.settings_checks import is_address, is_canonical, is_database, is_guessable

PREFIX = "KOUBO_"
MEGABYTE = 1_000_000
WHOLE_QUESTION = MAX_FILES * MAX_FILE_BYTES // MEGABYTE + 10
"""MB of one request with as many and as large files as a question takes, and a form around them."""

MAKE_SECRET = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
REMEDY_SECRET = f"「{MAKE_SECRET}」で作った文字列を KOUBO_SECRET_KEY に設定してください"
REMEDY_BANK_KEY = (
    f"「{MAKE_SECRET}」で作った文字列を KOUBO_BANK_KEY に設定してください。"
    "鍵を替えるときは「新しい鍵,前の鍵」のように、前の鍵をコンマの後に残します"
)
REMEDY_BASE_URL = (
    "利用者が開くアドレスを「KOUBO_BASE_URL=https://koubo.example.jp」の形で"
    "（パスを付けずに）設定してください"
)
REMEDY_DATA = "書類とデータベースを置くフォルダーを KOUBO_DATA に設定してください"


class UnsafeSettings(Exception):
    """The settings are wrong or unsafe; the one line says what to do."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Settings:
    """What the operator decided.

    :param bank_key: secrets that accounts of organisations are encrypted with, by commas, the newest
        first; where it is empty they are derived from the secret key
    :param base_url: the only address that links bear, without a slash at its end
    :param data: the folder of the files, and of the database where it is SQLite
    :param schemes: a folder of scheme files, if there is one
    :param operator: who runs the site: the city and its office; "" shows as not yet confirmed
    :param accessibility_by: by when the level of accessibility is to be reached; "" as well
    :param accessibility_tested: what a test of it found, and when; "" as well
    :param privacy_page: the city's own page on people's data, https; "" where there is none
    :param one_core: whether the threads that answer stay on one core, which for Python is quicker
    :param upload_megabytes: the most that one request may carry
    :param password_memory: KiB that argon2 takes for one password
    :param trusted_proxy: the address of the proxy that says whom it speaks for; "" where none is
    :param smtp_host: the mail server; where it is empty mails stay in the outbox
    :param smtp_ca: a file of certificates that the server's is checked against; "" the system's
    :param smtp_timeout: seconds that one answer of the server may take
    """

    demo: bool
    secret_key: str
    bank_key: str
    base_url: str
    data: Path
    database_url: str
    schemes: Path | None
    site_name: str
    contact: str
    operator: str
    accessibility_by: str
    accessibility_tested: str
    privacy_page: str
    host: str
    port: int
    threads: int
    one_core: bool
    trusted_proxy: str
    upload_megabytes: int
    password_time: int
    password_memory: int
    password_lanes: int
    smtp_host: str
    smtp_port: int
    smtp_security: SmtpSecurity
    smtp_user: str
    smtp_password: str
    smtp_ca: str
    smtp_timeout: int
    mail_from: str
    mail_reply_to: str

    @property
    def files(self) -> Path:
        """Give the folder of the stored files."""
        return self.data / "files"

    @property
    def bank_keys(self) -> tuple[str, ...]:
        """Give the secrets of the accounts, the newest first; what the secret key gives stands last."""
        return (*bank_secrets(self.bank_key), self.secret_key)

    @property
    def secure(self) -> bool:
        """Say whether people reach the site over https."""
        return self.base_url.startswith("https://")


class SettingsSchema(Schema):
    """Judges the raw KOUBO_… values; the rules that need several of them stand below."""

    demo = YesNo(load_default=False)
    secret_key = Text(required=True, single_line=True)
    bank_key = Text(load_default="", single_line=True)
    base_url = Text(required=True, single_line=True)
    data = Text(required=True, single_line=True)
    database_url = Text(load_default="", single_line=True)
    schemes = Text(load_default="", single_line=True)
    site_name = Text(load_default="", single_line=True, max_length=60)
    contact = Text(load_default="", max_length=300)
    operator = Text(load_default="", single_line=True, max_length=100)
    accessibility_by = Text(load_default="", single_line=True, max_length=100)
    accessibility_tested = Text(load_default="", max_length=1000)
    privacy_page = Text(load_default="", single_line=True, max_length=300)
    host = Text(load_default="127.0.0.1", single_line=True)
    port = Whole(load_default=8000, minimum=1, maximum=65535)
    threads = Whole(load_default=8, minimum=1, maximum=64)
    one_core = YesNo(load_default=True)
    trusted_proxy = Text(load_default="", single_line=True)
    upload_megabytes = Whole(load_default=WHOLE_QUESTION, minimum=1, maximum=1024)
    password_time = Whole(load_default=2, minimum=2, maximum=10)
    password_memory = Whole(load_default=19456, minimum=19456, maximum=1048576)
    password_lanes = Whole(load_default=1, minimum=1, maximum=8)
    smtp_host = Text(load_default="", single_line=True)
    smtp_port = Whole(load_default=0, minimum=1, maximum=65535)
    smtp_security = Text(load_default=SmtpSecurity.STARTTLS.value, single_line=True)
    smtp_user = Text(load_default="", single_line=True)
    smtp_password = Text(load_default="", single_line=True)
    smtp_ca = Text(load_default="", single_line=True)
    smtp_timeout = Whole(load_default=20, minimum=1, maximum=120)
    mail_from = Text(load_default="", single_line=True)
    mail_reply_to = Text(load_default="", single_line=True)

    def on_bind_field(self, field_name: str, field_obj: Field[Any]) -> None:
        """Let the sentences name the setting as the operator wrote it."""
        field_obj.metadata = {"label": PREFIX + field_name.upper()}

    @validates_schema
    def refuse_unsafe(self, values: dict[str, Any], **options: Any) -> None:
        """Refuse what would let strangers in or send wrong links."""
        if not values["demo"] and is_guessable(values["secret_key"]):
            raise ValidationError(REMEDY_SECRET, "secret_key")
        if not values["demo"] and any(
            is_guessable(one) for one in bank_secrets(values["bank_key"])
        ):
            raise ValidationError(REMEDY_BANK_KEY, "bank_key")
        if not is_canonical(values["base_url"]):
            raise ValidationError(REMEDY_BASE_URL, "base_url")
        if values["demo"] and values["host"] not in LOOPBACK:
            raise ValidationError(
                "体験モードではメールがだれにでも見えます。KOUBO_HOST を 127.0.0.1 にするか、"
                "KOUBO_DEMO を外してください",
                "host",
            )
        for name, remedy in mail_complaints(values):
            raise ValidationError(remedy, name)
        if values["trusted_proxy"] and not is_address(values["trusted_proxy"]):
            raise ValidationError(
                "KOUBO_TRUSTED_PROXY に、リバースプロキシの IP アドレスを「127.0.0.1」の形で"
                "1つ設定してください",
                "trusted_proxy",
            )
        if values["database_url"] and not is_database(values["database_url"]):
            raise ValidationError(
                "KOUBO_DATABASE_URL を「postgresql://利用者@ホスト/名前」か"
                "「sqlite:////フォルダー/koubo.sqlite3」の形で設定してください",
                "database_url",
            )
        if values["privacy_page"] and not values["privacy_page"].startswith("https://"):
            raise ValidationError(
                "KOUBO_PRIVACY_PAGE に、市の個人情報保護のページを"
                "「https://www.city.example.jp/privacy」の形で設定してください",
                "privacy_page",
            )
        if values["schemes"] and not Path(values["schemes"]).is_dir():
            raise ValidationError(
                "KOUBO_SCHEMES のフォルダーがありません。フォルダーを作るか、設定を直してください",
                "schemes",
            )


def bank_secrets(text: str) -> tuple[str, ...]:
    """Give the single secrets of KOUBO_BANK_KEY."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Give the settings that the environment's KOUBO_… variables make.

    :raise UnsafeSettings: with one line that says what to do
    """
    raw = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX)
    }
    _refuse_unknown(raw)
    try:
        values = SettingsSchema().load(_with_demo_defaults(raw))
    except ValidationError as found:
        raise UnsafeSettings(_one_line(found)) from None
    data = Path(values.pop("data")).resolve()
    schemes = values.pop("schemes")
    values["database_url"] = values["database_url"] or f"sqlite:///{data / 'koubo.sqlite3'}"
    values["base_url"] = values["base_url"].rstrip("/")
    values["smtp_security"] = SmtpSecurity(values["smtp_security"])
    values["smtp_port"] = values["smtp_port"] or PORTS[values["smtp_security"]]
    return Settings(data=data, schemes=Path(schemes).resolve() if schemes else None, **values)


def _refuse_unknown(raw: Mapping[str, str]) -> None:
    known = list(SettingsSchema().fields)
    for name in raw:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"（{PREFIX}{near[0].upper()} のことですか）" if near else ""
            raise UnsafeSettings(
                f"{PREFIX}{name.upper()} という設定はありません{hint}。"
                "名前を直すか、外してください。"
            )


def _with_demo_defaults(raw: Mapping[str, str]) -> dict[str, str]:
    """Fill in what a newcomer need not decide; outside the demo nothing is filled in."""
    values = dict(raw)
    try:
        demo = YesNo(load_default=False).deserialize(values.get("demo", "no"))
    except ValidationError:
        demo = False  # the schema will say so, with the setting's name
    if demo:
        values.setdefault("data", "demo-data")
        host, port = values.get("host", "127.0.0.1"), values.get("port", "8000")
        values.setdefault("base_url", f"http://{host}:{port}")
        values.setdefault("site_name", "体験版")
        values["secret_key"] = values.get("secret_key") or _kept_secret(Path(values["data"]))
    return values


def _kept_secret(data: Path) -> str:
    """Give the demo's own secret, made once and kept, so that a restart signs nobody out."""
    kept = data / "demo-secret"
    if not kept.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
        kept.chmod(0o600)
    return kept.read_text(encoding="ascii")


def _one_line(found: ValidationError) -> str:
    """Give every complaint in one line; what is missing gets the remedy rather than the rule."""
    remedies = {"secret_key": REMEDY_SECRET, "base_url": REMEDY_BASE_URL, "data": REMEDY_DATA}
    complaints = found.messages_dict
    lines = [
        str(remedies.get(name) or " ".join(map(str, messages))).rstrip("。")
        for name, messages in complaints.items()
    ]
    return "。".join(lines) + "。"
