"""What mails there are: who is told what and when, with which words, and how those are filled in.

A text is flat: ``$organisation`` stands for a fact of the event and for nothing else. There are no
attributes, no expressions and no formats, so that a text can bring out nothing but those facts.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template

from koubo.problems import Problem
from koubo.storage.outbox import Reader

READER_NAMES = {
    Reader.APPLICANT: "応募した団体",
    Reader.PARTNER: "共同で応募する団体",
    Reader.OFFICER: "事務局",
    Reader.DEPARTMENT: "担当課",
    Reader.REVIEWER: "審査委員",
    Reader.RELEASER: "施行担当",
}

SUBJECT_LENGTH = 100
"""The longest subject that staff may write."""
FILLED_LENGTH = 120
"""Where a subject with its facts is cut, so that it stays one short line."""
BODY_LENGTH = 4000

MISWRITTEN = re.compile(r"(?<!\$)\{+\s*(?P<braced>[a-z_]+)\s*\}|＄(?P<wide>[a-z_]+)")
"""A placeholder as other programs write it, or with a wide sign."""
ADDRESS_DOT = re.compile(r"(?<=[0-9A-Za-z])\.(?=[A-Za-z])")
HANDLED = ("Cc", "Cf", "Cs")
FIELD_NAMES = {"subject": "件名", "body": "本文"}


@dataclass(frozen=True)
class Fact:
    """Something that a text may name.

    :param sample: what it may look like, for the preview
    :param typed: it was typed by an applicant, so that an address in it is made no link
    """

    name: str
    meaning: str
    sample: str
    typed: bool = False


@dataclass(frozen=True)
class Wording:
    """Subject and body with placeholders such as ``$organisation``."""

    subject: str
    body: str


@dataclass(frozen=True)
class MailKind:
    """One line of the map of mails: an event, told to one kind of reader.

    :param event: the event's kind, as the verb records it
    :param name: what happens, in staff's words
    :param when: a sentence that says when the mail goes out
    :param facts: all that the text may name
    :param must: why the mail cannot be switched off; empty where it can
    """

    event: str
    reader: Reader
    name: str
    when: str
    subject: str
    body: str
    facts: tuple[Fact, ...]
    must: str = ""

    @property
    def key(self) -> tuple[str, Reader]:
        """Give what tells this mail from all others."""
        return self.event, self.reader

    @property
    def wording(self) -> Wording:
        """Give the words that it has unless staff change them."""
        return Wording(self.subject, self.body)

    @property
    def samples(self) -> dict[str, str]:
        """Give facts for a preview."""
        return {one.name: one.sample for one in self.facts}

    def fill(self, wording: Wording, facts: Mapping[str, str]) -> Wording:
        """Give the words with the facts in them; the subject is one line.

        :raises KeyError: where the event lacks a fact that the words name
        """
        known = {
            one.name: _as_text(one, facts[one.name]) for one in self.facts if one.name in facts
        }
        subject = Template(wording.subject).substitute(known)
        return Wording(one_line(subject), Template(wording.body).substitute(known).strip())

    def problems(self, wording: Wording) -> list[Problem]:
        """Say what keeps the words from being sent, field by field."""
        return [
            *self._problems_in("subject", wording.subject),
            *self._problems_in("body", wording.body),
        ]

    def _problems_in(self, field: str, text: str) -> Iterator[Problem]:
        names = [one.name for one in self.facts]
        label = FIELD_NAMES[field]
        if not signs_only(text).strip():
            yield Problem("empty", f"「{label}」を入力してください。", field)
        for name in dict.fromkeys(_names_in(text)):
            if name == "":
                message = (
                    f"「{label}」の「$」の後には、差し込む項目の名前を書いてください。"
                    "「$」という文字そのものは「$$」と書きます。"
                )
                yield Problem("dollar", message, field)
            elif name not in names:
                usable = "、".join(f"${one}" for one in names) or "ありません"
                message = (
                    f"「{label}」の「${name}」は、このメールでは使えません。"
                    f"使える項目は次のとおりです：{usable}"
                )
                yield Problem("unknown_fact", message, field)
        for found in MISWRITTEN.finditer(text):
            if (name := found["braced"] or found["wide"]) in names:
                message = f"「{label}」の差し込みは、半角で「${name}」と書いてください。"
                yield Problem("braces", message, field)


def is_sound_kind(answer: MailKind) -> bool:
    """Say whether a mail that a plugin declares can be shown and sent as it stands."""
    texts = (answer.event, answer.name, answer.when, answer.subject, answer.body, answer.must)
    return (
        all(type(text) is str for text in texts)
        and isinstance(answer.reader, Reader)
        and all(type(one) is Fact for one in answer.facts)
        and not answer.problems(answer.wording)
    )


def one_line(text: str) -> str:
    """Give a text as one line that can stand in a header: no break, no control, not too long."""
    plain = " ".join(signs_only(text.replace("\n", " ").replace("\r", " ")).split())
    return plain if len(plain) <= FILLED_LENGTH else f"{plain[: FILLED_LENGTH - 1]}…"


def signs_only(text: str) -> str:
    """Leave out control and format characters, such as marks that turn the direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in HANDLED
    )


def without_links(text: str) -> str:
    """Give what somebody typed so that no mail program makes a link of it."""
    return ADDRESS_DOT.sub("．", signs_only(text).replace("://", "：／／").replace("@", "＠"))


def _as_text(fact: Fact, value: str) -> str:
    return without_links(value) if fact.typed else signs_only(value)


def _names_in(text: str) -> Iterator[str]:
    """Give what a text names, "" for a ``$`` that names nothing."""
    for found in Template.pattern.finditer(text):
        if found["invalid"] is not None:
            yield ""
        elif name := found["named"] or found["braced"]:
            yield name
