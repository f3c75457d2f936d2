"""Forms: one question at a time. What a form is made of, its draft, and how it asks; `conversation.py` runs them.

A person has one open draft. It is kept (sealed) until the form's last question has its effect or the person cancels, also
over a restart, a walk through other screens, or a night: `Resume` on the home screen and at a new start leads back to it.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from telegram.ext import filters

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.pictures import Drawing, show_drawing
from handlers.kit.screens.text import Markup
from storage.people.rights import Act

DONE, NEXT = "done", "next"
NOTHING_OPEN = "没有正在填写的内容。请发送 /home 重新进入。"
ASKED_BELOW = "这个按钮已失效，请用最下面的那条。"
BUTTONS_ONLY = "请点上面的按钮；要补充的请取消后重新填写，已发的消息会一并删除。"

Next = str | None
"""What an answer leads to: a step by its name, NEXT (the first question that is not answered yet), DONE, or None: no step on."""
Draft = dict[str, Any]


class Cancel(Button, prefix="flow_cancel", act=Act.HOME):
    """Drop the draft."""


class Resume(Button, prefix="flow_resume", act=Act.HOME):
    """Ask the open question again."""


class UseEarly(Button, prefix="flow_early", act=Act.HOME):
    """Answer with the words that were sent before the question was asked."""


class Fresh(Button, prefix="flow_fresh", act=Act.HOME):
    """Drop the draft and begin what was asked for meanwhile."""


@dataclass(frozen=True)
class Typed:
    """A message that answers a step's question.

    Without `captions` it keeps a file alone: words that come with one are said to be kept nowhere."""

    filter: filters.BaseFilter
    work: Callable[[Context], Awaitable[Next]]
    captions: bool = False


@dataclass(frozen=True)
class Chosen:
    """A button that answers a step's question; it counts only on the question's own message, or a copy of it."""

    button: type[Button]
    work: Callable[[Context, Any], Awaitable[Next]]


Answer = Typed | Chosen


@dataclass(frozen=True)
class Step:
    """A question and what may answer it. `ask` uses `ask()` below. A step that `collects` stores each answer at once and stays
    for more. `edited` takes a message that was changed in the place of what it had been, as an answer's work does; it gives None
    for one that it does not know. `take` takes words that were sent before it was asked. `otherwise` is told of a message that is no
    answer to a step of a confidential form."""

    ask: Callable[[Context], Awaitable[None]]
    answers: Sequence[Answer]
    collects: bool = False
    edited: Callable[[Context], Awaitable[Next]] | None = None
    take: Callable[[Context, str], Awaitable[Next]] | None = None
    otherwise: str | None = None


def always(_facts: Draft) -> bool:
    return True


@dataclass(frozen=True)
class Question(ABC):
    """The base of all questions: `name` is its step, and where the draft keeps its answer. It is asked `when` the draft says so."""

    name: str
    when: Callable[[Draft], bool] = field(default=always, kw_only=True)
    otherwise: str = field(default=BUTTONS_ONLY, kw_only=True)
    """Of a confidential form: what is told of a message that is no answer."""

    @abstractmethod
    def step(self) -> Step:
        """The question as the conversation knows it."""


@dataclass(frozen=True)
class Form:
    """A form. `start` is the button that begins it, `also` messages that do; its act guards every step.

    `begin` puts what is known into `draft(context)`, under the names of questions that need not be asked; it raises Refusal where
    the form is not to be begun. It may name another step than the first that is not answered.
    `save` has the effect once the last question is answered, where none of them has it.
    What is sent into a `confidential` form is deleted from the chat when it is kept or dropped (`confided.py`).
    """

    name: str
    title: str
    start: type[Button]
    questions: Sequence[Question]
    begin: Callable[[Context, Any], Awaitable[Next]] | None = None
    save: Callable[[Context], Awaitable[None]] | None = None
    also: Sequence[Typed] = ()
    confidential: bool = False

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Its questions as the conversation knows them, by name."""
        return {each.name: each.step() for each in self.questions}

    @property
    def act(self) -> Act:
        """What one must be allowed to do."""
        return self.start.act

    def following(self, facts: Draft) -> str | None:
        """The first question that is not answered yet; None when all are."""
        return next((each.name for each in self.questions if each.name not in facts and each.when(facts)), None)


class OlderDraft(KeyError):
    """What is stored is of another version: its form or question is no more, or it lacks what the question reads."""


class Answers(dict[str, Any]):
    """What a form has gathered. A question that finds missing what an earlier one always puts there has a draft of another version."""

    def __missing__(self, key: str) -> Any:
        raise OlderDraft(key)


def draft(context: Context) -> Draft:
    """What the open form has gathered; JSON values only."""
    opened = context.memory["flow"]
    if not isinstance(opened["answers"], Answers):
        opened["answers"] = Answers(opened["answers"])
    answers: Answers = opened["answers"]
    return answers


def scratch(context: Context) -> Draft:
    """What the open question alone remembers while it is asked: a page, ticks, what was sent so far."""
    facts = draft(context)
    if facts.get("_", {}).get("of") != this_step(context):
        facts["_"] = {"of": this_step(context)}
    kept: Draft = facts["_"]
    return kept


def this_step(context: Context) -> str:
    """The name of the open question, to ask it again."""
    return str(context.memory["flow"]["step"])


def is_open(context: Context) -> bool:
    """Whether a draft is open in which something has been filled in."""
    return bool(context.memory.get("flow", {}).get("filled"))


def open_title(context: Context) -> str | None:
    """The name of the form with an open draft."""
    return context.memory["flow"]["title"] if is_open(context) else None


async def ask(
    context: Context, text: Markup, rows: Rows = (), *, cancel: str | None = "✖ 取消", in_place: bool = False
) -> None:
    """Show a step's question, with 取消 below it; `in_place` changes the question's message rather than asking anew."""
    opened = context.memory["flow"]
    early = [[UseEarly().labelled("用刚才写的")]] if opened.get("early", {}).get("step") == opened["step"] else []
    last = [[Cancel().labelled(cancel)]] if cancel else []
    buttons = [*rows, *early, *last]
    if context.answered and any(each.callback_data == context.pressed for row in buttons for each in row):
        # The second of two quick taps is meant for the last question: it must find that one's message, not this one.
        context.below = True
    if in_place and opened.get("message"):
        await _asked(context, await context.change(opened["message"], text, buttons))
    else:
        await _asked(context, await context.show(text, buttons))


async def ask_below(context: Context, drawing: Drawing, caption: Markup, rows: Rows = ()) -> None:
    """Ask a step's question as the words of a picture."""
    buttons = [*rows, [Cancel().labelled("✖ 取消")]]
    await _asked(context, await show_drawing(context, drawing, caption, buttons))


def was_saved(context: Context) -> bool:
    """Whether the press is on the last question of a form that has had its effect."""
    saved = context.memory.get("saved")
    return isinstance(saved, dict) and asks(saved, context.pressed_message)


async def _asked(context: Context, message: int) -> None:
    """Note where the question stands. One prompt is alive: the last one's keyboard goes."""
    opened = context.memory["flow"]
    before = opened.get("message")
    opened["message"], opened["newest"] = message, max(message, opened.get("newest") or 0)
    if before != message:
        await context.strip(before)


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
