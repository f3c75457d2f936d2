"""The lock before confidential records, as every feature asks for it: `await unlock(context, button)`."""

from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.kit.confidential.locks import Keypad, Locks, Wanted
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, when_text
from storage.engine.refusal import Answered
from storage.people.rights import Act
from storage.sealed import pin
from storage.sealed.pin import LENGTH, Standing, State

TITLES = {
    Wanted.PIN: "🔐 请输入 PIN",
    Wanted.OLD: "🔐 请输入现在的 PIN",
    Wanted.NEW: "🔐 请设置 6 位 PIN",
    Wanted.NEW_AGAIN: "🔐 请再输一遍",
}
FIRST_TIME = "第一次使用，请设置一个 PIN：谈话等保密内容只有输对它才能打开。请不要用手机号、警号、生日或连号。"
BY_BUTTONS = "请只点下面的数字键，不要用文字发送。"
DRAWN_ANEW = "系统刚重新启动过，请在新的键盘上从头输入。"
BLOCKED = Markup("🔒 PIN 输错次数太多，已停用。请向党务干部说明情况，由党务干部发起重置，再由您本人确认。")
LOST = Markup("🔒 您的 PIN 已无法核对（系统密钥变更）。请向党务干部说明情况，由党务干部发起重置，再由您本人确认。")

HANDED_ON = Markup(
    "🔒 您的账号由党务干部解除后重新绑定过，第一次设置 PIN 须由另一位党务干部核实。"
    "请点“申请核实”；对方发起后，您会在这里收到一条消息，确认后即可设置。"
)


class Digit(Button, prefix="pin", act=Act.HOME):
    """One key of one keypad; `word` means a digit to the process alone that made it."""

    word: str


class Rub(Button, prefix="pin_rub", act=Act.HOME):
    """Take the last digit away."""


class LockNow(Button, prefix="pin_lock", act=Act.HOME):
    """Lock at once."""


class PinScreen(Button, prefix="pin_home", act=Act.HOME):
    """What can be done about one's PIN."""


class AskReset(Button, prefix="pin_forgot", act=Act.HOME):
    """Forgotten: ask the party-affairs staff for a reset."""


class OfferReset(Button, prefix="pin_reset", act=Act.RESET_PIN):
    """Party-affairs staff begin somebody's reset; asked once more."""

    person: int
    sure: int


def locks(context: Context) -> Locks:
    """What is unlocked in this process."""
    return context.bot_data.locks


async def unlock(context: Context, then: Button, word: str | None = None) -> None:
    """Go on where it is unlocked. Else the keypad is shown, and the right PIN goes on as if `then` had been pressed; raises Answered."""
    me, held = context.me, locks(context)
    if held.is_open(me.person_id, me.telegram_id, context.now):
        # Each look keeps it open for some minutes more.
        held.unlock(me.person_id, me.telegram_id, context.now, context.bot_data.options.pin_minutes)
        return
    async with context.read() as session:
        stands = await pin.standing(session, me.person_id, context.now)
    if stands.state is State.UNSET:
        await open_keypad(context, Keypad(0, Wanted.NEW, then.pack(), context.now), word or FIRST_TIME)
    elif stands.state is State.READY:
        await open_keypad(context, Keypad(0, Wanted.PIN, then.pack(), context.now), word)
    else:
        await context.show(closed_text(stands, context.now), closed_rows(stands))
    raise Answered


async def open_keypad(context: Context, keypad: Keypad, word: str | None = None) -> None:
    """Show a keypad in place of what was pressed; it takes an earlier one's place."""
    keypad.message = await context.show(keypad_text(keypad, word), keypad_rows(keypad))
    keypad.person = context.me.person_id
    locks(context).keypads[context.me.telegram_id] = keypad


def keypad_text(keypad: Keypad, word: str | None = None) -> Markup:
    """What is asked for, and a dot for each digit so far."""
    dots = " ".join("●" * len(keypad.digits) + "○" * (LENGTH - len(keypad.digits)))
    return Markup("<b>{}</b>\n{}\n\n{}").format(TITLES[keypad.wanted], word or BY_BUTTONS, dots)


def keypad_rows(keypad: Keypad) -> Rows:
    """As on a telephone. Nobody has forgotten what they are only setting."""
    keys = [Digit(word).labelled(str(number)) for number, word in enumerate(keypad.keys)]
    rows = [keys[1:4], keys[4:7], keys[7:10], [Rub().labelled("⌫"), keys[0], *HOME]]
    return [*rows, forgotten()] if keypad.wanted in (Wanted.PIN, Wanted.OLD) else rows


def markup(keypad: Keypad) -> InlineKeyboardMarkup:
    """The keypad below a new message."""
    return InlineKeyboardMarkup(keypad_rows(keypad))


def forgotten() -> list[InlineKeyboardButton]:
    """The way out for somebody who does not know it any more."""
    return [AskReset().labelled("忘记 PIN")]


def closed_text(stands: Standing, now: datetime) -> Markup:
    """Why no keypad is shown."""
    if stands.state is State.LOCKED and stands.until is not None:
        return Markup("🔒 PIN 连续输错，已锁定到 <b>{}</b>。到时再试；忘了 PIN 可请党务干部重置。").format(
            when_text(stands.until, now)
        )
    if stands.state is State.HANDED_ON:
        return HANDED_ON
    return LOST if stands.state is State.LOST else BLOCKED


def closed_rows(stands: Standing) -> Rows:
    """What is left to do."""
    return [[AskReset().labelled("申请核实")] if stands.state is State.HANDED_ON else forgotten(), HOME]
