"""The queue of updates for the bot: numbered, filtered, confirmed by the offset of the next request."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.clock import Signal
from sandbox.telegram.errors import CannotActError
from sandbox.telegram.faults import Faults

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)
# Telegram sends these only to a bot that asks for them by name.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_REMEMBERED = 1000


@dataclass(slots=True)
class _Entry:
    number: int
    update: dict[str, Any]
    repeated: bool = False
    delivered: bool = False


class Updates:
    """What waits for the bot. Numbers start from the time of day, so that a restarted sandbox never repeats one."""

    def __init__(self, faults: Faults, changed: Callable[[], None]) -> None:
        self.faults = faults
        self.arrived = Signal()
        self._changed = changed
        self.queue: deque[_Entry] = deque()
        self.allowed: list[str] = []
        # A thousand numbers for each second lie between two starts, and all of them fit a JSON number (2^53).
        self.last_id = int(time.time()) * 1000
        self._known: dict[int, dict[str, Any]] = {}

    @property
    def pending(self) -> int:
        """How many are not confirmed."""
        return len(self.queue)

    def allows(self, kind: str) -> bool:
        """Whether the bot has asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update and return its number; None if the bot does not want its kind. Faults apply here."""
        if not self.allows(kind):
            return None
        number = self._number()
        update = {"update_id": number, kind: content}
        self._add(number, update)
        if self.faults.draws("duplicate"):
            self.queue.append(_Entry(number, update, repeated=True))
        if self.faults.draws("malformed"):
            broken = self._number()
            self._add(broken, {"update_id": broken, "message": {"message_id": "?", "text": ["not a text"]}})
        self._tell()
        return number

    def inject(self, update: dict[str, Any]) -> int | None:
        """Queue any JSON object as an update; it gets a number if it has none. The number, if it is one."""
        if "update_id" not in update:
            update = {"update_id": self._number(), **update}
        number = update["update_id"] if isinstance(update["update_id"], int) else None
        if number is not None and number > self.last_id:
            self.last_id = number
        self._add(self.last_id if number is None else number, update, repeated=number is None)
        self._tell()
        return number

    def repeat(self, number: int | None = None) -> int:
        """Queue an update again under its old number (default: the last one); CannotActError if it is not known."""
        number = number or (next(reversed(self._known)) if self._known else 0)
        if number not in self._known:
            raise CannotActError(f"update {number} is not known")
        self.queue.append(_Entry(number, self._known[number], repeated=True))
        self._tell()
        return number

    def take(self, offset: int | None, limit: int) -> list[dict[str, Any]]:
        """Confirm what lies before ``offset`` (negative: all but the last so many), and hand out up to ``limit``."""
        if offset is not None and offset < 0:
            for _ in range(max(len(self.queue) + offset, 0)):
                self.queue.popleft()
        elif offset:
            self.confirm(offset)
        batch = [entry for entry, _ in zip(self.queue, range(limit), strict=False)]
        for entry in batch:
            entry.delivered = True
        return [entry.update for entry in batch]

    def confirm(self, offset: int) -> None:
        """Drop what is numbered below ``offset``; a repeated update only once it has been handed out."""
        before = len(self.queue)
        while self.queue and self.queue[0].number < offset and (self.queue[0].delivered or not self.queue[0].repeated):
            self.queue.popleft()
        if any(entry.number < offset for entry in self._first(100)):
            kept = [e for e in self.queue if e.number >= offset or (e.repeated and not e.delivered)]
            self.queue = deque(kept)
        if len(self.queue) != before:
            self._tell()

    def peek(self) -> dict[str, Any] | None:
        """The next update, left in the queue."""
        return self.queue[0].update if self.queue else None

    def shift(self) -> None:
        """The next update is done: a webhook has taken it."""
        self.queue.popleft()
        self._tell()

    def waiting(self) -> list[dict[str, Any]]:
        """What is not confirmed, oldest first."""
        return [entry.update for entry in self.queue]

    def clear(self) -> None:
        """Drop everything that waits."""
        self.queue.clear()
        self._tell()

    def allow(self, kinds: Sequence[str]) -> None:
        """Take only these kinds from now on; none named: all that Telegram sends by default."""
        self.allowed = [kind for kind in kinds if kind in KINDS]

    def _first(self, count: int) -> list[_Entry]:
        return [entry for entry, _ in zip(self.queue, range(count), strict=False)]

    def _tell(self) -> None:
        self.arrived.fire()
        self._changed()

    def _number(self) -> int:
        self.last_id += 1
        return self.last_id

    def _add(self, number: int, update: dict[str, Any], repeated: bool = False) -> None:
        self.queue.append(_Entry(number, update, repeated))
        self._known[number] = update
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
