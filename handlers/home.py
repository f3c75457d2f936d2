"""The first screen, the command menu, help, cancel, and the answers to what nothing else understands."""

import logging
from collections.abc import Sequence
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot, MessageHandler, filters

from handlers.kit.engine.access_check import command, guarded, pressed, unguarded
from handlers.kit.engine.unreachable import say_in_group
from handlers.kit.feature import Feature, Handler, MenuCommand
from handlers.kit.forms import edits
from handlers.kit.forms.form import NOTHING_OPEN, Cancel, Resume, open_title
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, Home, in_columns
from handlers.kit.screens.text import Markup, day_text, escape, lines
from storage.people.access import Act, may
from storage.people.asking import answers
from storage.people.directory import Who

log = logging.getLogger(__name__)

OWN_COMMANDS = [
    MenuCommand("home", "首页", Act.HOME),
    MenuCommand("help", "帮助", Act.HOME),
    MenuCommand("cancel", "取消正在填写的内容", Act.HOME),
]
NOT_UNDERSTOOD = Markup("没有看懂这条消息。请点下方按钮，或发送 /help 查看帮助。")
IN_PRIVATE = Markup("请在与我的私聊中使用，这里不显示个人内容。")


def feature(features: Sequence[Feature]) -> Feature:
    """The home feature over all others, whose modules and commands it shows."""
    return _Home(features).feature()


async def introduce(bot: ExtBot[Any]) -> None:
    """Tell Telegram what an unbound account and a group may type; everyone bound gets a menu of their own."""
    await bot.set_my_commands([BotCommand("start", "开始使用")])
    await bot.set_my_commands([BotCommand("bind", "绑定本群（支部书记）")], BotCommandScopeAllGroupChats())


class _Home:
    def __init__(self, features: Sequence[Feature]) -> None:
        self.modules = [module for feature in features for module in feature.modules]
        self.waiting = [line for feature in features for line in feature.waiting]
        self.offering = [offer for feature in features for offer in feature.offering]
        self.commands = [*OWN_COMMANDS[:1], *(entry for each in features for entry in each.commands), *OWN_COMMANDS[1:]]

    def feature(self) -> Feature:
        message = filters.ChatType.PRIVATE & ~filters.UpdateType.EDITED
        handlers: list[Handler] = [
            command("start", Act.HOME, self.home),
            command("home", Act.HOME, self.home),
            command("help", Act.HOME, self.help),
            command("cancel", Act.HOME, self.cancel),
            pressed(Home, self.pressed_home),
            MessageHandler(message & ~filters.StatusUpdate.ALL, guarded(Act.HOME, self.not_understood)),
            MessageHandler(edits.EDITED, guarded(Act.HOME, edits.answer)),
            MessageHandler(
                filters.ChatType.GROUPS & filters.COMMAND & filters.UpdateType.MESSAGE, unguarded(self.in_group)
            ),
        ]
        return Feature(handlers)

    async def pressed_home(self, context: Context, _button: Home) -> None:
        await self.home(context)

    async def home(self, context: Context) -> None:
        """The person's posts, what waits for them, and the modules that they may use."""
        me, now = context.me, context.now
        unfinished = open_title(context)
        async with context.read() as session:
            asked = (each for line in (*self.waiting, *self.offering) for each in line.asks(me, now))
            found = await answers(session, me, now, asked)
            waiting = [await line.says(session, me, now, found) for line in self.waiting]
            offered = [await offer.says(session, me, now, found) for offer in self.offering]
        text = lines(
            Markup("<b>掌上党建 · {}</b>").format(context.bot_data.bureau),
            Markup("{}同志，您好！今天是{}。").format(me.name, day_text(now.date(), now.date())),
            Markup("{} · {}").format(
                me.branch, "、".join(sorted(post.value for post in me.posts)) or me.category.value
            ),
            Markup("") if any(waiting) else None,
            *waiting,
            Markup("\n📝 有一份没完成的<b>{}</b>。").format(unfinished) if unfinished else None,
        )
        rows: list[list[InlineKeyboardButton]] = []
        if unfinished:
            rows.append([Resume().labelled("▶ 继续填写"), Cancel().labelled("放弃它")])
        rows += [[button] for button in offered if button is not None]
        shown = [module for module in self.modules if may(me, module.button.act)]
        for main, columns in ((True, 2), (False, 3)):
            rows += in_columns([each.button.labelled(each.label) for each in shown if each.main is main], columns)
        await context.show(text, rows)
        await self.offer_menu(context)

    async def offer_menu(self, context: Context) -> None:
        """Give the person's own chat the commands that they may use, if it has not got them."""
        account, menus = context.me.telegram_id, context.bot_data.menus
        entries = self.commands_of(context.me)
        menu = tuple(entry.name for entry in entries)
        if account is None or menus.get(account) == menu:
            return
        try:
            commands = [BotCommand(entry.name, entry.description) for entry in entries]
            await context.bot.set_my_commands(commands, BotCommandScopeChat(account))
        except TelegramError as error:
            # The home screen is there already, and the next one offers the menu again.
            log.warning("a command menu was not taken: %s", type(error).__name__)
            return
        menus[account] = menu

    def commands_of(self, me: Who) -> list[MenuCommand]:
        """The commands that the person may use, each once."""
        return list({entry.name: entry for entry in self.commands if may(me, entry.act)}.values())

    async def help(self, context: Context) -> None:
        """What this person can do here."""
        listed = [Markup("/{} {}").format(entry.name, entry.description) for entry in self.commands_of(context.me)]
        text = lines(
            Markup("<b>您可以这样用</b>"),
            *listed,
            Markup("\n填写中途可以随时离开，内容会保留，回到首页点“继续填写”。"),
            Markup("换了手机或账号：请党务干部解除原绑定，再重新绑定。"),
        )
        await context.show(text, [HOME])

    async def cancel(self, context: Context) -> None:
        """Nothing was under way, or its own form had taken this."""
        await context.show(escape(NOTHING_OPEN), [HOME])

    async def not_understood(self, context: Context) -> None:
        """Whatever no feature takes."""
        await context.show(NOT_UNDERSTOOD, [HOME])

    async def in_group(self, context: Context) -> None:
        """A command that belongs into the private chat; one for another bot is not ours to answer."""
        addressed = context.text.split()[0].partition("@")[2]
        if addressed.casefold() not in ("", context.bot.username.casefold()):
            return
        private = InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("打开私聊", url=f"https://t.me/{context.bot.username}?start=home")
        )
        await say_in_group(context, IN_PRIVATE, private)
