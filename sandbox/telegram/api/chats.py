"""Asking about chats and their members."""

from typing import Any

from sandbox.telegram.api.params import Params, target
from sandbox.telegram.api.registry import method
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.members import bot_member, member, set_bot
from sandbox.telegram.world import Event, World

_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@method("getChat")
def get_chat(world: World, params: Params) -> dict[str, Any]:
    """The Bot API's ChatFullInfo."""
    chat = target(world, params)
    if chat.person is not None and not chat.person.started:
        raise bad("chat not found")
    full = {**chat.brief, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict(_GIFTS)}
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].data
    if not chat.private:
        full["permissions"] = {"can_send_messages": True}
    return full


@method("getChatMember")
def get_chat_member(world: World, params: Params) -> dict[str, Any]:
    """How somebody stands in a chat."""
    chat = target(world, params)
    user = params.integer("user_id")
    if user == world.bot_id:
        return bot_member(world, chat)
    if user is None or user not in world.people:
        raise bad("invalid user_id specified" if not user else "member not found")
    return member(world, chat, user)


@method("getChatAdministrators")
def get_chat_administrators(world: World, params: Params) -> list[dict[str, Any]]:
    """The administrators of a group, the bot among them if it is one."""
    chat = _group(target(world, params), "there are no administrators in the private chat")
    found = [member(world, chat, user) for user in chat.members if user in chat.administrators]
    return found + ([bot_member(world, chat)] if chat.bot == "administrator" else [])


@method("getChatMemberCount")
def get_chat_member_count(world: World, params: Params) -> int:
    """How many take part, the bot included."""
    chat = target(world, params)
    return 2 if chat.private else len(chat.members) + 1


@method("leaveChat")
def leave_chat(world: World, params: Params) -> bool:
    """The bot leaves a group."""
    chat = _group(target(world, params), "chat member status can't be changed in private chats")
    set_bot(world, chat, "left", by=world.bot_id)
    world.post(chat, world.bot_id, {"left_chat_member": world.bot}, service=True)
    world.emit(Event("chat", chat, fields={}))
    return True


@method("getUserProfilePhotos")
def get_user_profile_photos(world: World, params: Params) -> dict[str, Any]:
    """A person's profile photos, newest first; with at most `limit` (1 to 100) from `offset`."""
    user = params.integer("user_id")
    if user is None or (user != world.bot_id and user not in world.people):
        raise bad("user not found" if user else "invalid user_id specified")
    offset, limit = params.integer("offset") or 0, params.integer("limit")
    limit = min(100, max(1, 100 if limit is None else limit))
    photos = world.profile_photos.get(user, [])
    return {"total_count": len(photos), "photos": [photo.view for photo in photos[offset : offset + limit]]}


def _group(chat: Chat, refusal: str) -> Chat:
    if chat.private:
        raise bad(refusal)
    return chat
