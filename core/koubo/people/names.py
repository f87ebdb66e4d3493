"""Names as people mean them: what is written in two ways and is one name gives one key.

A key is only for comparing and searching: nobody is shown it, and nothing is filed under it.
"""

import unicodedata

LONGEST_KEY = 100
LEGAL_FORMS = (
    "認定特定非営利活動法人", "特定非営利活動法人", "認定npo法人", "npo法人",
    "公益社団法人", "公益財団法人", "一般社団法人", "一般財団法人", "社団法人", "財団法人",
    "社会福祉法人", "学校法人", "宗教法人", "医療法人", "農事組合法人", "労働者協同組合",
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社",
)  # fmt: skip
"""As they are written at the beginning or the end of a name; the longer before its own end."""
SHORT_FORMS = {
    "特非": "特定非営利活動法人",
    "npo": "特定非営利活動法人",
    "公社": "公益社団法人",
    "公財": "公益財団法人",
    "一社": "一般社団法人",
    "一財": "一般財団法人",
    "社": "社団法人",
    "財": "財団法人",
    "福": "社会福祉法人",
    "学": "学校法人",
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
}
"""In brackets: (株), (特非); ㈱ is the same in one character."""
SAME_FORM = {
    "認定特定非営利活動法人": "特定非営利活動法人",
    "認定npo法人": "特定非営利活動法人",
    "npo法人": "特定非営利活動法人",
}
VARIANTS = str.maketrans(
    "髙﨑德濵濱邊邉齋齊澤廣國學會櫻嶋", "高崎徳浜浜辺辺斎斉沢広国学会桜島"
)  # fmt: skip
HIRAGANA = {number: number - 0x60 for number in range(ord("ァ"), ord("ヶ") + 1)}
LONG_VOWEL = "ー"


def fold(text: str) -> str:
    """Give a text without what writing it differently changes.

    全角 and 半角, capitals, カタカナ and ひらがな, spaces, punctuation, dashes and long vowels.
    """
    while (again := _folded(text)) != text:
        text = again
    return text


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(VARIANTS).translate(HIRAGANA)
    return "".join(
        one for one in plain if unicodedata.category(one)[0] in "LN" and one != LONG_VOWEL
    )


def name_key(name: str) -> str:
    """Give what an organisation's name is compared by: folded, without its legal form.

    Empty for a name of punctuation only, which is like no other.
    """
    key = fold(_without_short_forms(name))[:LONGEST_KEY]
    while (shorter := _without_form(key)) != key:
        key = shorter
    return key


def legal_form(name: str) -> str:
    """Give the legal form in a name in full, such as 特定非営利活動法人; empty if it names none."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    for short, full in SHORT_FORMS.items():
        if f"({short})" in plain:
            return full
    key = fold(name)
    found = next((one for one in LEGAL_FORMS if key.startswith(one) or key.endswith(one)), "")
    return SAME_FORM.get(found, found)


def phone_key(phone: str) -> str:
    """Give the digits of a telephone number, however it is grouped."""
    plain = unicodedata.normalize("NFKC", phone)
    return "".join(one for one in plain if one.isascii() and one.isdigit())[:LONGEST_KEY]


def kana_key(kana: str) -> str:
    """Give what a name's reading is searched by."""
    return fold(kana)[:LONGEST_KEY]


def search_key(*texts: str) -> str:
    """Give what texts are searched in, together: folded, legal forms as written and in full.

    (株) and ㈱ are 株式会社 there, and NPO法人 is 特定非営利活動法人 too.
    """
    keys = [key for text in texts for key in (fold(_with_full_forms(text)), fold(text))]
    return " ".join(key for key in dict.fromkeys(keys) if key)


def search_words(text: str) -> tuple[str, ...]:
    """Give the words somebody looks for, as they stand in a search key; none where all are signs."""
    folded = (fold(_with_full_forms(word)) for word in text.split())
    return tuple(dict.fromkeys(word for word in folded if word))


def _with_full_forms(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for short, full in SHORT_FORMS.items():
        plain = plain.replace(f"({short})", full)
    return plain.replace("npo法人", SHORT_FORMS["npo"])


def similar(one: str, other: str) -> bool:
    """Say whether two name keys are alike: the same beginning, or one within the other."""
    if not one or not other:
        return False
    return one[:BEGINNING] == other[:BEGINNING] or one in other or other in one


BEGINNING = 3
"""So many characters of a key are its beginning."""


def _without_short_forms(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    for short in SHORT_FORMS:
        plain = plain.replace(f"({short})", "")
    return plain


def _without_form(key: str) -> str:
    for form in LEGAL_FORMS:
        if key.startswith(form):
            return key.removeprefix(form)
        if key.endswith(form):
            return key.removesuffix(form)
    return key
