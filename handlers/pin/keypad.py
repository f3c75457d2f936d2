"""The keypad: digit by digit, what the six of them then mean, and on to where the person was going."""

from datetime import timedelta

from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from handlers.kit.confidential import pin as kit
from handlers.kit.confidential.locks import Keypad, Wanted
from handlers.kit.confidential.pin import Digit, LockNow, PinScreen, Rub
from handlers.kit.screens.buttons import OUTDATED, Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, lines
from storage.engine.refusal import Refusal
from storage.people.directory import Person
from storage.people.rights import Act
from storage.rules.regulations import basis
from storage.sealed import pin
from storage.sealed.pin import LENGTH, Refused, State

JUST_NOW = timedelta(minutes=2)
LOCKED = Markup("🔒 已锁定。下次打开保密内容要重新输入 PIN。")


class Change(Button, prefix="pin_change", act=Act.HOME):
    """Change one's PIN."""


async def digit(context: Context, button: Digit) -> None:
    """One more; the sixth decides."""
    keypad = await _pressed_keypad(context, button.word)
    if keypad.last != context.occasion and len(keypad.digits) < LENGTH:
        keypad.digits, keypad.last = keypad.digits + str(keypad.keys.index(button.word)), context.occasion
    if len(keypad.digits) == LENGTH:
        digits, keypad.digits = keypad.digits, ""
        return await _complete(context, keypad, digits)
    # Telegram takes about one change of a message a second: the word on the press is there at once, the dots follow.
    await context.toast("●" * len(keypad.digits))
    if len(keypad.digits) % 2 == 0:
        await _again(context, keypad)
    return None


async def rub(context: Context, _button: Rub) -> None:
    """The last digit was a slip."""
    keypad = await _pressed_keypad(context)
    if keypad.last != context.occasion:
        keypad.digits, keypad.last = keypad.digits[:-1], context.occasion
    await context.toast("●" * len(keypad.digits))
    await _again(context, keypad)


async def _pressed_keypad(context: Context, word: str | None = None) -> Keypad:
    """The one that is open. Raises Refusal for one that another took the place of; one of an earlier process is drawn anew."""
    account = context.me.telegram_id
    keypad = kit.locks(context).keypads.get(account)
    if keypad and keypad.message == context.pressed_message and keypad.person == context.me.person_id:
        # After the old PIN a new one is asked for: whoever finds the phone later must not set it.
        late = context.now - keypad.opened > timedelta(minutes=context.bot_data.options.pin_minutes)
        if not (keypad.instead and late) and (word is None or word in keypad.keys):
            return keypad
    if account not in kit.locks(context).keypads:
        await kit.unlock(context, PinScreen(), kit.DRAWN_ANEW)
    raise Refusal(OUTDATED)


async def _complete(context: Context, keypad: Keypad, digits: str) -> None:
    if keypad.wanted in (Wanted.PIN, Wanted.OLD):
        return await _entered(context, keypad, digits)
    if keypad.wanted is Wanted.NEW:
        async with context.read() as session:
            person = await session.get(Person, context.me.person_id)
        try:
            pin.check_strength(digits, context.me.police_no, person.phone if person else None)
        except Refusal as refusal:
            return await _again(context, keypad, str(refusal))
        keypad.wanted, keypad.first = Wanted.NEW_AGAIN, digits
        return await _again(context, keypad)
    if digits != keypad.first:
        keypad.wanted, keypad.first = Wanted.NEW, ""
        return await _again(context, keypad, Refused.DIFFERENT)
    hashed = await pin.hash_of(digits)
    async with context.write() as tx:
        stored = await pin.store(tx, context.me.person_id, hashed, context.now, change=keypad.instead)
    kit.locks(context).keypads.pop(context.me.telegram_id, None)
    if not stored:
        raise Refusal(OUTDATED)
    return await _go_on(context, keypad)


async def _entered(context: Context, keypad: Keypad, digits: str) -> None:
    me = context.me
    if not await pin.counted_try(context.bot_data.database, me.person_id, digits, context.now):
        async with context.read() as session:
            stands = await pin.standing(session, me.person_id, context.now)
        if stands.state is State.READY:
            return await _again(context, keypad, f"PIN 不对，再错 {stands.left} 次将锁定。")
        kit.locks(context).lock(me.person_id, me.telegram_id)
        await context.show(kit.closed_text(stands, context.now), kit.closed_rows(stands))
        return None
    if keypad.wanted is Wanted.OLD:
        keypad.wanted, keypad.instead = Wanted.NEW, True
        return await _again(context, keypad)
    kit.locks(context).keypads.pop(me.telegram_id, None)
    return await _go_on(context, keypad)


async def _again(context: Context, keypad: Keypad, word: str | None = None) -> None:
    await context.toast()
    keypad.message = await context.change(keypad.message, kit.keypad_text(keypad, word), kit.keypad_rows(keypad))


async def _go_on(context: Context, keypad: Keypad) -> None:
    """Unlocked: as if the button that was stopped at the lock were pressed now, on the keypad's message."""
    me, query = context.me, context.query
    kit.locks(context).unlock(me.person_id, me.telegram_id, context.now, context.bot_data.options.pin_minutes)
    if query is None:
        return
    again = CallbackQuery(query.id, query.from_user, query.chat_instance, message=query.message, data=keypad.then)
    again.set_bot(context.bot)
    # The access check and the handler judge it like any press; who may enter a PIN may not thereby do more.
    await context.application.process_update(Update(context.incoming.update_id, callback_query=again))


async def typed(context: Context) -> None:
    """Digits sent as text while the keypad is open: taken out of the chat at once."""
    message = context.message
    keypad = kit.locks(context).keypads.get(context.me.telegram_id)
    # Later such digits are more likely meant for something else, such as a check-in.
    if keypad is None or message is None or context.now - keypad.opened > JUST_NOW:
        return
    try:
        await message.delete()
    except TelegramError:
        await context.say(Markup("请自己删除刚才那条消息。"))
    keypad.message = await context.say(kit.keypad_text(keypad, kit.BY_BUTTONS), kit.markup(keypad))
    raise ApplicationHandlerStop


async def lock_now(context: Context, _button: LockNow) -> None:
    await lock_command(context)


async def lock_command(context: Context) -> None:
    kit.locks(context).lock(context.me.person_id, context.me.telegram_id)
    await context.show(LOCKED, [HOME])


async def screen(context: Context, _button: PinScreen) -> None:
    """What can be done about one's PIN."""
    async with context.read() as session:
        stands = await pin.standing(session, context.me.person_id, context.now)
    if stands.state is State.UNSET:
        await kit.unlock(context, PinScreen())
        return
    if stands.state is not State.READY:
        await context.show(kit.closed_text(stands, context.now), kit.closed_rows(stands))
        return
    minutes = context.bot_data.options.pin_minutes
    open_now = kit.locks(context).is_open(context.me.person_id, context.me.telegram_id, context.now)
    text = lines(
        Markup("<b>🔐 PIN</b>"),
        Markup("现在：{}。{} 分钟不用会自动锁定，也可以随时发送 /lock 。").format(
            "已解锁" if open_now else "已锁定", minutes
        ),
        Markup("数字键的点按会经过 Telegram 的服务器；PIN 只以加密后的哈希保存。"),
        Markup("\n{}").format(basis(pin.RULE)),
    )
    await context.show(
        text, [[Change().labelled("修改 PIN"), LockNow().labelled("🔒 立即锁定")], kit.forgotten(), HOME]
    )


async def change(context: Context, _button: Change) -> None:
    """The old one first, even when unlocked."""
    async with context.read() as session:
        stands = await pin.standing(session, context.me.person_id, context.now)
    if stands.state is State.READY:
        await kit.open_keypad(context, Keypad(0, Wanted.OLD, PinScreen().pack(), context.now))
    else:
        await screen(context, PinScreen())
