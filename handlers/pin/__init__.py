"""The PIN before confidential records: entered on a keypad, set at first use, changed, reset with the person's own word."""

from telegram.ext import MessageHandler, filters

from handlers.kit.confidential import pin as kit
from handlers.kit.confidential.vanishing import Vanish, vanish
from handlers.kit.engine.access_check import command, guarded, pressed
from handlers.kit.feature import Feature, MenuCommand
from handlers.pin import entering, resetting
from storage.people.access import Act

_DIGITS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.Regex(r"^\s*\d{4,8}\s*$")

FEATURE = Feature(
    early=[MessageHandler(_DIGITS, guarded(Act.HOME, entering.typed, early=True))],
    handlers=[
        command("lock", Act.HOME, entering.lock_command),
        pressed(kit.Digit, entering.digit),
        pressed(kit.Rub, entering.rub),
        pressed(kit.LockNow, entering.lock_now),
        pressed(kit.PinScreen, entering.screen),
        pressed(entering.Change, entering.change),
        pressed(kit.AskReset, resetting.ask),
        pressed(kit.OfferReset, resetting.offer),
        pressed(resetting.AnswerReset, resetting.answer),
        pressed(Vanish, vanish),
    ],
    commands=[MenuCommand("lock", "锁定保密内容", Act.HOME)],
)
