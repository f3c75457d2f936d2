"""All guided flows as one persistent ConversationHandler, so that a person is never in two at once."""

import logging
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton, Message
from telegram.ext import CallbackQueryHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from handlers.kit.engine.access_check import OUTDATED, Outcome, command, guarded, pressed
from handlers.kit.forms import edits, kinds
from handlers.kit.forms.drafts import OlderDraft
from handlers.kit.forms.form import (
    DONE,
    NOTHING_OPEN,
    Cancel,
    Chosen,
    Flow,
    Fresh,
    Next,
    Resume,
    Step,
    Typed,
    asks,
    is_open,
    this_step,
)
from handlers.kit.screens.buttons import Button, Forged
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, when_text
from storage.engine.database import AlreadyTaken
from storage.people.access import Act

log = logging.getLogger(__name__)

# After this long, a text is more likely meant for something else than for the question.
STALE = timedelta(hours=6)

NO_CAPTIONS = "这里只收文件本身，随文件写的文字没有保存。"
OLDER = Markup("<b>{}</b>是机器人更新前开始填写的，现在接不下去了。请从头开始填写；不填了就返回首页。")


def conversation(flows: Sequence[Flow]) -> ConversationHandler[Context]:
    """All flows as one conversation, so that a person is never in two at once."""
    return _Conversation(flows).handler()


class _Conversation:
    def __init__(self, flows: Sequence[Flow]) -> None:
        self.flows = {flow.name: flow for flow in flows}

    def handler(self) -> ConversationHandler[Context]:
        states: dict[object, list[Any]] = {
            f"{flow.name}.{name}": [self._answer(flow, answer) for answer in step.answers]
            for flow in self.flows.values()
            for name, step in flow.steps.items()
        }
        starts: list[Any] = [
            pressed(Resume, self._lasting(self.resume)),
            pressed(Fresh, self.fresh),
            pressed(Cancel, self.cancel),
        ]
        starts += [pressed(flow.start, self._lasting(self._start(flow))) for flow in self.flows.values()]
        starts += [
            _message(flow, typed, self._lasting(self._start_by(flow, typed)))
            for flow in self.flows.values()
            for typed in flow.also
        ]
        unexpected = MessageHandler(
            _MESSAGE & ~filters.COMMAND & ~filters.LOCATION, guarded(Act.HOME, self._lasting(self.unexpected))
        )
        # As fallbacks the starts come after a step's own answers: a file may be an answer, or begin a flow.
        fallbacks = [*starts, command("cancel", Act.HOME, self.cancel_command), unexpected]
        fallbacks.append(MessageHandler(edits.EDITED, guarded(Act.HOME, self._lasting(self.edited))))
        with warnings.catch_warnings():
            # The library would have us track each message; a question's message is checked in `_chosen`.
            warnings.simplefilter("ignore", PTBUserWarning)
            return ConversationHandler(starts, states, fallbacks, name="flow", persistent=True)

    def _start(self, flow: Flow) -> Callable[[Context, Any], Awaitable[Outcome]]:
        async def start(context: Context, button: Button) -> Outcome:
            if is_open(context):
                return await self._offer(context, button)
            return await self._begin(flow, context, flow.begin(context, button), button)

        return start

    def _start_by(self, flow: Flow, typed: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def start(context: Context) -> Outcome:
            if is_open(context):
                return await self._offer(context, None)
            return await self._begin(flow, context, typed.work(context), message=context.message)

        return start

    async def _begin(
        self,
        flow: Flow,
        context: Context,
        work: Awaitable[Next],
        button: Button | None = None,
        message: Message | None = None,
    ) -> Outcome:
        context.memory["flow"] = {
            "name": flow.name,
            "title": flow.title,
            "start": button.pack() if button else None,
            "person": context.me.person_id,
            "at": context.now.isoformat(),
            "answers": {},
            "since": _below(context),
        }
        edits.remember(context.memory["flow"], message, None)
        return await self._go(flow, context, await work) or _close(context)

    async def _offer(self, context: Context, button: Button | None) -> Outcome:
        """Never let a new flow swallow an open draft unasked."""
        self._open(context)
        flow = context.memory["flow"]
        flow["pending"] = button.pack() if button else None
        began = when_text(datetime.fromisoformat(flow["at"]), context.now)
        question = Markup("您有一份还没完成的<b>{}</b>（{} 填写）。要继续吗？")
        choices = [Resume().labelled("▶ 继续填写")]
        if button:
            choices.append(Fresh().labelled("放弃它，开始新的"))
        else:
            choices.append(Cancel().labelled("放弃它"))
        await context.show(question.format(flow["title"], began), [choices, HOME])
        return None

    async def resume(self, context: Context, _button: Resume) -> Outcome:
        """Ask the open question again."""
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return None
        flow, step = self._open(context)
        return await self._go(flow, context, step)

    async def fresh(self, context: Context, _button: Fresh) -> Outcome:
        """Drop the draft and begin the flow whose start was pressed."""
        pending = context.memory.get("flow", {}).get("pending")
        for flow in self.flows.values():
            if pending and pending.split(":")[0] == flow.start.prefix:
                await self._drop(context)
                return await guarded(flow.act, self._begin_again(flow, pending))(context.incoming, context)
        await context.toast(OUTDATED, alert=True)
        return None

    def _begin_again(self, flow: Flow, pending: str) -> Callable[[Context], Awaitable[Outcome]]:
        async def begin(context: Context) -> Outcome:
            button = flow.start.unpack(pending)
            return await self._begin(flow, context, flow.begin(context, button), button)

        return begin

    async def cancel(self, context: Context, _button: Cancel) -> Outcome:
        """取消 below a question."""
        return await self.cancel_command(context)

    async def cancel_command(self, context: Context) -> Outcome:
        """/cancel, or the button."""
        opened = context.memory.get("flow")
        if opened is None:
            await context.tell(NOTHING_OPEN)
            return ConversationHandler.END
        await context.show(Markup("已取消<b>{}</b>，没有保存。").format(opened["title"]), [HOME])
        await self._drop(context)
        return _close(context)

    async def _drop(self, context: Context) -> None:
        opened = context.memory.pop("flow", None)
        flow = self.flows.get(opened["name"]) if opened else None
        if opened and flow and flow.dropped:
            await flow.dropped(context, opened["answers"])

    async def unexpected(self, context: Context) -> Outcome:
        """A message that the open question cannot take: say so, and ask again."""
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return ConversationHandler.END
        flow, step = self._open(context)
        kind, answers = kinds.kind_of(context.message), flow.steps[step].answers
        taken = kinds.taken_by(answer.filter for answer in answers if isinstance(answer, Typed))
        tapped = any(isinstance(answer, Chosen) for answer in answers)
        if taken:
            how = f"这一步收不了{kind}，请发送{taken}{'，或点下面的按钮' if tapped else ''}"
        else:
            how = "这一步请点下面的按钮"
        await context.say(Markup("{}；要退出请发送 /cancel 。").format(how))
        return await self._go(flow, context, step)

    def _open(self, context: Context) -> tuple[Flow, str]:
        """The open flow and its step. Raises OlderDraft when there is none like that any more."""
        opened = context.memory["flow"]
        flow, step = self.flows.get(opened.get("name")), opened.get("step")
        if flow is None or step not in flow.steps or not opened.keys() >= {"title", "at", "answers"}:
            raise OlderDraft(f"{opened.get('name')}.{step}")
        return flow, step

    def _lasting(self, work: Callable[..., Awaitable[Outcome]]) -> Callable[..., Awaitable[Outcome]]:
        """A draft of another version leads to a plain question, not to an error."""

        async def read(context: Context, *button: Any) -> Outcome:
            try:
                return await work(context, *button)
            except OlderDraft:
                return await self._older(context)

        return read

    async def _older(self, context: Context) -> Outcome:
        """Say that the draft cannot go on, with the way to begin again."""
        opened = context.memory["flow"]
        log.error("a draft of %s.%s is of another version", opened.get("name"), opened.get("step"))
        start = str(opened.get("start"))
        known = any(start.split(":", maxsplit=1)[0] == flow.start.prefix for flow in self.flows.values())
        again = [[InlineKeyboardButton("🔄 从头填写", callback_data=start)]] if known else []
        await context.show(OLDER.format(opened.get("title") or "刚才的内容"), [*again, HOME])
        with suppress(LookupError, TypeError, ValueError):
            await self._drop(context)
        return _close(context)

    async def edited(self, context: Context) -> Outcome:
        """A message that was changed: taken in the place of the last answer, or answered."""
        opened = context.memory.get("flow")
        if opened is None:
            await edits.answer(context)
            return None
        flow, _ = self._open(context)
        return await guarded(flow.act, self._lasting(self._edited(flow, opened)))(context.incoming, context)

    def _edited(self, flow: Flow, opened: dict[str, Any]) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            message, incoming = context.message, context.incoming
            step, typed = flow.steps[opened["step"]], edits.last(opened, message) if message else None
            if step.edited and (following := await self._changed(step, context)) is not None:
                return await self._go(flow, context, following)
            if typed and typed["step"] is None:
                began = next((each for each in flow.also if each.filter.check_update(incoming)), None)
                if began is not None:
                    return await self._begin(flow, context, began.work(context), message=message)
            elif typed and not flow.steps[typed["step"]].collects:
                answers = [each for each in flow.steps[typed["step"]].answers if isinstance(each, Typed)]
                answer = next((each for each in answers if each.filter.check_update(incoming)), None)
                if answer is not None:
                    return await self._take_anew(flow, context, typed, answer.work(context))
            await edits.answer(context, edits.NOT_THE_LAST)
            return None

        return read

    async def _changed(self, step: Step, context: Context) -> Next:
        try:
            return await step.edited(context) if step.edited else None
        except AlreadyTaken:
            return this_step(context)

    async def _take_anew(self, flow: Flow, context: Context, typed: dict[str, Any], work: Awaitable[Next]) -> Outcome:
        """From where the flow stood before that answer; where the changed one is not taken, it stands as it did."""
        opened = context.memory["flow"]
        stood, answers = opened["step"], opened["answers"]
        opened.update(step=typed["step"], answers=deepcopy(typed["answers"]))
        outcome = await self._take(flow, context, work)
        if outcome is None and "flow" in context.memory:
            opened.update(step=stood, answers=answers)
            if stood != typed["step"]:
                await context.tell(edits.STAYS)
                return await self._go(flow, context, stood)
        return outcome

    def _answer(self, flow: Flow, answer: Typed | Chosen) -> Any:
        if isinstance(answer, Chosen):
            pattern = answer.button.pattern()
            return CallbackQueryHandler(guarded(flow.act, self._lasting(self._chosen(flow, answer))), pattern)
        return _message(flow, answer, self._lasting(self._typed(flow, answer)))

    def _chosen(self, flow: Flow, answer: Chosen) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            try:
                button = answer.button.unpack(context.pressed)
            except Forged:
                button = None
            if button is None or not asks(context.memory.get("flow", {}), context.pressed_message):
                await context.toast(OUTDATED, alert=True)
                return None
            edits.forget(context.memory["flow"])
            return await self._take(flow, context, answer.work(context, button))

        return read

    def _typed(self, flow: Flow, answer: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            opened = context.memory.get("flow")
            if opened is None:
                await context.tell(NOTHING_OPEN)
                return ConversationHandler.END
            self._open(context)
            if answer.first is not None:
                await answer.first(context)
            if context.now - datetime.fromisoformat(opened["at"]) > STALE:
                await self._offer(context, None)
                return None
            if context.message and context.message.caption and not answer.captions:
                await context.tell(NO_CAPTIONS)
            edits.remember(opened, context.message, opened.get("step"))
            return await self._take(flow, context, answer.work(context))

        return read

    async def _take(self, flow: Flow, context: Context, work: Awaitable[Next]) -> Outcome:
        try:
            following = await work
        except AlreadyTaken:
            # An earlier process stored this answer and ended before it could say so.
            step = context.memory["flow"].get("step")
            if step is None or not flow.steps[step].collects:
                _saved(context)
                raise
            following = step
        opened = context.memory["flow"]
        opened.update(filled=True, at=context.now.isoformat())
        if following not in (None, DONE) and (following != opened.get("step") or not flow.steps[following].collects):
            opened["since"] = _below(context)
        return await self._go(flow, context, following)

    async def _go(self, flow: Flow, context: Context, step: Next) -> Outcome:
        if step is None:
            return None
        if step == DONE:
            return _saved(context)
        opened = context.memory["flow"]
        opened["step"], opened["at"] = step, context.now.isoformat()
        await flow.steps[step].ask(context)
        return f"{flow.name}.{step}"


def _below(context: Context) -> int | None:
    """The message below which the next question and its copies stand: all that was asked before a changed message asks something else."""
    led: int | None = context.led_by or context.memory.get("flow", {}).get("newest")
    return led


_MESSAGE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


def _message(flow: Flow, typed: Typed, work: Callable[[Context], Awaitable[Outcome]]) -> Any:
    return MessageHandler(_MESSAGE & typed.filter, guarded(flow.act, work))


def _saved(context: Context) -> int:
    opened = context.memory["flow"]
    context.memory["saved"] = {name: opened.get(name) for name in ("message", "since", "newest")}
    return _close(context)


def _close(context: Context) -> int:
    context.memory.pop("flow", None)
    return ConversationHandler.END
