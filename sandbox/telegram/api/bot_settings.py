"""The bot's own face: who it is, its menus of commands, its descriptions."""

import re
from typing import Any

from sandbox.telegram.api.params import Params
from sandbox.telegram.api.registry import method
from sandbox.telegram.errors import bad
from sandbox.telegram.world import Event, World

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_DESCRIPTION_LIMIT = 256
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


@method("getMe")
def get_me(world: World, params: Params) -> dict[str, Any]:
    """The bot's User, with what it can do."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, params: Params) -> tuple[str, int, int, str]:
    given = params.json("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(given, dict):
        raise bad("can't parse BotCommandScope: expected an Object")
    kind = str(given.get("type"))
    language = params.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    if kind in _PLAIN_SCOPES:
        return kind, 0, 0, language
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad("can't parse BotCommandScope: unsupported type specified")
    try:
        chat, user = int(given["chat_id"]), int(given.get("user_id", 0))
    except (KeyError, TypeError, ValueError):
        raise bad("can't parse BotCommandScope: chat_id is invalid") from None
    known = world.chats.get(chat)
    if known is None or not known.bot_inside or (known.person is not None and not known.person.started):
        raise bad("chat not found")
    if known.private and kind != "chat":
        raise bad("can't use the scope in private chats")
    if kind == "chat_member" and user not in world.people:
        raise bad("user not found")
    return kind, chat, user if kind == "chat_member" else 0, language


@method("setMyCommands")
def set_my_commands(world: World, params: Params) -> bool:
    """Set the menu of commands of a scope and a language."""
    given = params.json("commands", "can't parse commands JSON object")
    if not isinstance(given, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(given) > _MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in given]
    scope = _scope(world, params)
    world.commands[scope] = commands
    _tell(world, scope)
    return True


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = given.get("command"), given.get("description")
    if not isinstance(name, str) or not _NAME.fullmatch(name.removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= _DESCRIPTION_LIMIT:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description.strip()}


def _tell(world: World, scope: tuple[str, int, int, str]) -> None:
    chat = world.chats[scope[1]] if scope[1] else None
    world.emit(Event("commands", chat, user=scope[2] or None))


@method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    """The menu of commands of exactly this scope and language."""
    return world.commands.get(_scope(world, params), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Params) -> bool:
    """Take the menu of a scope and a language away; a wider one shows again."""
    scope = _scope(world, params)
    world.commands.pop(scope, None)
    _tell(world, scope)
    return True


@method("setMyDescription")
def set_my_description(world: World, params: Params) -> bool:
    """What an empty chat with the bot shows."""
    world.description = _limited(params.text("description"), 512)
    return True


@method("getMyDescription")
def get_my_description(world: World, params: Params) -> dict[str, str]:
    """What an empty chat with the bot shows."""
    return {"description": world.description}


@method("setMyShortDescription")
def set_my_short_description(world: World, params: Params) -> bool:
    """What the bot's profile says."""
    world.short_description = _limited(params.text("short_description"), 120)
    return True


@method("getMyShortDescription")
def get_my_short_description(world: World, params: Params) -> dict[str, str]:
    """What the bot's profile says."""
    return {"short_description": world.short_description}


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise bad("BOT_DESCRIPTION_TOO_LONG")
    return text


@method("setMyName")
def set_my_name(world: World, params: Params) -> bool:
    """The bot's name."""
    name = params.text("name").strip()
    if len(name) > 64:
        raise bad("BOT_TITLE_INVALID")
    world.bot = {**world.bot, "first_name": name or world.bot["first_name"]}
    return True


@method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Params) -> bool:
    """The button beside the input field."""
    button = params.json("menu_button", "can't parse MenuButton JSON object") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad("can't parse menu button: unsupported type specified")
    world.menu_button = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Params) -> dict[str, Any]:
    """The button beside the input field."""
    return world.menu_button
