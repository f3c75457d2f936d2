"""The PIN before confidential records: entered on a keypad, set at first use, changed, reset with the person's own word."""

from telegram.ext import MessageHandler, filters

from handlers.kit.confidential import vanishing
from handlers.kit.engine.access_check import guarded, presses
from handlers.kit.feature import Feature, MenuCommand
from handlers.pin import keypad, reset
from storage.people.rights import Act

_DIGITS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.Regex(r"^\s*\d{4,8}\s*$")

FEATURE = Feature(
    early=[MessageHandler(_DIGITS, guarded(Act.HOME, keypad.typed, early=True))],
    handlers=presses(keypad, reset, vanishing),
    commands=[MenuCommand("lock", "锁定保密内容", Act.HOME, keypad.lock_command)],
)
