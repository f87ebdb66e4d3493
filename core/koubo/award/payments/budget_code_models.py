"""Table of the budget line (款・項・目・節・細節) that a call's money is paid from."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from koubo.schemes.models import Call
from koubo.storage.base import Base

LENGTH = 60


class BudgetCode(Base):
    """The budget line of a call as the city's own accounts name it; entered by an officer."""

    __tablename__ = "budget_code"

    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), primary_key=True)
    kan: Mapped[str] = mapped_column(String(LENGTH), default="")
    kou: Mapped[str] = mapped_column(String(LENGTH), default="")
    moku: Mapped[str] = mapped_column(String(LENGTH), default="")
    setsu: Mapped[str] = mapped_column(String(LENGTH), default="")
    saisetsu: Mapped[str] = mapped_column(String(LENGTH), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
