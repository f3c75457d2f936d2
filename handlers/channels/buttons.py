"""The buttons of 备用提醒."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Channels(Button, prefix="ch", act=Act.HOME):
    """What one has, and what can be done about it."""


class StartChannel(Button, prefix="ch_new", act=Act.HOME):
    """Name an address."""


class StartCode(Button, prefix="ch_code", act=Act.HOME):
    """Enter the code that was sent there."""


class ChooseWhen(Button, prefix="ch_when", act=Act.HOME):
    """When it rings: 1 for each message, 0 where Telegram does not reach one."""

    always: int


class RemoveChannel(Button, prefix="ch_off", act=Act.HOME):
    """No longer; asked once more."""

    sure: int
