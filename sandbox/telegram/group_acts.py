"""What people do to groups: video chats, members, the bot's standing, the move to a supergroup."""

from typing import Any

from sandbox.telegram.acts import place, sees
from sandbox.telegram.chats import SUPERGROUPS_BELOW, Chat
from sandbox.telegram.errors import CannotActError
from sandbox.telegram.members import set_bot, status_of, tell_of_member
from sandbox.telegram.world import Event, Message, World


def _group(world: World, user: int, chat: int | None, *, as_administrator: bool = False) -> Chat:
    person, where = place(world, user, chat)
    if where.private:
        raise CannotActError("name a group")
    if as_administrator and user not in where.administrators:
        raise CannotActError(f"{person.name} is no administrator of {where.title}")
    return where


def _service(world: World, chat: Chat, user: int, content: dict[str, Any]) -> Message:
    message = world.post(chat, user, content, service=True)
    if sees(world, chat, message):
        world.updates.put("message", message.data)
    return message


def video_chat(world: World, user: int, chat: int, state: str, start_date: int | None = None) -> Message:
    """Schedule, start or end a group's video chat, as one of its administrators."""
    where = _group(world, user, chat, as_administrator=True)
    now = world.clock.unix()
    if state == "scheduled":
        return _service(world, where, user, {"video_chat_scheduled": {"start_date": start_date or now + 3600}})
    if state == "started":
        if where.video_chat_since is not None:
            raise CannotActError("a video chat is on already")
        where.video_chat_since = now
        message = _service(world, where, user, {"video_chat_started": {}})
    elif state == "ended":
        if where.video_chat_since is None:
            raise CannotActError("no video chat is on")
        duration, where.video_chat_since = max(now - where.video_chat_since, 0), None
        message = _service(world, where, user, {"video_chat_ended": {"duration": duration}})
    else:
        raise CannotActError("state is scheduled, started or ended")
    world.emit(Event("chat", where))
    return message


def add_bot(world: World, user: int, chat: int) -> None:
    """Take the bot into a group as a member."""
    where = _group(world, user, chat)
    if where.bot_inside:
        raise CannotActError("the bot is in the group already")
    set_bot(world, where, "member", by=user)
    _service(world, where, user, {"new_chat_members": [world.bot]})


def promote_bot(world: World, user: int, chat: int) -> None:
    """Make the bot an administrator: it sees every message from now on."""
    where = _group(world, user, chat, as_administrator=True)
    if not where.bot_inside:
        raise CannotActError("the bot is not in the group")
    set_bot(world, where, "administrator", by=user)


def remove_bot(world: World, user: int, chat: int) -> None:
    """Throw the bot out of a group."""
    where = _group(world, user, chat, as_administrator=True)
    if not where.bot_inside:
        raise CannotActError("the bot is not in the group")
    set_bot(world, where, "kicked", by=user)
    world.post(where, user, {"left_chat_member": world.bot}, service=True)


def topic(world: World, user: int, chat: int, name: str) -> Message:
    """Begin a topic of a forum; it has the number of the message that says so."""
    where = _group(world, user, chat, as_administrator=True)
    if not where.forum:
        raise CannotActError("the group is no forum")
    number = where.last_id + 1
    where.topics.append(number)
    made = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    return _service(world, where, user, {**made, "message_thread_id": number, "is_topic_message": True})


def close_topic(world: World, user: int, chat: int, number: int, *, closed: bool = True) -> Message:
    """Let nobody but administrators write in a topic any more, or everybody again."""
    where = _group(world, user, chat, as_administrator=True)
    if number not in where.topics or (number in where.closed_topics) is closed:
        raise CannotActError(f"there is no such topic {number}")
    (where.closed_topics.append if closed else where.closed_topics.remove)(number)
    done: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    return _service(world, where, user, {**done, "message_thread_id": number, "is_topic_message": True})


def mute(world: World, user: int, chat: int, *, muted: bool = True) -> None:
    """Let administrators alone write in a group, or everybody again."""
    _group(world, user, chat, as_administrator=True).muted = muted


def join(world: World, user: int, chat: int) -> Message:
    person = world.person(user)
    where = world.chats.get(chat)
    if where is None or where.private or user in where.members or where.migrated_to is not None:
        raise CannotActError("there is no such group to join")
    where.members[user] = None
    message = _service(world, where, user, {"new_chat_members": [person.user]})
    tell_of_member(world, where, user, "left")
    return message


def leave(world: World, user: int, chat: int) -> Message:
    where = _group(world, user, chat)
    before = status_of(where, user)
    message = _service(world, where, user, {"left_chat_member": world.people[user].user})
    del where.members[user]
    tell_of_member(world, where, user, before)
    world.emit(Event("chat", where, user=user))
    return message


def migrate(world: World, user: int, chat: int) -> Chat:
    """Turn a basic group into a supergroup under a new id."""
    where = _group(world, user, chat, as_administrator=True)
    if where.type != "group":
        raise CannotActError("the chat is no basic group")
    new_id = SUPERGROUPS_BELOW + where.id
    if new_id in world.chats:
        raise CannotActError(f"the id {new_id} is taken")
    new = Chat(
        new_id,
        "supergroup",
        title=where.title,
        members=dict(where.members),
        administrators=set(where.administrators),
        creator=where.creator,
        bot=where.bot,
    )
    world.chats[new_id] = new
    _service(world, where, user, {"migrate_to_chat_id": new_id})
    where.migrated_to = new_id
    _service(world, new, user, {"migrate_from_chat_id": where.id})
    world.emit(Event("chat", where))
    world.emit(Event("chat", new))
    return new
