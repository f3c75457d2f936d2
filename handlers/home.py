"""The first screen with what waits, the command menu, help, cancel, and the answers to what nothing else understands."""

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
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot, MessageHandler, filters

from handlers.kit.engine.access_check import command, guarded, presses, unguarded
from handlers.kit.engine.unreachable import say_in_group
from handlers.kit.feature import Feature, Handler, MenuCommand
from handlers.kit.forms import edits
from handlers.kit.forms.form import NOTHING_OPEN, Cancel, Resume, open_title
from handlers.kit.joins import answered, todos
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.calendars import Appointment, calendar
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.links import LONGEST_SOUGHT, Find, ToDos
from handlers.kit.screens.navigation import HOME, Home, in_columns, paged
from handlers.kit.screens.pictures import Drawing, show_drawing, show_photo
from handlers.kit.screens.telegram_errors import WRONG_FILE, says
from handlers.kit.screens.text import CAPTION_UNITS, Markup, day_text, escape, fits, length, lines
from storage.engine.apart import Failed
from storage.engine.failure import what_failed
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act

log = logging.getLogger(__name__)

OWN_COMMANDS = [
    MenuCommand("home", "首页", Act.HOME),
    MenuCommand("help", "帮助", Act.HOME),
    MenuCommand("cancel", "取消正在填写的内容", Act.HOME),
]
NOT_UNDERSTOOD = Markup("没有看懂这条消息。请点下方按钮，或发送 /help 查看帮助。")
IN_PRIVATE = Markup("请在与我的私聊中使用，这里不显示个人内容。")


PICTURED = "pictured"
"""In a person's memory: the day of the last picture on the first screen."""
MOST = 6
"""To-dos on the first screen; the others are one press away."""
DESCRIPTION = (
    "掌上党建：党支部的日常工作都在这里办。\n\n"
    "• 三会一课：通知、签到、请假、看直播、补课、记录\n"
    "• 谈心谈话、风险防控、发展党员、任务\n"
    "• 微课堂、考试竞赛、微社区、政治生日\n\n"
    "本单位名册上的同志可以使用。点“开始”，再分享本人手机号，或打开党务干部发给您的绑定链接。"
    "消息经 Telegram 传送，请勿发送涉密内容。"
)
SHORT = "党支部的日常工作：会议、学习、谈话、任务和提醒。供本单位名册上的同志使用。"


class ToDosToCalendar(Button, prefix="todo_ics", act=Act.HOME):
    """What waits, with its days, as a file for one's own calendar."""


class More(Button, prefix="home_more", act=Act.HOME):
    """The modules that do not stand on the first screen."""


async def introduce(bot: ExtBot[Any]) -> None:
    """Tell Telegram what somebody reads before START, and what an unbound account and a group may type; everyone bound gets a menu of
    their own."""
    await bot.set_my_description(DESCRIPTION)
    await bot.set_my_short_description(SHORT)
    await bot.set_my_commands([BotCommand("start", "开始使用")])
    await bot.set_my_commands([BotCommand("bind", "绑定本群（支部书记）")], BotCommandScopeAllGroupChats())


class Screens:
    """Over all other features, whose modules, commands and to-dos it shows."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._modules = [module for feature in features for module in feature.modules]
        self._waiting = [waiting for feature in features for waiting in feature.waiting]
        self._saying = [saying for feature in features for saying in feature.saying]
        self._commands = [
            *OWN_COMMANDS[:1],
            *(entry for each in features for entry in each.commands),
            *OWN_COMMANDS[1:],
        ]

    def feature(self) -> Feature:
        message = filters.ChatType.PRIVATE & ~filters.UpdateType.EDITED
        handlers: list[Handler] = [
            command("start", Act.HOME, self.home),
            command("home", Act.HOME, self.home),
            command("help", Act.HOME, self.help),
            command("cancel", Act.HOME, self.cancel),
            *presses(self),
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
        """What waits for the person, the most urgent first, and the modules that they may use."""
        me, today = context.me, context.now.date()
        unfinished = open_title(context)
        async with context.read() as session:
            known = await answered(session, me, context.now, [*self._waiting, *self._saying])
            found = await todos(self._waiting, session, me, context.now, known)
            said = [each for one in self._saying if (each := await one.says(session, context, known))]
        text = lines(
            Markup("<b>掌上党建 · {}</b>").format(context.bot_data.bureau),
            Markup("{}同志，您好！{}").format(me.name, day_text(today, today)),
            Markup("{} · {}").format(
                me.branch, "、".join(sorted(post.value for post in me.posts)) or me.category.value
            ),
            *(Markup("\n{}").format(each.text) for each in said),
            Markup("\n📝 有一份没完成的<b>{}</b>。").format(unfinished) if unfinished else None,
            Markup("\n📌 <b>待办 {} 项</b>，最急的在前：").format(len(found)) if found else Markup("\n✅ 没有待办。"),
        )
        rows: list[list[InlineKeyboardButton]] = []
        if unfinished:
            rows.append([Resume().labelled("▶ 继续填写"), Cancel().labelled("放弃它")])
        rows += [[each.labelled(today)] for each in found[:MOST]]
        if len(found) > MOST:
            rows.append([ToDos(1).labelled(f"⋯ 还有 {len(found) - MOST} 项待办")])
        rows += in_columns(self._labelled(me, main=True))
        rows.append([More().labelled("⋯ 更多")])
        await self._show(context, text, rows, next((each.picture for each in said if each.picture), None))
        await self.offer_menu(context)

    async def _show(self, context: Context, text: Markup, rows: Rows, picture: Drawing | str | None) -> None:
        """As the words of the day's picture, where there is one and they fit: once a day, as a picture comes as a new message."""
        today = context.now.date().isoformat()
        if picture is not None and context.memory.get(PICTURED) != today and fits(text, CAPTION_UNITS):
            try:
                if isinstance(picture, Drawing):
                    await show_drawing(context, picture, text, rows)
                else:
                    await show_photo(context, picture, text, rows)
            except (Refusal, Failed) as error:
                # Home is the way to everything: a picture that fails must not hold it back.
                log.error("the picture of the day cannot be drawn: %s", what_failed(error))
            except BadRequest as error:
                if not says(error, WRONG_FILE):
                    raise
            else:
                context.memory[PICTURED] = today
                return
        await context.show(text, rows)

    def _labelled(self, me: Who, *, main: bool) -> list[InlineKeyboardButton]:
        shown = [each for each in self._modules if each.main is main and may(me, each.button.act)]
        return [each.button.labelled(each.label) for each in shown]

    async def show_more(self, context: Context, _button: More) -> None:
        """The other modules."""
        text = Markup("<b>更多功能</b>\n发送 /help 可以查看全部命令。")
        await context.show(text, [*in_columns(self._labelled(context.me, main=False)), HOME])

    async def show_todos(self, context: Context, button: ToDos) -> None:
        """Everything that waits, in pages."""
        today = context.now.date()
        async with context.read() as session:
            found = await todos(self._waiting, session, context.me, context.now)
        shown, turning = paged(found, button.page, ToDos, MOST)
        text = Markup("📌 <b>待办 {} 项</b>，最急的在前：").format(len(found)) if found else Markup("✅ 没有待办。")
        dated = [[ToDosToCalendar().labelled("📅 期限存入日历")]] if any(each.by for each in found) else []
        await context.show(text, [*([each.labelled(today)] for each in shown), *turning, *dated, HOME])

    async def to_calendar(self, context: Context, _button: ToDosToCalendar) -> None:
        """Everything that has a day, as a file for the person's own calendar."""
        async with context.read() as session:
            found = await todos(self._waiting, session, context.me, context.now)
        await context.toast()
        entries = [
            Appointment(f"{each.button.pack()}@{context.bot.username}", each.what, each.by) for each in found if each.by
        ]
        caption = "📅 点开文件，把期限加入手机或电脑的日历。"
        await context.send_file("待办期限.ics", calendar(entries, context.now), Unrecorded.OWN, caption)

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
            log.warning("a command menu was not taken: %s", what_failed(error))
            return
        menus[account] = menu

    def commands_of(self, me: Who) -> list[MenuCommand]:
        """The commands that the person may use, each once."""
        return list({entry.name: entry for entry in self._commands if may(me, entry.act)}.values())

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
        """Whatever no feature takes. A few words are perhaps what somebody looks for."""
        words = " ".join(context.text.split())
        sought = 0 < length(words) <= LONGEST_SOUGHT and not words.startswith("/")
        looking = [[Find(words).labelled(f"🔍 查找“{words}”")]] if sought else []
        await context.show(NOT_UNDERSTOOD, [*looking, HOME])

    async def in_group(self, context: Context) -> None:
        """A command that belongs into the private chat; one for another bot is not ours to answer."""
        addressed = context.text.split()[0].partition("@")[2]
        if addressed.casefold() not in ("", context.bot.username.casefold()):
            return
        private = InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("打开私聊", url=f"https://t.me/{context.bot.username}?start=home")
        )
        await say_in_group(context, IN_PRIVATE, private)
