"""What the buttons of signs (苗头) mean."""

from handlers.kit.screens.buttons import Button
from storage.people.access import Act


class Signs(Button, prefix="signs", act=Act.SEE_SIGNS):
    """A branch's (0: the widest one may see), open or closed."""

    branch: int
    closed: int
    page: int


class OpenSign(Button, prefix="sign", act=Act.SEE_SIGNS):
    """One sign as it exists."""

    sign: int


class ReadSign(Button, prefix="sign_read", act=Act.SEE_SIGNS):
    """What it says, for who deals with it."""

    sign: int


class StartReading(Button, prefix="sign_why", act=Act.SEE_SIGNS):
    """What it says, for others: after a purpose."""

    sign: int


class StartNote(Button, prefix="sign_new", act=Act.NOTE_SIGN):
    """Note one."""


class StartRaise(Button, prefix="sign_up", act=Act.HANDLE_SIGN):
    """To the next grade."""

    sign: int


class StartClose(Button, prefix="sign_end", act=Act.HANDLE_SIGN):
    """Close it, with a word of why."""

    sign: int


class SignBasis(Button, prefix="sign_law", act=Act.SEE_SIGNS):
    """依据."""
