"""横浜市: four scheme files; the vocabulary says all that their rules ask."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

SCHEME_FILES = (
    "yokohama_teian.yaml",
    "yokohama_sakae.yaml",
    "yokohama_machibushin.yaml",
    "yokohama_yumefund.yaml",
)


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give each programme as a scheme; the golden cases of all stand in one file."""
    here = files("koubo_yokohama")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in SCHEME_FILES]
