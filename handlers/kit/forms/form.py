"""Guided flows: one question at a time. What a flow is made of, its draft and its questions; `conversation.py` runs them.

A person has one open draft. It is kept (sealed) until the flow's last step has its effect or the person cancels, also
over a restart, a walk through other screens, or a night: `Resume` on the home screen and at a new start leads back to it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton
from telegram.ext import filters

from handlers.kit.forms.drafts import Answers
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.pictures import Drawing, show_drawing
from handlers.kit.screens.text import Markup
from storage.people.access import Act

DONE = "done"
NOTHING_OPEN = "没有正在填写的内容。请发送 /home 重新进入。"

Next = str | None


class Cancel(Button, prefix="flow_cancel", act=Act.HOME):
    """Drop the draft."""


class Resume(Button, prefix="flow_resume", act=Act.HOME):
    """Ask the open question again."""


class Fresh(Button, prefix="flow_fresh", act=Act.HOME):
    """Drop the draft and begin what was asked for meanwhile."""


@dataclass(frozen=True)
class Typed:
    """A message that answers a step's question; `first` sees it whatever becomes of it, also where it came too late.

    Without `captions` it keeps a file alone: words that come with one are said to be kept nowhere."""

    filter: filters.BaseFilter
    work: Callable[[Context], Awaitable[Next]]
    first: Callable[[Context], Awaitable[None]] | None = None
    captions: bool = False


@dataclass(frozen=True)
class Chosen:
    """A button that answers a step's question; it counts only on the question's own message, or a copy of it."""

    button: type[Button]
    work: Callable[[Context, Any], Awaitable[Next]]


@dataclass(frozen=True)
class Step:
    """A question and what may answer it. `ask` uses `ask()` below; an answer's work gives the next step's name, None to
    stay (having said why), or DONE. A step that `collects` stores each answer at once and stays for more. `edited` takes a
    message that was changed in the place of what it had been, as an answer's work does; it gives None for one that it does
    not know."""

    ask: Callable[[Context], Awaitable[None]]
    answers: Sequence[Typed | Chosen]
    collects: bool = False
    edited: Callable[[Context], Awaitable[Next]] | None = None


@dataclass(frozen=True)
class Flow:
    """A guided flow. `start` is the button that begins it, `also` messages that do; its act guards every step.

    `begin` puts what is known into `draft(context)` and gives the first step, or None having said why not. `dropped` is told
    what a draft had gathered that will not be saved.
    """

    name: str
    title: str
    start: type[Button]
    begin: Callable[[Context, Any], Awaitable[Next]]
    steps: Mapping[str, Step]
    also: Sequence[Typed] = ()
    dropped: Callable[[Context, dict[str, Any]], Awaitable[None]] | None = None

    @property
    def act(self) -> Act:
        """What one must be allowed to do."""
        return self.start.act


def draft(context: Context) -> dict[str, Any]:
    """What the open flow has gathered; JSON values only."""
    opened = context.memory["flow"]
    if not isinstance(opened["answers"], Answers):
        opened["answers"] = Answers(opened["answers"])
    answers: Answers = opened["answers"]
    return answers


def this_step(context: Context) -> str:
    """The name of the open question, to ask it again."""
    return str(context.memory["flow"]["step"])


def is_open(context: Context) -> bool:
    """Whether a draft is open in which something has been filled in."""
    return bool(context.memory.get("flow", {}).get("filled"))


def open_title(context: Context) -> str | None:
    """The name of the flow with an open draft."""
    return context.memory["flow"]["title"] if is_open(context) else None


async def ask(
    context: Context, text: Markup, rows: Rows = (), *, cancel: str | None = "✖ 取消", in_place: bool = False
) -> None:
    """Show a step's question, with 取消 below it; `in_place` changes the question's message rather than asking anew."""
    last: list[list[InlineKeyboardButton]] = [[Cancel().labelled(cancel)]] if cancel else []
    opened = context.memory["flow"]
    if in_place and opened.get("message"):
        _asked(context, await context.change(opened["message"], text, [*rows, *last]))
    else:
        _asked(context, await context.show(text, [*rows, *last]))


async def ask_below(context: Context, drawing: Drawing, caption: Markup, rows: Rows = ()) -> None:
    """Ask a step's question as the words of a picture."""
    buttons = [*rows, [Cancel().labelled("✖ 取消")]]
    _asked(context, await show_drawing(context, drawing, caption, buttons))


def was_saved(context: Context) -> bool:
    """Whether the press is on the last question of a flow that has had its effect."""
    saved = context.memory.get("saved")
    return isinstance(saved, dict) and asks(saved, context.pressed_message)


def _asked(context: Context, message: int) -> None:
    opened = context.memory["flow"]
    opened["message"], opened["newest"] = message, max(message, opened.get("newest") or 0)


def asks(opened: dict[str, Any], message: int | None) -> bool:
    """Whether that message is the open question, or a copy of it.

    A process that ends, or a connection that breaks, between a question and its being noted leads to the same question once more:
    whatever stands between the message that led to it and the newest one asks the same.
    """
    if message is None:
        return False
    return bool(
        message == opened.get("message") or (opened.get("since") or message) < message <= opened.get("newest", 0)
    )
