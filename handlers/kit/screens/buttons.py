"""Typed buttons: what a press means, packed into Telegram's 64 bytes. What comes back is a request, not a right."""

import re
from inspect import get_annotations
from typing import ClassVar, NoReturn, Self, dataclass_transform

from telegram import InlineKeyboardButton

from storage.people.rights import Act

MAX_BYTES = 64
LARGEST = 2**31 - 1  # no row has a greater number
# A month or day of another century: the next or last one from there may be none that a calendar has.
FAR_DAY = re.compile(r"(?!19|20)\d{4}-\d\d(-\d\d)?")
OUTDATED = "这个按钮已失效，请发送 /home 重新进入。"


class Forged(ValueError):
    """Button data that no button of ours carries."""


@dataclass_transform(frozen_default=True)
class Button:
    """The base of every button: subclass it with `int` and `str` fields, in the manner of a frozen dataclass.

    class OpenMeeting(Button, prefix="meeting", act=Act.SEE_MEETINGS):
        meeting: int

    A dataclass compiles methods of its own: for some hundred kinds of button that is a tenth of a second at every start.
    """

    prefix: ClassVar[str]
    act: ClassVar[Act]
    fields: ClassVar[dict[str, type[int | str]]]

    def __init_subclass__(cls, *, prefix: str, act: Act) -> None:
        """Name the button on the wire, and the act that a press asks for."""
        super().__init_subclass__()
        if not prefix.replace("_", "").isalnum():
            raise ValueError(f"a prefix is letters, digits and _: {prefix!r}")
        cls.prefix, cls.act, cls.fields = prefix, act, get_annotations(cls)

    def __init__(self, *values: int | str, **named: int | str) -> None:
        given = dict(zip(self.fields, values, strict=False)) | named
        if given.keys() != self.fields.keys() or len(values) + len(named) != len(given):
            raise TypeError(f"{type(self).__name__} is made of {', '.join(self.fields) or 'nothing'}")
        vars(self).update((name, given[name]) for name in self.fields)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is not changed once it is made")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def pack(self) -> str:
        """The button's data.

        Raises:
            ValueError: when it does not fit into 64 bytes, or a text but the last holds a colon.
        """
        values = [str(value) for value in vars(self).values()]
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
        prefix, *values = data.split(":", len(cls.fields)) if cls.fields else [data]
        if prefix != cls.prefix or len(values) != len(cls.fields):
            raise Forged(cls.__name__)
        try:
            made = cls(*(read(value) for read, value in zip(cls.fields.values(), values, strict=True)))
        except ValueError as error:
            raise Forged(cls.__name__) from error
        numbers = (value for value in vars(made).values() if isinstance(value, int))
        far = any(FAR_DAY.fullmatch(value) for value in values)
        if made.pack() != data or far or any(abs(number) > LARGEST for number in numbers):
            raise Forged(cls.__name__)
        return made

    @classmethod
    def carried(cls, data: object) -> bool:
        """Whether a press brings such a button, for `CallbackQueryHandler`: some hundred patterns take long to compile."""
        return isinstance(data, str) and data.partition(":")[0] == cls.prefix

    def labelled(self, label: str) -> InlineKeyboardButton:
        """The button as Telegram shows it."""
        return InlineKeyboardButton(label, callback_data=self.pack())
