"""How people and the bot stand in chats, as the Bot API writes it, and the updates that tell of a change."""

from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.world import Event, World

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
)
_FURTHER_RIGHTS = ("can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories")


def _standing(user: dict[str, Any], status: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"user": user, "status": status}
    if status == "creator":
        shown["is_anonymous"] = False
    elif status == "administrator":
        shown |= {"can_be_edited": False, "is_anonymous": False, "can_pin_messages": True}
        shown |= dict.fromkeys(_RIGHTS, True) | dict.fromkeys(_FURTHER_RIGHTS, False)
    elif status == "kicked":
        shown["until_date"] = 0
    return shown


def status_of(chat: Chat, user: int) -> str:
    """creator, administrator, member or left."""
    if chat.private:
        return "member" if user == chat.id else "left"
    if user not in chat.members:
        return "left"
    if user == chat.creator:
        return "creator"
    return "administrator" if user in chat.administrators else "member"


def member(world: World, chat: Chat, user: int) -> dict[str, Any]:
    """The Bot API's ChatMember of a person."""
    return _standing(world.people[user].user, status_of(chat, user))


def bot_member(world: World, chat: Chat, status: str | None = None) -> dict[str, Any]:
    """The Bot API's ChatMember of the bot."""
    return _standing(world.bot, status or chat.bot)


def set_bot(world: World, chat: Chat, status: str, *, by: int) -> None:
    """Change how the bot stands in a chat, and tell it."""
    before, chat.bot = chat.bot, status
    if before != status:
        tell_bot(world, chat, before, status, by)


def tell_bot(world: World, chat: Chat, before: str, after: str, by: int) -> None:
    """A my_chat_member update, and a ``chat`` event for those who watch."""
    change = {
        "chat": chat.brief,
        "from": world.user(by),
        "date": world.clock.unix(),
        "old_chat_member": bot_member(world, chat, before),
        "new_chat_member": bot_member(world, chat, after),
    }
    world.updates.put("my_chat_member", change)
    world.emit(Event("chat", chat))


def tell_of_member(world: World, chat: Chat, user: int, before: str) -> None:
    """A chat_member update, which only administrators get, and a ``chat`` event."""
    if chat.bot == "administrator":
        change = {
            "chat": chat.brief,
            "from": world.people[user].user,
            "date": world.clock.unix(),
            "old_chat_member": _standing(world.people[user].user, before),
            "new_chat_member": member(world, chat, user),
        }
        world.updates.put("chat_member", change)
    world.emit(Event("chat", chat))
