"""Typed buttons: what a press means, packed into Telegram's 64 bytes. What comes back is a request, not a right."""

import re
from dataclasses import dataclass, fields
from typing import ClassVar, Self, get_type_hints

from telegram import InlineKeyboardButton

from storage.people.access import Act

MAX_BYTES = 64
LARGEST = 2**31 - 1  # no row has a greater number
# A month or day of another century: the next or last one from there may be none that a calendar has.
FAR_DAY = re.compile(r"(?!19|20)\d{4}-\d\d(-\d\d)?")


class Forged(ValueError):
    """Button data that no button of ours carries."""


@dataclass(frozen=True)
class Button:
    """The base of every button: subclass it as a frozen dataclass with `int` and `str` fields.

    @dataclass(frozen=True)
    class OpenMeeting(Button, prefix="meeting", act=Act.SEE_MEETINGS):
        meeting: int
    """

    prefix: ClassVar[str]
    act: ClassVar[Act]

    def __init_subclass__(cls, *, prefix: str, act: Act) -> None:
        """Name the button on the wire, and the act that a press asks for."""
        super().__init_subclass__()
        if not prefix.replace("_", "").isalnum():
            raise ValueError(f"a prefix is letters, digits and _: {prefix!r}")
        cls.prefix, cls.act = prefix, act

    def pack(self) -> str:
        """The button's data.

        Raises:
            ValueError: when it does not fit into 64 bytes, or a text but the last holds a colon.
        """
        values = [str(getattr(self, field.name)) for field in fields(self)]
        if any(":" in value for value in values[:-1]):
            raise ValueError(f"{type(self).__name__}: only the last field may hold a colon")
        data = ":".join([self.prefix, *values])
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__}: {len(data.encode())} bytes, {MAX_BYTES} allowed")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Read what `pack` made.

        Raises:
            Forged: when it could not have been made by `pack`.
        """
        names = [field.name for field in fields(cls)]
        prefix, *values = data.split(":", len(names)) if names else [data]
        if prefix != cls.prefix or len(values) != len(names):
            raise Forged(cls.__name__)
        types = get_type_hints(cls)
        try:
            made = cls(**{name: types[name](value) for name, value in zip(names, values, strict=True)})
        except ValueError as error:
            raise Forged(cls.__name__) from error
        numbers = (value for value in vars(made).values() if isinstance(value, int))
        far = any(FAR_DAY.fullmatch(value) for value in values)
        if made.pack() != data or far or any(abs(number) > LARGEST for number in numbers):
            raise Forged(cls.__name__)
        return made

    @classmethod
    def pattern(cls) -> str:
        """A regular expression for `CallbackQueryHandler`."""
        return rf"^{cls.prefix}(:|$)"

    def labelled(self, label: str) -> InlineKeyboardButton:
        """The button as Telegram shows it."""
        return InlineKeyboardButton(label, callback_data=self.pack())
