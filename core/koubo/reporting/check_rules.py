"""The sides from which a report is looked at."""

from enum import StrEnum


class CheckKind(StrEnum):
    """Which side of a report somebody looked at."""

    SUBSTANCE = "substance"
    ACCOUNTS = "accounts"


CHECK_NAMES = {CheckKind.SUBSTANCE: "事業の内容の確認", CheckKind.ACCOUNTS: "収支と領収書の確認"}
