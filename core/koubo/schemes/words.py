"""What every word of the closed vocabularies is: a frozen value that one line of a file declares.

A new word: a frozen dataclass with ``word``, ``title``, its ``asks`` (marshmallow fields), an
``example``, ``told()`` and the rule itself, entered in ``koubo.schemes.vocabulary`` (or brought by
a plugin through ``koubo_words``).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from marshmallow import fields

from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.questions import Question

Path = tuple[str | int, ...]
Asks = Mapping[str, fields.Field[Any]]


@dataclass(frozen=True)
class Told:
    """A rule in one sentence, as a draft 募集要項 prints it, with the figures that it rests on."""

    text: str
    figures: tuple[Figure[Any], ...] = ()

    @property
    def source(self) -> str:
        """Give where the figures were read, each source once."""
        return "、".join(dict.fromkeys(one.source for one in self.figures if one.source))

    @property
    def to_confirm(self) -> str:
        """Give why the figures are only assumed, each reason once."""
        return joined(*self.figures)


@dataclass(frozen=True)
class Around:
    """What a word may refer to: the file that it stands in."""

    scheme_id: str
    course_ids: frozenset[str]
    """Full ids of the file's courses."""
    course_name: str
    """The course that the word stands in."""
    categories: tuple[str, ...]
    """Cost categories that count."""
    forms: Mapping[FilingKind, Form] | None
    """None: nothing can be said of them, because the course has ended or they are broken."""

    def questions(self, kind: FilingKind = FilingKind.PROPOSAL) -> tuple[Question, ...] | None:
        """Give what a form asks the course; None where nothing can be said of it."""
        if self.forms is None or kind not in self.forms:
            return None
        return tuple(self.forms[kind].for_course(self.course_name).questions())

    def asks(self, question_id: str, kind: FilingKind = FilingKind.PROPOSAL) -> bool:
        """Say whether a form asks the course that question, as far as can be said."""
        asked = self.questions(kind)
        return asked is None or any(one.id == question_id for one in asked)


class Word(ABC):
    """One word of a vocabulary."""

    key: ClassVar[str]
    """The key that names a word of this vocabulary in a file: ``rule`` or ``step``."""
    word: ClassVar[str]
    title: ClassVar[str]
    """Its name in the guide."""
    asks: ClassVar[Asks]
    example: ClassVar[str]
    """One use in YAML, loaded by a test and printed by the reference."""

    @abstractmethod
    def told(self) -> tuple[Told, ...]:
        """Say the rule in sentences."""

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say what is wrong with it where it stands, beyond what its own fields judge."""
        return iter(())


@dataclass(frozen=True)
class Vocabulary:
    """The words that a scheme file may use, by the key that names them."""

    words: Mapping[str, Mapping[str, type[Word]]]
    gone: Mapping[str, type[Word]] = field(default_factory=dict)
    """What stands for a word whose plugin is gone; empty: such a word is a complaint."""

    @property
    def conditions(self) -> Mapping[str, type[Word]]:
        """Give the words of eligibility."""
        return self.words["rule"]

    @property
    def steps(self) -> Mapping[str, type[Word]]:
        """Give the steps of the amount rule."""
        return self.words["step"]

    def with_words(self, more: Iterable[type[Word]]) -> "Vocabulary":
        """Give the vocabulary with a plugin's words; ValueError for one that stands already."""
        words = {key: dict(known) for key, known in self.words.items()}
        for one in more:
            if words[one.key].get(one.word, one) is not one:
                raise ValueError(f"ことば「{one.word}」は2つあります")
            words[one.key][one.word] = one
        return replace(self, words=words)

    def find(self, key: str, word: str) -> type[Word] | None:
        """Give the class of a word; what stands for gone ones, or None, if there is none."""
        return self.words[key].get(word) or self.gone.get(key)


def joined(*figures: Figure[Any] | None) -> str:
    """Give the reasons for 要確認 of several figures in one, each once."""
    return "／".join(dict.fromkeys(one.to_confirm for one in figures if one and one.to_confirm))
