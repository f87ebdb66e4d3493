"""The proof that a call is opened with: the scheme's cases, run by what is installed now."""

from dataclasses import dataclass
from importlib.metadata import version

from koubo.hooks import PluginFault
from koubo.proof.rules import Proof
from koubo.proof.running import prove
from koubo.schemes.plans import Proven
from koubo.schemes.reading import BrokenSchemeFile
from koubo_web.site import Site

DISTRIBUTION = "koubo"
BROKEN = Proof((), "")


@dataclass(frozen=True)
class Proving:
    """A proof with its results, or why there is none."""

    proof: Proof
    proven: Proven
    fault: str = ""


def proving_of(site: Site, scheme_id: str) -> Proving:
    """Run the cases of an installed scheme; a broken file of cases counts as a wrong sum."""
    versions = version(DISTRIBUTION), plugin_version(site, scheme_id)
    try:
        proof = prove(site.catalog, scheme_id)
    except (BrokenSchemeFile, PluginFault) as error:
        failed = {"id": "-", "title": "確認例を動かせません", "wrong_sum": True, "difference": []}
        return Proving(BROKEN, Proven(*versions, {"failed": [failed]}), str(error))
    return Proving(proof, Proven(*versions, proof.as_json()))


def plugin_version(site: Site, scheme_id: str) -> str:
    """Give the version of the plugin that brings a scheme; the folder's schemes have none."""
    for one in site.house.installed:
        if scheme_id in one.schemes:
            return one.version or one.name
    return "-"
