"""The teaching set: each file shows one published way to select, and is full of comments."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

SCHEME_FILES = ("komoro.yaml", "motosu.yaml", "ako2010.yaml")


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give 小諸市 2016, 本巣市 and 赤穂 2010; their golden cases stand in one file."""
    here = files("koubo_samples")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in SCHEME_FILES]
