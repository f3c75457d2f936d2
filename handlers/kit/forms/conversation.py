"""All forms as one persistent ConversationHandler, so that a person is never in two at once."""

import logging
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton
from telegram.ext import CallbackQueryHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from handlers.kit.engine.access_check import OUTDATED, Outcome, command, guarded, pressed
from handlers.kit.forms import confided, edits, kinds
from handlers.kit.forms.drafts import OlderDraft
from handlers.kit.forms.form import (
    DONE,
    NEXT,
    NOTHING_OPEN,
    Cancel,
    Chosen,
    Form,
    Fresh,
    Next,
    Resume,
    Step,
    Typed,
    UseEarly,
    ask,
    asks,
    draft,
    is_open,
    this_step,
    was_saved,
)
from handlers.kit.screens.buttons import Button, Forged
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, escape, when_text
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Answered, Refusal
from storage.people.access import Act

log = logging.getLogger(__name__)

# After this long, a text is more likely meant for something else than for the question.
STALE = timedelta(hours=6)

NO_CAPTIONS = "这里只收文件本身，随文件写的文字没有保存。"
EARLY = "这一步请点下面的按钮；刚才写的先留着，到后面那一步点一下就能用。要退出请发送 /cancel 。"
LOWEST = "这个按钮已失效，请用最下面的那条。"
OLDER = Markup("<b>{}</b>是机器人更新前开始填写的，现在接不下去了。请从头开始填写；不填了就返回首页。")


class Conversation:
    """All forms."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = {form.name: form for form in forms}

    def handler(self) -> ConversationHandler[Context]:
        """What the application runs."""
        states: dict[object, list[Any]] = {
            f"{form.name}.{name}": [self._answer(form, answer) for answer in step.answers]
            for form in self.forms.values()
            for name, step in form.steps.items()
        }
        starts: list[Any] = [
            pressed(Resume, self._lasting(self.resume)),
            pressed(Fresh, self.fresh),
            pressed(Cancel, self.cancel),
            pressed(UseEarly, self._lasting(self.early)),
        ]
        starts += [pressed(form.start, self._lasting(self._start(form))) for form in self.forms.values()]
        starts += [
            _message(form, typed, self._lasting(self._start_by(form, typed)))
            for form in self.forms.values()
            for typed in form.also
        ]
        unexpected = MessageHandler(
            _MESSAGE & ~filters.COMMAND & ~filters.LOCATION, guarded(Act.HOME, self._lasting(self.unexpected))
        )
        # As fallbacks the starts come after a step's own answers: a file may be an answer, or begin a form.
        fallbacks = [*starts, command("cancel", Act.HOME, self.cancel_command), unexpected]
        fallbacks.append(MessageHandler(edits.EDITED, guarded(Act.HOME, self._lasting(self.edited))))
        with warnings.catch_warnings():
            # The library would have us track each message; a question's message is checked in `_chosen`.
            warnings.simplefilter("ignore", PTBUserWarning)
            return ConversationHandler(starts, states, fallbacks, name="flow", persistent=True)

    def stale_presses(self) -> CallbackQueryHandler[Context, Any]:
        """For whatever button no feature takes (any more)."""
        return CallbackQueryHandler(guarded(Act.HOME, self._lasting(self.stale)))

    def _start(self, form: Form) -> Callable[[Context, Any], Awaitable[Outcome]]:
        async def start(context: Context, button: Button) -> Outcome:
            if is_open(context):
                return await self._offer(context, button)
            return await self._begin(form, context, button)

        return start

    def _start_by(self, form: Form, typed: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def start(context: Context) -> Outcome:
            if is_open(context):
                return await self._offer(context, None)
            return await self._begin_by(form, context, typed)

        return start

    async def _begin(self, form: Form, context: Context, button: Button) -> Outcome:
        _open_draft(form, context, button)
        return await self._begun(form, context, form.begin(context, button) if form.begin else None)

    async def _begin_by(self, form: Form, context: Context, typed: Typed) -> Outcome:
        """By a message, which is the first answer too."""
        _open_draft(form, context, None)
        edits.remember(context.memory["flow"], context.message, None)
        return await self._begun(form, context, typed.work(context))

    async def _begun(self, form: Form, context: Context, work: Awaitable[Next] | None) -> Outcome:
        try:
            step = await work if work is not None else None
        except Refusal as refusal:
            _close(context)
            raise refusal from None
        except Answered:
            return _close(context)
        if step is None and form.questions:
            step = NEXT
        return await self._go(form, context, step) or _close(context)

    async def _offer(self, context: Context, button: Button | None) -> Outcome:
        """Never let a new form swallow an open draft unasked."""
        self._open(context)
        form = context.memory["flow"]
        form["pending"] = button.pack() if button else None
        began = when_text(datetime.fromisoformat(form["at"]), context.now)
        question = Markup("您有一份还没完成的<b>{}</b>（{} 填写）。要继续吗？")
        choices = [Resume().labelled("▶ 继续填写")]
        if button:
            choices.append(Fresh().labelled("放弃它，开始新的"))
        else:
            choices.append(Cancel().labelled("放弃它"))
        await context.show(question.format(form["title"], began), [choices, HOME])
        return None

    async def resume(self, context: Context, _button: Resume) -> Outcome:
        """Ask the open question again."""
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return None
        form, step = self._open(context)
        return await self._go(form, context, step)

    async def fresh(self, context: Context, _button: Fresh) -> Outcome:
        """Drop the draft and begin the form whose start was pressed."""
        pending = context.memory.get("flow", {}).get("pending")
        for form in self.forms.values():
            if pending and pending.split(":")[0] == form.start.prefix:
                await self._drop(context)
                return await guarded(form.act, self._begin_again(form, pending))(context.incoming, context)
        await context.toast(OUTDATED, alert=True)
        return None

    def _begin_again(self, form: Form, pending: str) -> Callable[[Context], Awaitable[Outcome]]:
        async def begin(context: Context) -> Outcome:
            return await self._begin(form, context, form.start.unpack(pending))

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
        form = self.forms.get(opened["name"]) if opened else None
        if opened and form and form.confidential:
            await confided.dropped(context, opened["answers"])

    async def unexpected(self, context: Context) -> Outcome:
        """A message that the open question cannot take: say so, keep what a later question can take, and ask again.

        A confidential form says so alone.
        """
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return ConversationHandler.END
        form, step = self._open(context)
        early = self._early(form, step, context)
        if form.confidential:
            await confided.remember(context)
            otherwise = form.steps[step].otherwise
            if otherwise and early is None:
                await context.tell(otherwise)
                return None
        await context.say(escape(early or _unfit(form, step, context)))
        return await self._go(form, context, step)

    def _early(self, form: Form, step: str, context: Context) -> str | None:
        """Words that were sent a step too early are kept for the first question that takes words."""
        later = list(form.steps)[list(form.steps).index(step) + 1 :]
        name = next((each for each in later if form.steps[each].take), None)
        if name is None or not context.message or not context.message.text or name in draft(context):
            return None
        context.memory["flow"]["early"] = {"step": name, "words": context.text}
        return EARLY

    async def early(self, context: Context, _button: UseEarly) -> Outcome:
        """Take what was sent before the question was asked."""
        opened = context.memory.get("flow")
        if opened is None:
            return await self.stale(context)
        form, step = self._open(context)
        take, kept = form.steps[step].take, opened.pop("early", {})
        if take is None or kept.get("step") != step or not asks(opened, context.pressed_message):
            return await self.stale(context)
        return await self._take(form, context, take(context, kept["words"]))

    async def stale(self, context: Context) -> Outcome:
        """A button that is no more: said so, and the open question asked below everything else."""
        saved = was_saved(context)
        if saved or context.memory.get("flow") is None:
            await context.toast("已保存。" if saved else OUTDATED, alert=not saved)
            return None
        return await self._lowest(context)

    async def _lowest(self, context: Context) -> Outcome:
        await context.toast(LOWEST, alert=True)
        form, step = self._open(context)
        context.below = True
        return await self._go(form, context, step)

    def _open(self, context: Context) -> tuple[Form, str]:
        """The open form and its step. Raises OlderDraft when there is none like that any more."""
        opened = context.memory["flow"]
        form, step = self.forms.get(opened.get("name")), opened.get("step")
        if form is None or step not in form.steps or not opened.keys() >= {"title", "at", "answers"}:
            raise OlderDraft(f"{opened.get('name')}.{step}")
        return form, step

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
        known = any(start.split(":", maxsplit=1)[0] == form.start.prefix for form in self.forms.values())
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
        form, _ = self._open(context)
        return await guarded(form.act, self._lasting(self._edited(form, opened)))(context.incoming, context)

    def _edited(self, form: Form, opened: dict[str, Any]) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            message, incoming = context.message, context.incoming
            step, typed = form.steps[opened["step"]], edits.last(opened, message) if message else None
            if step.edited and (following := await self._changed(step, context)) is not None:
                return await self._go(form, context, following)
            if typed and typed["step"] is None:
                began = next((each for each in form.also if each.filter.check_update(incoming)), None)
                if began is not None:
                    return await self._begin_by(form, context, began)
            elif typed and not form.steps[typed["step"]].collects:
                answers = [each for each in form.steps[typed["step"]].answers if isinstance(each, Typed)]
                answer = next((each for each in answers if each.filter.check_update(incoming)), None)
                if answer is not None:
                    return await self._take_anew(form, context, typed, answer.work(context))
            await edits.answer(context, edits.NOT_THE_LAST)
            return None

        return read

    async def _changed(self, step: Step, context: Context) -> Next:
        try:
            return await step.edited(context) if step.edited else None
        except AlreadyTaken:
            return this_step(context)

    async def _take_anew(self, form: Form, context: Context, typed: dict[str, Any], work: Awaitable[Next]) -> Outcome:
        """From where the form stood before that answer; where the changed one is not taken, it stands as it did."""
        opened = context.memory["flow"]
        stood, answers = opened["step"], opened["answers"]
        opened.update(step=typed["step"], answers=deepcopy(typed["answers"]))
        outcome = await self._take(form, context, work)
        if outcome is None and "flow" in context.memory:
            opened.update(step=stood, answers=answers)
            if stood != typed["step"]:
                await context.tell(edits.STAYS)
                return await self._go(form, context, stood)
        return outcome

    def _answer(self, form: Form, answer: Typed | Chosen) -> Any:
        if isinstance(answer, Chosen):
            pattern = answer.button.pattern()
            return CallbackQueryHandler(guarded(form.act, self._lasting(self._chosen(form, answer))), pattern)
        return _message(form, answer, self._lasting(self._typed(form, answer)))

    def _chosen(self, form: Form, answer: Chosen) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            try:
                button = answer.button.unpack(context.pressed)
            except Forged:
                await context.toast(OUTDATED, alert=True)
                return None
            opened = context.memory.get("flow")
            if opened is None or not asks(opened, context.pressed_message):
                return await (self._lowest(context) if opened else self.stale(context))
            edits.forget(opened)
            return await self._take(form, context, answer.work(context, button))

        return read

    def _typed(self, form: Form, answer: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            opened = context.memory.get("flow")
            if opened is None:
                await context.tell(NOTHING_OPEN)
                return ConversationHandler.END
            self._open(context)
            if form.confidential:
                await confided.remember(context)
            if context.now - datetime.fromisoformat(opened["at"]) > STALE:
                await self._offer(context, None)
                return None
            if context.message and context.message.caption and not answer.captions:
                await context.tell(NO_CAPTIONS)
            edits.remember(opened, context.message, opened.get("step"))
            return await self._take(form, context, answer.work(context))

        return read

    async def _take(self, form: Form, context: Context, work: Awaitable[Next]) -> Outcome:
        scratched = draft(context).get("_")
        try:
            following = await self._resolved(form, context, await work)
        except AlreadyTaken:
            # An earlier process stored this answer and ended before it could say so.
            step = context.memory["flow"].get("step")
            if step is None or not form.steps[step].collects:
                _saved(context)
                raise
            following = step
        except (Refusal, Answered) as said:
            if isinstance(said, Refusal):
                await context.tell(str(said))
            following = None
            if scratched:
                # The question stands as before the answer that had no effect, with all that was sent to it.
                draft(context)["_"] = scratched
        opened = context.memory["flow"]
        opened.update(filled=True, at=context.now.isoformat())
        if following not in (None, DONE) and (following != opened.get("step") or not form.steps[following].collects):
            opened["since"] = _below(context)
        return await self._go(form, context, following)

    async def _resolved(self, form: Form, context: Context, step: Next) -> Next:
        """NEXT as the question that it means; after the last one, what the form is for."""
        if step != NEXT:
            return step
        facts = draft(context)
        following = form.following(facts)
        if following is not None or form.save is None:
            return following
        try:
            await form.save(context)
        except (Refusal, Answered):
            facts.pop(this_step(context), None)
            raise
        return DONE

    async def _go(self, form: Form, context: Context, step: Next) -> Outcome:
        step = await self._resolved(form, context, step)
        if step is None:
            return None
        if step == DONE:
            if context.query is None:
                await context.strip(context.memory["flow"].get("message"))
            return _saved(context)
        opened = context.memory["flow"]
        opened["step"], opened["at"] = step, context.now.isoformat()
        try:
            await form.steps[step].ask(context)
        except Refusal as refusal:
            # What is asked about has changed meanwhile: said in the question's place, with 取消 below it.
            await ask(context, escape(str(refusal)))
        return f"{form.name}.{step}"


def _open_draft(form: Form, context: Context, button: Button | None) -> None:
    context.memory["flow"] = {
        "name": form.name,
        "title": form.title,
        "start": button.pack() if button else None,
        "person": context.me.person_id,
        "at": context.now.isoformat(),
        "answers": {},
        "since": _below(context),
    }


def _unfit(form: Form, step: str, context: Context) -> str:
    """What the open question takes instead."""
    answers = form.steps[step].answers
    taken = kinds.taken_by(answer.filter for answer in answers if isinstance(answer, Typed))
    tapped = any(isinstance(answer, Chosen) for answer in answers)
    how = (
        f"这一步收不了{kinds.kind_of(context.message)}，请发送{taken}{'，或点下面的按钮' if tapped else ''}"
        if taken
        else "这一步请点下面的按钮"
    )
    return f"{how}；要退出请发送 /cancel 。"


def _below(context: Context) -> int | None:
    """The message below which the next question and its copies stand: all that was asked before a changed message asks something else."""
    led: int | None = context.led_by or context.memory.get("flow", {}).get("newest")
    return led


_MESSAGE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


def _message(form: Form, typed: Typed, work: Callable[[Context], Awaitable[Outcome]]) -> Any:
    return MessageHandler(_MESSAGE & typed.filter, guarded(form.act, work))


def _saved(context: Context) -> int:
    opened = context.memory["flow"]
    context.memory["saved"] = {name: opened.get(name) for name in ("message", "since", "newest")}
    return _close(context)


def _close(context: Context) -> int:
    context.memory.pop("flow", None)
    return ConversationHandler.END
