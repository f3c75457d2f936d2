"""One message as a test reads it."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.files import StoredFile
from sandbox.telegram.world import Message


@dataclass(frozen=True, slots=True)
class Screen:
    """A message at the moment it was looked at. Media fields hold the Bot API's objects, None where there is none.

    ``buttons`` are the labels of the inline keyboard by row, ``labels`` the same in one list, ``urls`` label → url.
    ``text`` and ``caption`` are plain, ``html`` is either with its formatting. ``raw`` is the Bot API's Message.
    """

    id: int
    text: str
    html: str
    caption: str
    buttons: list[list[str]]
    urls: dict[str, str]
    raw: dict[str, Any]
    _file: StoredFile | None

    @classmethod
    def of(cls, message: Message, html: str) -> "Screen":
        """What a message looks like now."""
        data = message.data
        buttons = [[button["text"] for button in row] for row in message.buttons]
        urls = {button["text"]: button["url"] for row in message.buttons for button in row if "url" in button}
        text, caption = data.get("text", ""), data.get("caption", "")
        return cls(message.id, text, html, caption, buttons, urls, data, message.file)

    @property
    def labels(self) -> list[str]:
        """All labels of the inline keyboard."""
        return [label for row in self.buttons for label in row]

    @property
    def photo(self) -> list[dict[str, Any]] | None:
        return self.raw.get("photo")

    @property
    def document(self) -> dict[str, Any] | None:
        return self.raw.get("document")

    @property
    def video(self) -> dict[str, Any] | None:
        return self.raw.get("video")

    @property
    def audio(self) -> dict[str, Any] | None:
        return self.raw.get("audio")

    @property
    def voice(self) -> dict[str, Any] | None:
        return self.raw.get("voice")

    @property
    def poll(self) -> dict[str, Any] | None:
        return self.raw.get("poll")

    @property
    def location(self) -> dict[str, Any] | None:
        return self.raw.get("location")

    @property
    def edited(self) -> bool:
        """Whether it has been edited."""
        return "edit_date" in self.raw

    @property
    def media_group_id(self) -> str | None:
        """The album it belongs to."""
        return self.raw.get("media_group_id")

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.raw["from"]["is_bot"])

    def read(self) -> bytes:
        """The bytes of its file; AssertionError if it has none."""
        if self._file is None:
            raise AssertionError("the message has no file")
        return self._file.data
