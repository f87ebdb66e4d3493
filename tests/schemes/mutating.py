"""Slips of every sort, made at random in a text."""

from hypothesis import strategies as st

ODD = st.sampled_from(
    [*"-:{}[]#&*!|>'\"%@`,?\t\n \\~=<.", "　", "：", "0", "9" * 40, "null", "\ufeff"]
)


@st.composite
def mutated(draw: st.DrawFn, *texts: str) -> bytes:
    """Give a file in order with lines deleted, doubled or swapped, and characters put otherwise."""
    lines = draw(st.sampled_from(texts)).splitlines(keepends=True)
    places = st.integers(0, len(lines) - 1)
    for _ in range(draw(st.integers(1, 3))):
        one, other = draw(places), draw(places)
        match draw(st.sampled_from(["delete", "double", "swap", "insert", "cut"])):
            case "delete":
                lines[one] = ""
            case "double":
                lines[one] *= 2
            case "swap":
                lines[one], lines[other] = lines[other], lines[one]
            case "insert":
                at = draw(st.integers(0, len(lines[one])))
                lines[one] = lines[one][:at] + draw(ODD | st.characters()) + lines[one][at:]
            case "cut":
                at = draw(st.integers(0, len(lines[one])))
                lines[one] = lines[one][:at]
    return "".join(lines).encode("utf-8", "surrogatepass")
