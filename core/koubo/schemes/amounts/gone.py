"""What stands for an amount step whose plugin is gone."""

from dataclasses import dataclass
from typing import ClassVar

from koubo.problems import Refused
from koubo.schemes.amounts.reckoning import Reckoning
from koubo.schemes.amounts.steps import AmountStep
from koubo.schemes.words import Asks, Told


@dataclass(frozen=True)
class GoneStep(AmountStep):
    """Its file stays readable, but nothing is computed by guessing."""

    word: ClassVar[str] = "gone"
    title: ClassVar[str] = "いまは使えないことば"
    asks: ClassVar[Asks] = {}
    example: ClassVar[str] = ""
    name: str

    def told(self) -> tuple[Told, ...]:
        """Name the word."""
        return (Told(f"「{self.name}」の計算（このことばのプラグインが入っていません）"),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Refuse: an amount without one of its steps would be a wrong one."""
        raise Refused(
            f"計算の段「{self.name}」のプラグインが入っていません。管理者に連絡してください。"
        )
