"""What a person answers to a question of a usual kind."""

from collections.abc import Callable

from handlers.kit.forms.choices import Choice, Person, Pick, Several, TickAll
from handlers.kit.forms.choices import Onward as Ticked
from handlers.kit.forms.dates import Day, Moment
from handlers.kit.forms.pieces import Onward, Pieces
from handlers.kit.forms.question import Review, Save
from handlers.kit.forms.tables import TableReview
from handlers.kit.forms.words import Line, Number
from tests.forms.bureau import padded

WORDS, MORE = "这是{}的示例", "，写得具体一些，才够规定的字数。"
MESSAGE = 2000


def answers_to(question, screen, *, long):
    """Each a kind of button, or words to be sent; none where only a sample can say it. `long` makes words as long as they may be."""
    match question:
        case Moment():
            return ["下周三下午3点"]
        case Day(past=past):
            return ["上周五" if past else "下周五"]
        case Several():
            return [Ticked] if any("☑" in label for label in screen.labels) else [TickAll, Ticked]
        case Choice() | Person():
            return [Pick]
        case Number() | Line(read=Callable()):
            return [Pick] if offers(screen) else []
        case Line() if offers(screen) and not long:
            return [Pick]
        case Line(what=what, longest=longest, shortest=shortest):
            words = WORDS.format(what)[:longest]
            return [padded(words, longest) if long else words + MORE * (len(words) < shortest)]
        case Pieces(what=what, longest=longest):
            words = WORDS.format(what)
            return [*([padded(words, each) for each in shares(longest)] if long else [words]), Onward]
        case Review() | TableReview():
            return [Save]
    return []


def offers(screen):
    return any(button.get("callback_data", "").startswith(f"{Pick.prefix}:") for button in screen.buttons)


def shares(longest):
    """The lengths of as many messages as that takes, each with the end of a line to the next."""
    whole, rest = divmod(longest, MESSAGE + 1)
    return [MESSAGE] * whole + [rest] * (rest > len(WORDS) + 10)
