"""The photo on the card: sent here, taken from the Telegram profile with consent, or none."""

from typing import Any

from telegram.ext import filters

from handlers.birthdays.buttons import Birthday, NoPortrait, Portrait, StartPortrait, UseProfile
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage.birthdays import asking, greeting
from storage.birthdays.rows import Refused

SAVED = Markup("<b>✅ 照片已保存</b>\n会用在您的政治生日贺卡上，可以随时更换或取消。")


async def show(context: Context, _button: Portrait) -> None:
    """What there is, and the three ways."""
    async with context.read() as session:
        wish = await greeting.wish(session, context.me.person_id)
    text = lines(
        Markup("<b>🖼 贺卡照片</b>"),
        Markup("现在：{}").format("已设置照片" if wish.portrait else "没有照片，贺卡上用您的姓氏代替"),
        Markup("可以发送一张照片，也可以使用您的 Telegram 头像。照片只用于贺卡；点“使用头像”即表示同意读取头像。"),
    )
    rows = [[StartPortrait().labelled("📷 发送照片"), UseProfile().labelled("👤 使用头像")]]
    if wish.portrait:
        rows.append([NoPortrait().labelled("🚫 不用照片")])
    await context.show(text, [*rows, back(Birthday())])


async def use_profile(context: Context, _button: UseProfile) -> None:
    """The newest profile photo in its largest size."""
    refused = await _refused(context)
    if refused is not None:
        return await context.tell(refused.value)
    account = context.me.telegram_id
    photos = (await context.bot.get_user_profile_photos(account, limit=1)).photos if account else ()
    if not photos:
        return await context.tell("读不到您的头像：可能没有设置，或者隐私设置不允许机器人查看。请改为发送一张照片。")
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, photos[0][-1].file_id)
    await context.show(SAVED, [back(Portrait())])
    return None


async def without(context: Context, _button: NoPortrait) -> None:
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, None)
    await context.toast("已取消照片")
    await show(context, Portrait())


async def _refused(context: Context) -> Refused | None:
    async with context.read() as session:
        joined = await asking.joined_on(session, context.me.person_id)
    return joined if isinstance(joined, Refused) else None


async def begin(context: Context, _button: StartPortrait) -> Next:
    """For members, as the card is."""
    refused = await _refused(context)
    if refused is not None:
        await context.tell(refused.value)
        return None
    return "photo"


async def ask_photo(context: Context) -> None:
    await ask(
        context, Markup("<b>🖼 贺卡照片</b>\n请发送一张本人照片（作为“照片”发送，不要作为文件），最好是正面半身照。")
    )


async def take_photo(context: Context) -> Next:
    """Store it in its largest size."""
    message = context.message
    if message is None or not message.photo:
        return None
    async with context.write() as tx:
        await greeting.portray(tx, context.me.person_id, message.photo[-1].file_id)
    await context.show(SAVED, [back(Birthday())])
    return DONE


async def take_other(context: Context) -> Next:
    """A picture sent as a file may be of any size and kind."""
    await context.tell("收到的是文件。请重新选择这张图片，作为“照片”发送（发送时勾选“压缩图片”）。")
    return None


_STEPS: dict[str, Any] = {
    "photo": Step(ask_photo, [Typed(filters.PHOTO, take_photo), Typed(filters.Document.ALL, take_other)])
}
FLOW = Form(name="portrait", title="贺卡照片", start=StartPortrait, begin=begin, steps=_STEPS)
