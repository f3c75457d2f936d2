"""Answers to the open question: what is pressed, written or changed is taken, refused, or kept for its question."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from telegram.ext import ConversationHandler

from handlers.kit.engine.access_check import Outcome, guarded
from handlers.kit.forms import confided, edits, kinds
from handlers.kit.forms.drafting import Drafts, below, check_still, saved
from handlers.kit.forms.form import (
    ASKED_BELOW,
    DONE,
    NOTHING_OPEN,
    Chosen,
    Form,
    Next,
    Step,
    Typed,
    UseEarly,
    asks,
    draft,
    this_step,
    was_saved,
)
from handlers.kit.screens.buttons import OUTDATED, Forged
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import escape
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Answered, Refusal

# After this long, a text is more likely meant for something else than for the question.
STALE = timedelta(hours=6)

NO_CAPTIONS = "这里只收文件本身，随文件写的文字没有保存。"
EARLY = "这一步请点下面的按钮；刚才写的先留着，到后面那一步点一下就能用。要退出请发送 /cancel 。"


class Answering(Drafts):
    """What may happen to an open question."""

    def chosen(self, form: Form, answer: Chosen) -> Callable[[Context], Awaitable[Outcome]]:
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
            return await self.take(form, context, answer.work(context, button))

        return read

    def typed(self, form: Form, answer: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            opened = context.memory.get("flow")
            if opened is None:
                await context.tell(NOTHING_OPEN)
                return ConversationHandler.END
            self.open_form(context)
            await _remember(form, context)
            if context.now - datetime.fromisoformat(opened["at"]) > STALE:
                await self.offer(context, None)
                return None
            if context.message and context.message.caption and not answer.captions:
                await context.tell(NO_CAPTIONS)
            edits.remember(opened, context.message, opened.get("step"))
            return await self.take(form, context, answer.work(context))

        return read

    async def take(self, form: Form, context: Context, work: Awaitable[Next]) -> Outcome:
        scratched = draft(context).get("_")
        asked = this_step(context) if "step" in context.memory["flow"] else None
        try:
            following = await work
            context.answered = following not in (None, asked)
            following = await self.resolved(form, context, following)
        except AlreadyTaken:
            # An earlier process stored this answer and ended before it could say so.
            step = context.memory["flow"].get("step")
            if step is None or not form.steps[step].collects:
                saved(context)
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
            opened["since"] = below(context)
        return await self.go(form, context, following)

    async def edited(self, context: Context) -> Outcome:
        """A message that was changed: taken in the place of the last answer, or answered."""
        opened = context.memory.get("flow")
        if opened is None:
            await edits.answer(context)
            return None
        form, _ = self.open_form(context)
        return await guarded(form.act, self.lasting(self._edited(form, opened)))(context.incoming, context)

    def _edited(self, form: Form, opened: dict[str, Any]) -> Callable[[Context], Awaitable[Outcome]]:
        async def read(context: Context) -> Outcome:
            message, incoming = context.message, context.incoming
            step, typed = form.steps[opened["step"]], edits.last(opened, message) if message else None
            if step.edited and (following := await self._changed(step, context)) is not None:
                return await self.go(form, context, following)
            if typed and typed["step"] is None:
                began = next((each for each in form.also if each.filter.check_update(incoming)), None)
                if began is not None:
                    return await self.begin_by(form, context, began)
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
        if "sent" in answers:
            # What came after it is to be deleted all the same.
            opened["answers"]["sent"] = answers["sent"]
        outcome = await self.take(form, context, work)
        if outcome is None and "flow" in context.memory:
            opened.update(step=stood, answers=answers)
            if stood != typed["step"]:
                await context.tell(edits.STAYS)
                return await self.go(form, context, stood)
        return outcome

    async def unexpected(self, context: Context) -> Outcome:
        """A message that the open question cannot take: say so, keep what a later question can take, and ask again.

        A confidential form says so alone.
        """
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return ConversationHandler.END
        form, step = self.open_form(context)
        early = self._early(form, step, context)
        await _remember(form, context)
        if form.confidential:
            otherwise = form.steps[step].otherwise
            if otherwise and early is None:
                await context.tell(otherwise)
                return None
        await context.say(escape(early or _unfit(form, step, context)))
        return await self.go(form, context, step)

    def _early(self, form: Form, step: str, context: Context) -> str | None:
        """Words that were sent a step too early are kept for the first question that takes words."""
        later = list(form.steps)[list(form.steps).index(step) + 1 :]
        name = next((each for each in later if form.steps[each].take), None)
        if name is None or not context.message or not context.message.text or name in draft(context):
            return None
        context.memory["flow"].update(early={"step": name, "words": context.text}, filled=True)
        return EARLY

    async def early(self, context: Context, _button: UseEarly) -> Outcome:
        """Take what was sent before the question was asked."""
        opened = context.memory.get("flow")
        if opened is None:
            return await self.stale(context)
        form, step = self.open_form(context)
        check_still(form, context)
        take, kept = form.steps[step].take, opened.get("early", {})
        if take is None or kept.get("step") != step or not asks(opened, context.pressed_message):
            return await self.stale(context)
        opened.pop("early")
        return await self.take(form, context, take(context, kept["words"]))

    async def stale(self, context: Context) -> Outcome:
        """A button that means nothing any more: the person is told so, and the open question is asked below everything else."""
        done = was_saved(context)
        if done or context.memory.get("flow") is None:
            await context.toast("已保存。" if done else OUTDATED, alert=not done)
            return None
        return await self._lowest(context)

    async def _lowest(self, context: Context) -> Outcome:
        await context.toast(ASKED_BELOW, alert=True)
        form, step = self.open_form(context)
        context.below = True
        return await self.go(form, context, step)


async def _remember(form: Form, context: Context) -> None:
    """What is sent into a confidential form is deleted with its draft, which no other form may then swallow unasked."""
    if form.confidential:
        await confided.remember(context)
        context.memory["flow"]["filled"] = True


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
