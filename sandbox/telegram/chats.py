"""People, groups, and the chats they meet the bot in."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.world import Message

SUPERGROUPS_BELOW = -1_000_000_000_000


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with a Telegram account. ``started``: has opened the chat with the bot; ``phone`` as the roster has it.

    ``hint`` says what to try as that person, with whom the page then offers to begin.
    """

    id: int
    name: str
    phone: str = ""
    username: str = ""
    note: str = ""
    hint: str = ""
    started: bool = False
    blocked: bool = False
    last_name: str = ""
    language: str = "zh-hans"

    @property
    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        return {**user, "language_code": self.language}

    @property
    def full_name(self) -> str:
        """First and last name, as Telegram shows them."""
        return f"{self.name} {self.last_name}".strip()

    @property
    def phone_number(self) -> str:
        """The number as Telegram gives it: with the country's code. Numbers of 11 digits are mainland mobiles."""
        return f"+86{self.phone}" if len(self.phone) == 11 and self.phone.startswith("1") else self.phone


@dataclass(slots=True)
class Group:
    """A group to set up. The creator (default: the first member) and the administrators may start video chats.

    A ``forum`` is divided into topics, the general one and those that people begin.
    """

    id: int
    title: str
    members: list[int] = field(default_factory=list)
    bot: str = "member"
    administrators: list[int] = field(default_factory=list)
    creator: int | None = None
    forum: bool = False

    @property
    def type(self) -> str:
        """``supergroup`` for ids below -1000000000000, else ``group``."""
        return "supergroup" if self.id < SUPERGROUPS_BELOW else "group"


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat (``id`` is the person's) or a group, with its messages by id, oldest first.

    ``bot`` is the bot's standing: member, administrator, left or kicked. ``members`` is an ordered set. Where ``muted``, only
    administrators may write. ``topics`` are a forum's, by the message that began each.
    """

    id: int
    type: str
    person: Person | None = None
    title: str = ""
    members: dict[int, None] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    creator: int | None = None
    bot: str = "member"
    messages: "dict[int, Message]" = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: dict[str, Any] | None = None
    video_chat_since: int | None = None
    migrated_to: int | None = None
    last_id: int = 0
    last_bot_message: int = 0
    forum: bool = False
    muted: bool = False
    topics: list[int] = field(default_factory=list)
    closed_topics: list[int] = field(default_factory=list)
    brief: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.brief = {"id": self.id, "type": self.type}
        if self.person is not None:
            user = self.person.user
            self.brief |= {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        else:
            self.brief["title"] = self.title
        if self.forum:
            self.brief["is_forum"] = True

    @property
    def private(self) -> bool:
        """Whether it is a chat of one person with the bot."""
        return self.person is not None

    @property
    def bot_inside(self) -> bool:
        """Whether the bot takes part."""
        return self.private or self.bot in ("member", "administrator")

    def seen_by(self, user: int) -> bool:
        """Whether a person sees this chat."""
        return user == self.id if self.private else user in self.members

    @property
    def last(self) -> "Message | None":
        return self.messages[next(reversed(self.messages))] if self.messages else None
