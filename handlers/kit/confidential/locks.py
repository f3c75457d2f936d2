"""Who has unlocked confidential records for a few minutes, and the digits typed so far: in memory alone, gone with the process."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto


class Wanted(StrEnum):
    """What the digits on a keypad are."""

    PIN = auto()
    OLD = auto()
    NEW = auto()
    NEW_AGAIN = auto()


@dataclass
class Keypad:
    """One account's open keypad: whose, on which message, what for, and where the way goes on (a button's data).

    `instead` says that the new PIN takes the old one's place. `last` is the press that was counted last. `keys` are random words for the
    digits 0 to 9, so that a press does not say which digit it was: what they stand for is here and nowhere else.
    """

    message: int
    wanted: Wanted
    then: str
    opened: datetime
    digits: str = field(default="", repr=False)
    first: str = field(default="", repr=False)
    instead: bool = False
    last: str = ""
    person: int = 0
    keys: tuple[str, ...] = field(default_factory=lambda: tuple(secrets.token_hex(6) for _ in range(10)), repr=False)


@dataclass
class Locks:
    """Until when each account of a person is unlocked, and each account's keypad."""

    until: dict[tuple[int, int | None], datetime] = field(default_factory=dict)
    keypads: dict[int | None, Keypad] = field(default_factory=dict)

    def unlock(self, person_id: int, account: int | None, now: datetime, minutes: int) -> None:
        """Open for that many minutes from now."""
        self.until[person_id, account] = now + timedelta(minutes=minutes)

    def lock(self, person_id: int, account: int | None) -> None:
        """Close at once."""
        self.until.pop((person_id, account), None)
        self.keypads.pop(account, None)

    def is_open(self, person_id: int, account: int | None, now: datetime) -> bool:
        """Whether it is unlocked now."""
        until = self.until.get((person_id, account))
        return until is not None and now < until
