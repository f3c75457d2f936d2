"""What the bot has asked of the Bot API: counts by method and chat, refusals, and every message sent."""

import hashlib
from collections import Counter, defaultdict
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """A message the bot sent or changed: the time is the sandbox's, in unix seconds."""

    method: str
    chat: int
    message_id: int
    text: str
    time: int
    silent: bool = False


class Journal:
    """Grows until it is emptied."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.calls: Counter[str] = Counter()
        self.chats: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self.refused: Counter[str] = Counter()
        self.sends: list[Sent] = []
        self.total = 0

    def called(self, method: str) -> None:
        """A call came in."""
        self.total += 1
        self.calls[method] += 1

    def done(self, method: str, chat: int | None, result: Any, time: int, *, silent: bool = False) -> None:
        """A call to a chat succeeded; a result that is a message, or several, counts as sent."""
        if chat is None:
            return
        self.chats[chat][method] += 1
        for message in result if isinstance(result, list) else [result]:
            if isinstance(message, dict) and "message_id" in message:
                text = message.get("text") or message.get("caption") or ""
                self.sends.append(Sent(method, chat, message["message_id"], text, time, silent))

    def view(self, chat: int | None = None, limit: int | None = None) -> dict[str, Any]:
        """The control API's answer; ``limit`` keeps the last sends."""
        sends = [sent for sent in self.sends if chat in (None, sent.chat)]
        if limit is not None:
            sends = sends[-limit:] if limit else []
        return {
            "calls": dict(self.calls),
            "chats": {str(key): dict(value) for key, value in self.chats.items() if chat in (None, key)},
            "refused": dict(self.refused),
            "sends": [
                {**sent._asdict(), "text_hash": hashlib.sha256(sent.text.encode()).hexdigest()[:16]} for sent in sends
            ],
            "total": self.total,
        }
