"""What goes wrong on purpose: refused, slow and lost calls, updates that come twice or broken, and Telegram's limits."""

import random
from collections import deque
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sandbox.telegram.errors import ApiError, CannotActError

KINDS = ("400", "429", "403", "500", "502", "slow", "drop", "drop_after")
_DESCRIPTIONS = {
    "400": "Bad Request: ",
    "403": "Forbidden: bot was blocked by the user",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
}
SHARES = ("duplicate", "malformed")


@dataclass(slots=True)
class Rule:
    """One fault. ``share`` of the calls of ``method`` (a glob), ``times`` times (None: always), to ``chat`` (None: any).

    ``words`` are those of a 400, in which Telegram says everything that it refuses.
    """

    kind: str
    method: str = "*"
    share: float = 1.0
    times: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    chat: int | None = None
    words: str = ""
    fired: int = 0

    @classmethod
    def read(cls, given: Any) -> "Rule":
        """A rule from JSON; CannotActError for one that makes no sense."""
        if not isinstance(given, dict) or (unknown := set(given) - set(cls.__slots__)):
            raise CannotActError(f"not a rule: {given if not isinstance(given, dict) else sorted(unknown)}")
        values = {name: value for name, value in given.items() if value is not None and name != "fired"}
        try:
            rule = cls(
                kind=str(values["kind"]),
                method=str(values.get("method", "*")),
                share=float(values.get("share", 1)),
                times=int(values["times"]) if "times" in values else None,
                retry_after=int(values.get("retry_after", 1)),
                seconds=float(values.get("seconds", 1)),
                chat=int(values["chat"]) if "chat" in values else None,
                words=str(values.get("words", "")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CannotActError(f"not a rule: {error}") from error
        if rule.kind not in KINDS or not 0 <= rule.share <= 1:
            raise CannotActError(f"kind is one of {', '.join(KINDS)}; share lies between 0 and 1")
        return rule

    def view(self) -> dict[str, Any]:
        """The rule as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    def error(self) -> ApiError | None:
        """The refusal, for the kinds that refuse."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind in _DESCRIPTIONS:
            return ApiError(int(self.kind), _DESCRIPTIONS[self.kind] + self.words)
        return None


def too_many(retry_after: int) -> ApiError:
    """Telegram's 429."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


class Faults:
    """The fault panel. Everything is drawn from ``seed``."""

    def __init__(self, seed: int = 2026) -> None:
        self.seed = seed
        self.enforce_limits = False
        self.clear()

    def clear(self) -> None:
        """No faults any more; limits as at the start."""
        self.rules: list[Rule] = []
        self.duplicate = 0.0
        self.malformed = 0.0
        self.enforce_limits = False
        self._random = random.Random(f"faults:{self.seed}")
        self.limits = Limits()

    def add(self, kind: str, method: str = "*", **fields: Any) -> Rule:
        """Put a rule behind the others; ``fields`` are those of Rule."""
        rule = Rule.read({"kind": kind, "method": method, **fields})
        self.rules.append(rule)
        return rule

    def set(self, given: dict[str, Any]) -> None:
        """Replace what is given: rules, duplicate, malformed, seed, enforce_limits. All or nothing."""
        if unknown := set(given) - {"rules", "seed", "enforce_limits", *SHARES}:
            raise CannotActError(f"unknown: {sorted(unknown)}")
        shares = {name: given[name] for name in SHARES if name in given}
        if any(not isinstance(share, int | float) or not 0 <= share <= 1 for share in shares.values()):
            raise CannotActError("a share lies between 0 and 1")
        if not isinstance(given.get("rules", []), list) or not isinstance(given.get("seed", 0), int):
            raise CannotActError("rules is a list, seed a whole number")
        rules = [Rule.read(rule) for rule in given.get("rules", [])]
        if "rules" in given:
            self.rules = rules
        if "seed" in given:
            self.seed = given["seed"]
            self._random = random.Random(f"faults:{self.seed}")
        if "enforce_limits" in given:
            self.enforce_limits = bool(given["enforce_limits"])
            self.limits = Limits()
        for name, share in shares.items():
            setattr(self, name, float(share))

    def view(self) -> dict[str, Any]:
        """The panel as JSON."""
        return {
            "rules": [rule.view() for rule in self.rules],
            "duplicate": self.duplicate,
            "malformed": self.malformed,
            "seed": self.seed,
            "enforce_limits": self.enforce_limits,
        }

    def draws(self, name: str) -> bool:
        """Whether the fault ``duplicate`` or ``malformed`` strikes now."""
        share: float = getattr(self, name)
        return share > 0 and self._random.random() < share

    def fire(self, method: str, chat: int | None) -> Rule | None:
        """The rule that strikes a call, if any; counts it."""
        for rule in self.rules:
            if rule.times == 0 or (rule.chat is not None and rule.chat != chat):
                continue
            if not fnmatchcase(method.lower(), rule.method.lower()):
                continue
            if rule.share < 1 and self._random.random() >= rule.share:
                continue
            rule.fired += 1
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None


class Limits:
    """Telegram's limits on sending. Times are seconds of any steady clock."""

    ALL_PER_SECOND = 30
    GROUP_PER_MINUTE = 20
    PRIVATE_BURST = 3  # in three seconds: one a second, in short bursts

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._halt: dict[int, float] = {}

    def check(self, chat: int, count: int, now: float) -> None:
        """Take ``count`` messages to a chat into account; a 429 if that is too many, and for the whole halt after it."""
        for scope in (0, chat):
            if (until := self._halt.get(scope, 0.0)) > now:
                raise too_many(int(until - now) + 1)
        window, most, halt = (60.0, self.GROUP_PER_MINUTE, 20) if chat < 0 else (3.0, self.PRIVATE_BURST, 2)
        mine = self._chats.setdefault(chat, deque())
        self._expire(self._all, now - 1)
        self._expire(mine, now - window)
        if len(self._all) + count > self.ALL_PER_SECOND:
            self._stop(0, 1, now)
        if mine and len(mine) + count > most:  # an album alone may be larger than a burst
            self._stop(chat, halt, now)
        times = [now] * count
        self._all.extend(times)
        mine.extend(times)

    def _stop(self, scope: int, seconds: int, now: float) -> None:
        self._halt[scope] = now + seconds
        raise too_many(seconds)

    @staticmethod
    def _expire(times: deque[float], before: float) -> None:
        while times and times[0] <= before:
            times.popleft()
