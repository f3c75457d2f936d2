"""One point of `check`, as it is told."""

from dataclasses import dataclass

from storage.engine.errors import OperatorError


class Failing(OperatorError):
    """Something is to be done first; the points have said what."""


@dataclass(frozen=True)
class Point:
    """What was found; and, where it is not well, what to do. `stops` where the bot does not start before that is done."""

    text: str
    do: str = ""
    stops: bool = False

    @property
    def is_well(self) -> bool:
        return not self.do

    def __str__(self) -> str:
        return f"✔ {self.text}" if self.is_well else f"✗ {self.text}\n    → {self.do}"
