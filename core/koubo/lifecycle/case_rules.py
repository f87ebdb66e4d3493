"""The file of a case as plain values: parts, fields with their 公開区分, and what is blotted out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from koubo.papers.letters import Letter

BLOT = "■■■"
"""What stands where something is not made public."""


@dataclass(frozen=True)
class Field:
    """One thing that is recorded, and whether the public may read it."""

    label: str
    value: str
    public: bool
    why: str = ""
    """Why it is not made public; empty where it is."""

    @property
    def disclosure(self) -> str:
        """Give its 公開区分 in words."""
        return "公開" if self.public else f"非公開（{self.why}）"

    def redacted(self) -> "Field":
        """Give the field as a copy for the public shows it."""
        return self if self.public or not self.value else replace(self, value=BLOT)


@dataclass(frozen=True)
class Part:
    """A headed part of the file."""

    title: str
    fields: tuple[Field, ...]

    def redacted(self) -> "Part":
        """Give the part as a copy for the public shows it."""
        return replace(self, fields=tuple(one.redacted() for one in self.fields))

    def kept_back(self, why: str, but: Collection[str]) -> "Part":
        """Give the part with all of it kept from the public but for the fields of these labels."""
        kept = (
            one if one.label in but or not one.public else replace(one, public=False, why=why)
            for one in self.fields
        )
        return replace(self, fields=tuple(kept))


@dataclass(frozen=True)
class CaseDocument:
    """A file that belongs to the case: a filed attachment, a receipt, an issued letter."""

    name: str
    """Its place and name in the archive."""
    title: str
    size: int
    sha256: str
    public: bool
    key: str = ""
    """Where it is stored; empty for what is printed anew."""
    letter: Letter | None = None


@dataclass(frozen=True)
class CaseFile:
    """Everything about one application."""

    receipt_number: str
    organisation: str
    project: str
    city: str
    office: str
    parts: tuple[Part, ...]
    documents: tuple[CaseDocument, ...]
    named: bool = True
    """Whether the public may read whose application it is, and for what."""

    def kept_back(self, why: str, but: Collection[str]) -> "CaseFile":
        """Give the case with all of it kept from the public but for the fields of these labels."""
        return replace(
            self,
            parts=tuple(one.kept_back(why, but) for one in self.parts),
            documents=tuple(replace(one, public=False) for one in self.documents),
            named=False,
        )

    def redacted(self) -> "CaseFile":
        """Give the copy for 情報公開: private fields blotted out, private documents left out."""
        return replace(
            self,
            organisation=self.organisation if self.named else BLOT,
            project=self.project if self.named else BLOT,
            parts=tuple(one.redacted() for one in self.parts),
            documents=tuple(one for one in self.documents if one.public),
        )

    def index(self) -> Iterable[tuple[str, str, str]]:
        """Give every field's part, label and 公開区分, in order."""
        for part in self.parts:
            for one in part.fields:
                yield part.title, one.label, one.disclosure
