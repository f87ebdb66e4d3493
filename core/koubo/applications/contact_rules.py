"""How an organisation and the city spoke with each other, as values."""

from collections.abc import Mapping
from enum import StrEnum


class ContactWay(StrEnum):
    """How they spoke."""

    TELEPHONE = "telephone"
    WINDOW = "window"
    VISIT = "visit"
    MAIL = "mail"


CONTACT_WAY_NAMES: Mapping[ContactWay, str] = {
    ContactWay.TELEPHONE: "電話",
    ContactWay.WINDOW: "窓口",
    ContactWay.VISIT: "訪問",
    ContactWay.MAIL: "メール",
}
