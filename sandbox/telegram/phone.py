"""For tests: a sandbox in the test's own process, and a person's phone in it."""

import struct
import zlib
from collections.abc import Sequence
from typing import Any

from sandbox.telegram import acts, group_acts
from sandbox.telegram.api.params import Upload
from sandbox.telegram.chats import Chat, Group, Person
from sandbox.telegram.errors import CannotActError
from sandbox.telegram.screen import Screen
from sandbox.telegram.server import Sandbox
from sandbox.telegram.views import message_html
from sandbox.telegram.world import Message, Query, World

__all__ = ["CannotActError", "Group", "Person", "Phone", "Sandbox", "Screen", "picture"]


def picture(width: int = 8, height: int = 8, shade: int = 200) -> bytes:
    """A small gray PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Phone:
    """One person's phone. Acts queue updates and return at once; what the bot does in answer is read from the screen."""

    def __init__(self, world: World, user: int) -> None:
        self.world = world
        self.user = user
        self.person = world.person(user)

    # What a person does

    async def send(
        self,
        text: str,
        chat: int | None = None,
        reply_to: "int | Screen | None" = None,
        *,
        topic: int | None = None,
        anonymous: bool = False,
    ) -> Screen:
        """Write a text; in a topic of a forum, or as the group itself."""
        sent = acts.send(self.world, self.user, text, chat, _id(reply_to), topic=topic, anonymous=anonymous)
        return self._shown(sent)

    async def press(self, label: str, message: "int | Screen | None" = None, chat: int | None = None) -> str | None:
        """Press the newest button, or else key, with that label, or else the only one that contains it.

        Returns the url of a url button. AssertionError with the visible labels if there is none.
        """
        where = self._chat(chat)
        spot = self._button(where, label, _id(message))
        if spot is not None:
            number, row, column = spot
            done = acts.press(self.world, self.user, number, row=row, column=column, chat=where.id)
            return done if isinstance(done, str) else None
        keys = [] if message is not None else self._keys(where)
        close = [key for key in keys if label in key]
        if label in keys or len(close) == 1:
            acts.key(self.world, self.user, label if label in keys else close[0], chat=where.id)
            return None
        raise AssertionError(f"no button “{label}”, or several; visible: {self._visible(where)}, keys: {keys}")

    async def press_data(self, data: str, message: "int | Screen | None" = None, chat: int | None = None) -> None:
        """Send a forged callback, by default on the newest message from the bot."""
        where = self._chat(chat)
        acts.forge(self.world, self.user, _id(message) or self.newest(where.id).id, data, where.id)

    async def send_photo(
        self, data: bytes | None = None, caption: str | None = None, chat: int | None = None
    ) -> Screen:
        """Send a picture (default: a small gray one)."""
        return await self._file("photo", Upload("photo.png", "image/png", data or picture()), caption, chat)

    async def send_album(
        self, photos: int | Sequence[bytes], caption: str | Sequence[str] = "", chat: int | None = None
    ) -> list[Screen]:
        """Send so many pictures, or these, as an album; its caption stands with the first, several with one each."""
        pictures = [picture(shade=at * 20) for at in range(photos)] if isinstance(photos, int) else photos
        uploads = [Upload(f"photo{at}.png", "image/png", data) for at, data in enumerate(pictures)]
        return [self._shown(m) for m in acts.send_album(self.world, self.user, uploads, caption=caption, chat=chat)]

    async def send_document(
        self, name: str, data: bytes, caption: str | None = None, chat: int | None = None
    ) -> Screen:
        return await self._file("document", Upload(name, "", data), caption, chat)

    async def send_voice(
        self,
        data: bytes = b"OggS a voice",
        duration: int = 3,
        chat: int | None = None,
        *,
        caption: str | None = None,
    ) -> Screen:
        return await self._file("voice", Upload("voice.oga", "audio/ogg", data), caption, chat, duration)

    async def send_video(
        self, data: bytes = b"\0\0\0\x18ftypmp42", caption: str | None = None, chat: int | None = None
    ) -> Screen:
        return await self._file("video", Upload("film.mp4", "video/mp4", data), caption, chat, 60)

    async def send_audio(
        self, data: bytes = b"ID3 a song", caption: str | None = None, chat: int | None = None
    ) -> Screen:
        return await self._file("audio", Upload("audio.mp3", "audio/mpeg", data), caption, chat, 60)

    async def contact(self, chat: int | None = None) -> Screen:
        """Share one's own contact."""
        return self._shown(acts.contact(self.world, self.user, chat=chat))

    async def contact_of(self, user_id: int, chat: int | None = None) -> Screen:
        """Share the contact of another person."""
        return self._shown(acts.contact(self.world, self.user, of=user_id, chat=chat))

    async def contact_without_account(self, phone: str, first_name: str, chat: int | None = None) -> Screen:
        """Share the number of somebody who has no account."""
        return self._shown(acts.contact(self.world, self.user, phone=phone, first_name=first_name, chat=chat))

    async def location(self, latitude: float, longitude: float, chat: int | None = None) -> Screen:
        """Share a place."""
        return self._shown(acts.location(self.world, self.user, latitude, longitude, chat))

    async def open_link(self, url_or_payload: str) -> Screen:
        """Open the bot's deep link and press Start."""
        return self._shown(acts.open_link(self.world, self.user, url_or_payload))

    async def vote(self, poll: "int | Screen", options: Sequence[int], chat: int | None = None) -> None:
        """Vote; no options take the vote back."""
        acts.vote(self.world, self.user, _need(poll), options, chat)

    async def react(self, emoji: str, message: "int | Screen | None" = None, chat: int | None = None) -> None:
        """Put a reaction on a message, by default the newest from the bot."""
        acts.react(self.world, self.user, _id(message) or self.newest(chat).id, emoji, chat)

    async def edit(self, message: "int | Screen", text: str, chat: int | None = None) -> None:
        """Change one's own text."""
        acts.edit(self.world, self.user, _need(message), text, chat)

    async def delete(self, message: "int | Screen", chat: int | None = None) -> None:
        acts.delete(self.world, self.user, _need(message), chat)

    async def set_profile_photo(self, data: bytes | None = None) -> None:
        """Put a picture (default: a small gray one) before the earlier ones on their own profile. The bot is not told."""
        file = self.world.files.add("photo", data or picture(), "photo.png", "image/png")
        self.world.profile_photos.setdefault(self.user, []).insert(0, file)

    async def block(self) -> None:
        acts.block(self.world, self.user)

    async def unblock(self) -> None:
        """Take the bot back."""
        acts.unblock(self.world, self.user)

    async def video_chat(self, chat: int, state: str, start_date: int | None = None) -> None:
        """Schedule, start or end a group's video chat, as one of its administrators."""
        group_acts.video_chat(self.world, self.user, chat, state, start_date)

    # What a person sees

    @property
    def screen(self) -> Screen:
        """The newest message from the bot in the private chat; AssertionError if there is none."""
        return self.newest()

    def newest(self, chat: int | None = None) -> Screen:
        """The newest message from the bot in a chat; AssertionError if there is none."""
        where = self._chat(chat)
        message = where.messages.get(where.last_bot_message) or next(self._from_bot(where), None)
        if message is None:
            raise AssertionError(f"{self.person.name} has no message from the bot in chat {where.id}")
        return self._shown(message)

    def messages(self, chat: int | None = None) -> list[Screen]:
        """All messages of a chat, oldest first, this person's too."""
        return [self._shown(message) for message in self._chat(chat).messages.values()]

    @property
    def texts(self) -> list[str]:
        """Texts and captions of the bot's messages in the private chat, oldest first."""
        found = [self._shown(message) for message in self._from_bot(self._chat(None))]
        return [screen.text or screen.caption for screen in reversed(found)]

    @property
    def toast(self) -> str | None:
        """The text of the answer to the last press; None if it had none, or is not answered."""
        query = self._last_query
        return query.text if query is not None else None

    @property
    def alert(self) -> bool:
        """Whether that answer came as an alert."""
        query = self._last_query
        return query is not None and query.alert

    def waiting(self) -> list[str]:
        """The data of the presses that are not answered yet: spinning buttons."""
        return [query.data for query in self.world.waiting(self.user)]

    @property
    def keyboard(self) -> list[str]:
        """The labels of the reply keyboard in the private chat."""
        return self._keys(self._chat(None))

    def commands(self, chat: int | None = None) -> list[str]:
        """The names in this person's menu of commands, without the slash."""
        return [item["command"] for item in self.world.visible_commands(self._chat(chat), self.user)]

    @property
    def _last_query(self) -> Query | None:
        return self.world.last_query.get(self.user)

    def _chat(self, chat: int | None) -> Chat:
        return self.world.chats[self.user if chat is None else chat]

    def _shown(self, message: Message) -> Screen:
        return Screen.of(message, message_html(message))

    def _from_bot(self, chat: Chat) -> Any:
        return (m for m in reversed(chat.messages.values()) if m.sender == self.world.bot_id and not m.service)

    @staticmethod
    def _keys(chat: Chat) -> list[str]:
        rows = chat.keyboard["keyboard"] if chat.keyboard else []
        return [acts.key_text(key) for row in rows for key in row]

    def _visible(self, chat: Chat) -> list[str]:
        return [b["text"] for m in self._from_bot(chat) for row in m.buttons for b in row]

    def _button(self, chat: Chat, label: str, message_id: int | None) -> tuple[int, int, int] | None:
        """Message, row and column of the button that ``label`` means; None if there is none, or keys match better."""
        messages = [acts.message_in(chat, message_id)] if message_id else list(self._from_bot(chat))
        spots = [
            (button["text"], (message.id, row, column))
            for message in messages
            for row, line in enumerate(message.buttons)
            for column, button in enumerate(line)
        ]
        for text, spot in spots:
            if text == label:
                return spot
        if message_id is None and label in self._keys(chat):
            return None
        close = [spot for text, spot in spots if label in text]
        newest = [spot for spot in close if spot[0] == close[0][0]]
        return newest[0] if len(newest) == 1 else None

    async def _file(
        self, kind: str, upload: Upload, caption: str | None, chat: int | None, duration: int | None = None
    ) -> Screen:
        sent = acts.send_file(self.world, self.user, kind, upload, caption=caption or "", chat=chat, duration=duration)
        return self._shown(sent)


def _id(message: "int | Screen | None") -> int | None:
    return message.id if isinstance(message, Screen) else message


def _need(message: "int | Screen") -> int:
    return message.id if isinstance(message, Screen) else message
