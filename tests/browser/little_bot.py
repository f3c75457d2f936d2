"""A little bot for the page's tests: one message of every kind, and an answer to every press."""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
)
from telegram.ext import filters as only

from sandbox.telegram.phone import Sandbox, picture

Context = ContextTypes.DEFAULT_TYPE
COMMANDS = [("home", "打开首页"), ("help", "怎么使用"), ("keys", "按键盘")]
MENU = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("三会一课", callback_data="open"), InlineKeyboardButton("提示", callback_data="toast")],
        [
            InlineKeyboardButton("重要提醒", callback_data="alert"),
            InlineKeyboardButton("不回应", callback_data="silent"),
        ],
        [
            InlineKeyboardButton("签到链接", url="https://t.me/dangjian_bot?start=in-7"),
            InlineKeyboardButton("外部网页", url="https://example.com/"),
        ],
    ]
)


async def start(update: Update, context: Context) -> None:
    """Greets; says what a deep link carried."""
    assert update.message is not None
    carried = f"，参数 {context.args[0]}" if context.args else ""
    await update.message.reply_html(f"<b>欢迎</b>使用掌上党建{carried}", reply_markup=MENU)


async def keys(update: Update, _: Context) -> None:
    """Puts up the reply keyboard."""
    assert update.message is not None
    rows = [[KeyboardButton("共享手机号", request_contact=True)], ["首页", "收起"]]
    await update.message.reply_text("请选择", reply_markup=ReplyKeyboardMarkup(rows, resize_keyboard=True))


async def text(update: Update, _: Context) -> None:
    """Says what it heard, as a reply."""
    message = update.effective_message
    assert message is not None
    if message.text == "收起":
        await message.reply_text("已收起", reply_markup=ReplyKeyboardRemove())
    elif update.edited_message:
        await message.reply_text(f"改为：{message.text}")
    else:
        await message.reply_text(f"收到：{message.text}", do_quote=True)


async def things(update: Update, _: Context) -> None:
    """Names the kind of thing that came."""
    message = update.message
    assert message is not None
    if message.contact:
        await message.reply_text(
            f"电话 {message.contact.phone_number}，本人 {message.contact.user_id == message.chat_id}"
        )
    elif message.location:
        await message.reply_text(f"位置 {message.location.latitude:.3f}")
    elif message.photo:
        await message.reply_text(f"图片：{message.caption or '无说明'}")
    elif message.voice:
        await message.reply_text("语音：{duration} 秒，{mime_type}".format_map(message.voice.to_dict()))
    elif message.document:
        await message.reply_text(f"文件：{message.document.file_name}")


async def press(update: Update, _: Context) -> None:
    """Answers each button in its own way; one never."""
    query = update.callback_query
    assert query is not None
    if query.data == "toast":
        await query.answer("已记下")
    elif query.data == "alert":
        await query.answer("会议今天下午三点开始", show_alert=True)
    elif query.data == "open":
        await query.answer()
        back = InlineKeyboardMarkup([[InlineKeyboardButton("返回", callback_data="back")]])
        await query.edit_message_text("三会一课\n本月还有 2 项", reply_markup=back)
    elif query.data == "back":
        await query.answer()
        await query.edit_message_text("首页", reply_markup=MENU)
    elif query.data != "silent":
        await query.answer(f"没有这个按钮：{query.data}")


async def album(application: "Application", chat: int, count: int = 3) -> None:
    """Sends an album of gray pictures."""
    pictures = [
        InputMediaPhoto(picture(320, 240, 60 + 40 * at), caption="支部活动" if at == 0 else None) for at in range(count)
    ]
    await application.bot.send_media_group(chat, pictures)


def build(sandbox: Sandbox) -> "Application":
    """The bot, not started."""
    application = (
        ApplicationBuilder()
        .token(sandbox.world.token)
        .base_url(f"{sandbox.url}/bot")
        .base_file_url(f"{sandbox.url}/file/bot")
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("start", start),
            CommandHandler("keys", keys),
            CommandHandler(["home", "help"], start),
            MessageHandler(only.TEXT, text),
            MessageHandler(only.CONTACT | only.LOCATION | only.PHOTO | only.VOICE | only.Document.ALL, things),
            CallbackQueryHandler(press),
        ]
    )
    return application
