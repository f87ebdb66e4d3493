"""茅ヶ崎市: two scheme files; the vocabulary says all that their rules ask."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

SCHEME_FILES = ("chigasaki_genki.yaml", "chigasaki_kyodo.yaml")


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give each programme as a scheme; the golden cases of both stand in one file."""
    here = files("koubo_chigasaki")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in SCHEME_FILES]
