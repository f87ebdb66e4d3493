"""The teaching set: each file shows one published way to select, and is full of comments."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

SCHEME_FILES = ("komoro.yaml", "motosu.yaml", "ako2010.yaml", "obara.yaml", "komae.yaml")


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give 小諸市, 本巣市, 赤穂, 小原 and 狛江市; their golden cases stand in one file."""
    here = files("koubo_samples")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in SCHEME_FILES]
