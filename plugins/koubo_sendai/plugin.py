"""仙台市: four scheme files, each with what concerns it of the city's cases; no rule in code."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

FILES = (
    "sendai_machizukuri.yaml",
    "sendai_partner.yaml",
    "sendai_teian.yaml",
    "sendai_youth.yaml",
)


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give the city's four schemes, one of them ended; a proof runs only its own scheme's cases."""
    here = files("koubo_sendai")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in FILES]
