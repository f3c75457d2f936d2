"""Who may send next: each chat's messages in their order, answers to people before pushes, never more than Telegram allows."""

import asyncio
import math
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from telegram.error import RetryAfter

ALL = (30, 1.0)
PUSHES = (24, 1.0)
"""What is left of `ALL` is for answers alone, so that one finds a place whatever is being pushed."""
PRIVATE, PUSHES_PRIVATE = (3, 3.0), (2, 3.0)
"""One a second, with a short burst for a conversation's answers."""
GROUP, PUSHES_GROUP = (18, 60.0), (12, 60.0)
SPACING = PUSHES[1] / PUSHES[0]
"""Seconds from one push to the next: a burst would keep the process from answering."""
HEAD_START = 10.0
"""An answer goes before pushes that came up to so many seconds earlier: a push goes at last, however many answers there are."""
LONGEST_ANSWER, LONGEST_PUSH = 90.0, 5.0
"""Seconds that either waits here for its chat. Whoever sends it can wait longer, and in nobody's way."""
SEVERAL, SOON = 3, 5.0
"""So many different chats refused within so many seconds: the bot is too fast for Telegram, not for one of them."""
MARGIN = 0.1
MANY_CHATS = 2000
NEVER = math.inf
_ALONE = 1_000_000
"""So many messages would have to wait for any other."""

Chat = int | str | None


class Alarm(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Let it not come."""


class Window:
    """At most `most` messages in any `seconds`.

    Telegram counts a message somewhere between its request and its answer: its place is free again `seconds` after the
    answer, so that no delay on the way makes two windows overlap.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._under_way = 0
        self._free: deque[float] = deque()

    def free_at(self, now: float, count: int) -> float:
        """From when so many more may be sent; NEVER while an answer has to come first. An album larger than the window goes alone."""
        while self._free and self._free[0] <= now:
            self._free.popleft()
        lacking = self._under_way + len(self._free) - max(self._most - count, 0)
        if lacking <= 0:
            return now
        return self._free[lacking - 1] if lacking <= len(self._free) else NEVER

    def begin(self, count: int) -> None:
        """They are on their way."""
        self._under_way += count

    def end(self, now: float, count: int) -> None:
        """They are answered."""
        self._under_way -= count
        self._free.extend([now + self._seconds] * count)


class _Place:
    """A chat: what it takes, and until when it takes nothing."""

    def __init__(self, chat: Chat) -> None:
        private = isinstance(chat, int) and chat > 0
        self.all = Window(*(PRIVATE if private else GROUP))
        self.pushes = Window(*(PUSHES_PRIVATE if private else PUSHES_GROUP))
        self.held_until = 0.0

    def is_idle(self, now: float) -> bool:
        """Whether it is as good as new."""
        return self.held_until <= now >= self.all.free_at(now, _ALONE)


def _future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


@dataclass(order=True)
class Turn:
    """A request that wants to be sent: the earlier `due`, the sooner, then by number. `may_go` is done when it may."""

    due: float
    number: int
    chat: Chat = field(compare=False)
    count: int = field(compare=False)
    push: bool = field(compare=False)
    may_go: "asyncio.Future[None]" = field(compare=False, default_factory=_future)
    under_way: bool = field(compare=False, default=False)


class Turns:
    """Gives each request its turn.

    Args:
        now: A steady clock, in seconds.
        later: Calls back after so many seconds, as `call_later` does.
    """

    def __init__(self, now: Callable[[], float], later: Callable[[float, Callable[[], None]], Alarm]) -> None:
        self._now, self._later = now, later
        self._all, self._pushes = Window(*ALL), Window(*PUSHES)
        self._next_push = self._halted_until = 0.0
        self._places: dict[Chat, _Place] = {}
        self._waiting: list[Turn] = []
        self._refused: deque[tuple[float, Chat, float]] = deque()
        self._numbers = 0
        self._alarm: tuple[float, Alarm | None] = NEVER, None

    def ask(self, chat: Chat, count: int, *, push: bool) -> Turn:
        """Take a place in line. Its `may_go` raises RetryAfter where the chat takes nothing for longer than is waited here."""
        self._numbers += 1
        turn = Turn(self._now() + HEAD_START * push, self._numbers, chat, count, push)
        self._enter(turn)
        return turn

    def again(self, turn: Turn) -> None:
        """It was refused: back to the place in line that it had."""
        turn.may_go = _future()
        self._enter(turn)

    def over(self, turn: Turn) -> None:
        """It is answered, or given up."""
        if turn.under_way:
            turn.under_way = False
            for window in self._windows(turn):
                window.end(self._now(), turn.count)
        self._advance()

    def refused(self, turn: Turn, seconds: float) -> None:
        """Telegram asks to wait. That chat does; everybody does where several chats are refused, for as long as all of them are."""
        now = self._now()
        until = now + seconds + MARGIN
        place = self._place(turn.chat)
        place.held_until = max(place.held_until, until)
        self._refused.append((now, turn.chat, until))
        while self._refused[0][0] < now - SOON:
            self._refused.popleft()
        chats = {chat: until for _, chat, until in self._refused}
        if len(chats) >= SEVERAL:
            self._halted_until = max(self._halted_until, min(chats.values()))

    def _enter(self, turn: Turn) -> None:
        insort(self._waiting, turn)
        self._advance()

    def _advance(self) -> None:
        """Let all go who may, and have this called again when the next one may.

        Whoever only waits for a place among all, or among pushes, goes before all, or all pushes, that are behind: otherwise an album
        would never find room.
        """
        now, wake = self._now(), NEVER
        behind: set[tuple[Chat, bool]] = set()
        pushes_wait = False
        for turn in self._waiting:
            lane = turn.chat, turn.push
            if turn.may_go.done() or lane in behind or (turn.push and pushes_wait):
                continue
            if (at := self._chat_takes(turn, now)) > now:
                if NEVER > at > now + (LONGEST_PUSH if turn.push else LONGEST_ANSWER):
                    turn.may_go.set_exception(RetryAfter(timedelta(seconds=at - now)))
                    continue
                behind.add(lane)
            elif turn.push and (at := max(self._next_push, self._pushes.free_at(now, turn.count))) > now:
                pushes_wait = True
            elif (at := max(self._halted_until, self._all.free_at(now, turn.count))) > now:
                wake = min(wake, at)
                break
            else:
                self._let_go(turn, now)
                continue
            wake = min(wake, at)
        self._waiting = [turn for turn in self._waiting if not turn.may_go.done()]
        self._wake(wake, now)

    def _chat_takes(self, turn: Turn, now: float) -> float:
        """From when."""
        place = self._place(turn.chat)
        windows = [place.all, place.pushes] if turn.push else [place.all]
        return max(place.held_until, *(window.free_at(now, turn.count) for window in windows))

    def _let_go(self, turn: Turn, now: float) -> None:
        if turn.push:
            self._next_push = now + SPACING * turn.count
        for window in self._windows(turn):
            window.begin(turn.count)
        turn.under_way = True
        turn.may_go.set_result(None)

    def _windows(self, turn: Turn) -> list[Window]:
        place = self._place(turn.chat)
        return [self._all, place.all, *([self._pushes, place.pushes] if turn.push else [])]

    def _place(self, chat: Chat) -> _Place:
        if (place := self._places.get(chat)) is not None:
            return place
        if len(self._places) > MANY_CHATS:
            now = self._now()
            self._places = {each: place for each, place in self._places.items() if not place.is_idle(now)}
        place = self._places[chat] = _Place(chat)
        return place

    def _wake(self, at: float, now: float) -> None:
        known, alarm = self._alarm
        if known == at:
            return
        if alarm:
            alarm.cancel()
        # A loop may round a millisecond away, and call a little early: then it is asked again.
        self._alarm = at, None if at == NEVER else self._later(max(at - now, 0.001), self._ring)

    def _ring(self) -> None:
        self._alarm = NEVER, None
        self._advance()
