"""All forms as one persistent ConversationHandler, so that a person is never in two at once."""

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.ext import CallbackQueryHandler, ConversationHandler, MessageHandler, filters
from telegram.warnings import PTBUserWarning

from handlers.kit.engine.access_check import Outcome, command, guarded, pressed
from handlers.kit.forms import edits
from handlers.kit.forms.answering import Answering
from handlers.kit.forms.drafting import close
from handlers.kit.forms.form import (
    NOTHING_OPEN,
    Cancel,
    Chosen,
    Form,
    Fresh,
    Resume,
    Typed,
    UseEarly,
    is_open,
)
from handlers.kit.screens.buttons import OUTDATED, Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup
from storage.people.rights import Act


class Conversation(Answering):
    """How forms are begun, taken up again, and dropped."""

    def handler(self) -> ConversationHandler[Context]:
        """What the application runs."""
        states: dict[object, list[Any]] = {
            f"{form.name}.{name}": [self._answer(form, answer) for answer in step.answers]
            for form in self.forms.values()
            for name, step in form.steps.items()
        }
        starts: list[Any] = [
            pressed(Resume, self.lasting(self.resume)),
            pressed(Fresh, self.fresh),
            pressed(Cancel, self.cancel),
            pressed(UseEarly, self.lasting(self.early)),
        ]
        starts += [pressed(form.start, self.lasting(self._start(form))) for form in self.forms.values()]
        starts += [
            _message(form, typed, self.lasting(self._start_by(form, typed)))
            for form in self.forms.values()
            for typed in form.also
        ]
        unexpected = MessageHandler(
            _MESSAGE & ~filters.COMMAND & ~filters.LOCATION, guarded(Act.HOME, self.lasting(self.unexpected))
        )
        # As fallbacks the starts come after a step's own answers: a file may be an answer, or begin a form.
        fallbacks = [*starts, command("cancel", Act.HOME, self.cancel_command), unexpected]
        fallbacks.append(MessageHandler(edits.EDITED, guarded(Act.HOME, self.lasting(self.edited))))
        with warnings.catch_warnings():
            # The library would have us track each message; a question's message is checked in `chosen`.
            warnings.simplefilter("ignore", PTBUserWarning)
            return ConversationHandler(starts, states, fallbacks, name="flow", persistent=True)

    def stale_presses(self) -> CallbackQueryHandler[Context, Any]:
        """For whatever button no feature takes (any more)."""
        return CallbackQueryHandler(guarded(Act.HOME, self.lasting(self.stale)))

    def _start(self, form: Form) -> Callable[[Context, Any], Awaitable[Outcome]]:
        async def start(context: Context, button: Button) -> Outcome:
            if is_open(context):
                return await self.offer(context, button)
            return await self.begin(form, context, button)

        return start

    def _start_by(self, form: Form, typed: Typed) -> Callable[[Context], Awaitable[Outcome]]:
        async def start(context: Context) -> Outcome:
            if is_open(context):
                return await self.offer(context, None)
            return await self.begin_by(form, context, typed)

        return start

    async def resume(self, context: Context, _button: Resume) -> Outcome:
        """Ask the open question again."""
        if context.memory.get("flow") is None:
            await context.tell(NOTHING_OPEN)
            return None
        form, step = self.open_form(context)
        return await self.go(form, context, step)

    async def fresh(self, context: Context, _button: Fresh) -> Outcome:
        """Drop the draft and begin the form whose start was pressed."""
        pending = context.memory.get("flow", {}).get("pending")
        for form in self.forms.values():
            if pending and pending.split(":")[0] == form.start.prefix:
                await self.drop(context)
                return await guarded(form.act, self._begin_again(form, pending))(context.incoming, context)
        await context.toast(OUTDATED, alert=True)
        return None

    def _begin_again(self, form: Form, pending: str) -> Callable[[Context], Awaitable[Outcome]]:
        async def begin(context: Context) -> Outcome:
            return await self.begin(form, context, form.start.unpack(pending))

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
        await self.drop(context)
        return close(context)

    def _answer(self, form: Form, answer: Typed | Chosen) -> Any:
        if isinstance(answer, Chosen):
            work = guarded(form.act, self.lasting(self.chosen(form, answer)))
            return CallbackQueryHandler(work, answer.button.carried)
        return _message(form, answer, self.lasting(self.typed(form, answer)))


_MESSAGE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


def _message(form: Form, typed: Typed, work: Callable[[Context], Awaitable[Outcome]]) -> Any:
    return MessageHandler(_MESSAGE & typed.filter, guarded(form.act, work))
