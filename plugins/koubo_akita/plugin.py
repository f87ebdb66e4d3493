"""秋田市: two scheme files, each with what concerns it of the city's cases; no rule in code."""

from importlib.resources import files

from koubo.api import Scheme, hookimpl, load_scheme

FILES = ("akita_support.yaml", "akita_chiiki.yaml")


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give 協働サポート交付金 and 地域づくり交付金; a proof runs only its own scheme's cases."""
    here = files("koubo_akita")
    cases = (here / "cases.yaml").read_bytes()
    return [load_scheme((here / name).read_bytes(), cases=cases) for name in FILES]
