"""A Telegram without a network: it answers at once, refuses the HTML that it would refuse, and knows what each chat shows."""

import json
from dataclasses import dataclass, field
from urllib.parse import unquote

from telegram.request import BaseRequest

from sandbox.telegram.formatting import parse_html, utf16
from sandbox.telegram.phone import picture

TEXT, CAPTION, DATA, BUTTONS, IN_A_ROW = 4096, 1024, 64, 100, 8
ME = {"id": 1, "is_bot": True, "first_name": "掌上党建", "username": "dangjian_bot"}
FILE = {"file_id": "file", "file_unique_id": "file", "file_size": 10}
PHOTO = {"photo": [FILE | {"width": 8, "height": 8}]}
VOICE = {"voice": FILE | {"duration": 3}}
FILM = {"video": FILE | {"duration": 3, "width": 8, "height": 8}}
DOCUMENT = {"document": FILE | {"file_name": "材料.pdf"}}
PLACE = {"location": {"latitude": 39.9, "longitude": 116.4}}
SENT = {"sendPhoto": PHOTO, "sendDocument": DOCUMENT, "sendVoice": VOICE, "sendVideo": FILM}


@dataclass(frozen=True)
class Screen:
    """One message of the bot: its words, and its buttons by row."""

    text: str
    rows: list[list[dict[str, str]]]
    below_picture: bool = False

    @property
    def buttons(self):
        return [button for row in self.rows for button in row]

    @property
    def labels(self):
        return [button["text"] for button in self.buttons]


def limits_broken(screen):
    """By that screen, in words."""
    longest = CAPTION if screen.below_picture else TEXT
    long = {button["text"]: len(button.get("callback_data", "").encode()) for button in screen.buttons}
    found = {
        f"{utf16(screen.text)} UTF-16 units of text, {longest} allowed": utf16(screen.text) > longest,
        "no text": not screen.text.strip(),
        f"{len(screen.buttons)} buttons, {BUTTONS} allowed": len(screen.buttons) > BUTTONS,
        f"more than {IN_A_ROW} buttons in a row": any(len(row) > IN_A_ROW for row in screen.rows),
        "a row without buttons": not all(screen.rows),
        "a button without a label": not all(label.strip() for label in screen.labels),
        f"button data of more than {DATA} bytes": any(size > DATA for size in long.values()),
    }
    return [what for what, broken in found.items() if broken]


@dataclass(eq=False)
class Telegram(BaseRequest):
    """`messages` by chat and number, as the Bot API has them; `said` is every text and every answer to a press; `shown` the screens
    since they were last looked at."""

    messages: dict[tuple[int, int], dict] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    shown: list[Screen] = field(default_factory=list)

    read_timeout = 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    def screen(self, chat, number):
        message = self.messages[chat, number]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return Screen(message.get("text") or message.get("caption", ""), rows, "text" not in message)

    def add(self, chat, **content):
        """A new message in that chat."""
        number = len(self.messages) + 1
        message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": ME, **content}
        self.messages[chat, number] = message
        return message

    async def do_request(self, url, method, request_data=None, **_timeouts):
        last = unquote(url.rsplit("/", maxsplit=1)[1])
        if "/file/" in url:
            return 200, self.files.get(last, picture())
        asked = {name: _read(value) for name, value in (request_data.json_parameters if request_data else {}).items()}
        return 200, json.dumps({"ok": True, "result": self._answer(last, asked)}).encode()

    def _answer(self, method, asked):
        if method == "getMe":
            return ME
        if method == "getFile":
            return FILE | {"file_path": str(asked["file_id"])}
        if method == "getUserProfilePhotos":
            return {"total_count": 0, "photos": []}
        if method == "sendMediaGroup":
            return [self.add(asked["chat_id"], **PHOTO) for _ in asked["media"]]
        if method.startswith(("sendMessage", "editMessage", *SENT)):
            return self._put(method, asked)
        self.said += [asked["text"]] if "text" in asked else []
        return True

    def _put(self, method, asked):
        """A message sent or changed, its words read as Telegram reads them."""
        chat, changed = int(asked["chat_id"]), asked.get("message_id")
        message = self.messages[chat, changed] if changed else self.add(chat, **SENT.get(method, {}))
        words = {what: asked[what] for what in ("text", "caption") if what in asked}
        message.update({what: parse_html(said).text if "parse_mode" in asked else said for what, said in words.items()})
        message.pop("reply_markup", None)
        message.update({"reply_markup": asked["reply_markup"]} if "reply_markup" in asked else {})
        if words:
            self.said.append(message.get("text") or message["caption"])
            self.shown.append(self.screen(chat, message["message_id"]))
        return message


def _read(value):
    try:
        return json.loads(value)
    except ValueError:
        return value
