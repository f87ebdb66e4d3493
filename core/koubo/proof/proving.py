"""The proof that a scheme is opened, published or corrected with, and the check of a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from koubo.hooks import PluginFault
from koubo.proof.rules import Proof
from koubo.proof.running import prove
from koubo.schemes.catalog import Catalog, content_digest
from koubo.schemes.file.reading import BrokenSchemeFile, Complaint
from koubo.schemes.plans import Proven
from koubo.schemes.rules import Scheme

NO_PROOF = Proof((), "")


@dataclass(frozen=True)
class Proving:
    """A proof with its results, or why there is none."""

    proof: Proof
    proven: Proven
    fault: str = ""


@dataclass(frozen=True)
class Checked:
    """What came of reading a draft of a scheme file, and of running its cases."""

    complaints: tuple[Complaint, ...]
    scheme: Scheme | None
    """None where the file is broken."""
    proving: Proving | None

    @property
    def publishable(self) -> bool:
        """Say whether it may become a release, with a reason where a rule case fails."""
        return self.proving is not None and not self.proving.proven.wrong_sums


def proving_of(catalog: Catalog, scheme: Scheme) -> Proving:
    """Run the cases that a scheme carries; what cannot be run counts as a wrong sum."""
    versions = catalog.versions_of(scheme.id)
    content = content_digest(scheme)
    try:
        proof = prove(catalog.with_draft(scheme), scheme)
    except (BrokenSchemeFile, PluginFault) as error:
        text = "\n".join(_lines(error))
        failed = {
            "id": "-",
            "title": "確認例を動かせません",
            "wrong_sum": True,
            "difference": text.splitlines(),
        }
        proven = Proven(versions.core, versions.plugin, {"failed": [failed]}, content)
        return Proving(NO_PROOF, proven, text)
    return Proving(proof, Proven(versions.core, versions.plugin, proof.as_json(), content))


def check_file(catalog: Catalog, text: str, cases: str) -> Checked:
    """Judge a draft as a release would be judged: every complaint with its line, and its proof."""
    try:
        scheme = replace(catalog.to_open(text), cases=cases.encode())
    except BrokenSchemeFile as broken:
        return Checked(tuple(broken.complaints), None, None)
    return Checked((), scheme, proving_of(catalog, scheme))


def _lines(error: BrokenSchemeFile | PluginFault) -> Iterator[str]:
    if isinstance(error, PluginFault):
        yield f"プラグインの不具合：{error}"
        return
    for one in error.complaints:
        yield one.text("確認例")
