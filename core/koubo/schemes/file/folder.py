"""Schemes without a plugin of their own: every scheme file in one folder."""

from pathlib import Path

from koubo.hooks import hookimpl
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.file.reading import BrokenSchemeFile, Complaint
from koubo.schemes.rules import Scheme
from koubo.schemes.words import Vocabulary

CASES = ".cases.yaml"


class SchemeFolder:
    """Brings every ``*.yaml`` of a folder, in the words of all that is installed.

    The golden cases of ``name.yaml`` stand beside it in ``name.cases.yaml``.
    """

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self.folder = folder
        self.vocabulary = vocabulary

    @hookimpl
    def koubo_schemes(self) -> list[Scheme]:
        """Give the schemes of the folder."""
        found: dict[str, tuple[Path, Scheme]] = {}
        for file in sorted(self.folder.glob("*.yaml")):
            if file.name.endswith(CASES):
                continue
            scheme = self._read(file)
            if scheme.id in found:
                other = found[scheme.id][0].name
                said = Said("id_in_two_files", other=other)
                raise BrokenSchemeFile([Complaint(1, "id", said)], file.name)
            found[scheme.id] = file, scheme
        return [scheme for _, scheme in found.values()]

    def _read(self, file: Path) -> Scheme:
        beside = file.with_suffix(CASES)
        cases = beside.read_bytes() if beside.is_file() else b""
        try:
            return read_scheme(file.read_bytes(), self.vocabulary, cases=cases)
        except BrokenSchemeFile as broken:
            raise BrokenSchemeFile(broken.complaints, file.name) from broken
