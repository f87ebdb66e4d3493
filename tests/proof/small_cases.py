"""Golden cases of the small scheme file, and the house in which they run."""

from koubo.hooks import hookimpl
from koubo.plugins import House, load
from koubo.proof.rules import CaseResult, Proof
from koubo.proof.running import prove_file
from koubo.schemes.file.loading import load_scheme
from schemes.small import changed, small

AWARD = """
- id: SM-01
  scheme: small.start
  title: まちなか防災
  applicant: {name: みずたま（架空）, members: 9, established_on: '2025-06-01', previous_awards: []}
  filing: {deadline: '2025-12-08', filed_at: 2025-12-08T23:59}
  budget:
    expenses:
    - {category: 報償費, item: 講師, amount: 138400, eligible: true}
    - {category: 食糧費, item: 茶, amount: 600, eligible: false, why_not: 対象外}
    total: 139000
    eligible_total: 138400
    income:
    - {kind: requested_grant, amount: 103000}
    - {kind: other_subsidy, amount: 36000, from: 財団}
  expected: {decision: eligible, calculation: {raw: '103800', cap: 150000}, award: 103000}
"""
SETTLEMENT = """
- id: SM-S1
  scheme: small.next
  title: 額の確定
  given: {decided_amount: 200000, paid_in_advance: 200000, actual_eligible_cost: 150000}
  expected: {fixed_amount: 135000, further_payment: 0, return_amount: 65000}
"""


class SmallCity:
    """The plugin of the small scheme file."""

    def __init__(self, *changes: tuple[str, str]) -> None:
        self.changes = changes

    @hookimpl
    def koubo_schemes(self):
        return [load_scheme(small(*self.changes), cases=cases())]


def cases(award: str = AWARD, settlement: str = SETTLEMENT, review: str = "") -> bytes:
    """Give a file of cases."""
    text = f"version: 1\ncases:{award}settlement_cases:{settlement}"
    return (text + (f"review_cases:{review}" if review else "")).encode()


def changed_cases(*changes: tuple[str, str]) -> bytes:
    """Give the file with each text, which stands in it once, put in another's place."""
    return changed(cases().decode(), *changes).encode()


def small_house(*changes: tuple[str, str], **more: object) -> House:
    """Give a house with the small scheme, perhaps changed, and other plugins by name."""
    return load(found=(), more={"small": SmallCity(*changes), **more})


def run(content: bytes, **more: object) -> Proof:
    """Run a file of cases on the small scheme."""
    return prove_file(small_house(**more).catalog, content)


def outcomes(content: bytes, **more: object) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Give outcome and difference of each case."""
    return {one.id: (one.outcome.value, one.difference) for one in run(content, **more).results}


def only_failure(content: bytes, **more: object) -> CaseResult:
    """Give the one case that failed."""
    (failed,) = run(content, **more).failed
    return failed
