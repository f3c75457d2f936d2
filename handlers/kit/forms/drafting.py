"""The open draft of a form: begun, asked on, offered again, given up."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardButton
from telegram.ext import ConversationHandler

from handlers.kit.engine.access_check import NOT_ALLOWED, Outcome
from handlers.kit.forms import confided, edits
from handlers.kit.forms.form import (
    DONE,
    NEXT,
    Cancel,
    Form,
    Fresh,
    Next,
    OlderDraft,
    Resume,
    Typed,
    ask,
    draft,
    this_step,
)
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, escape, when_text
from storage.engine.refusal import Answered, Refusal
from storage.people.access import may

log = logging.getLogger(__name__)

OLDER = Markup("<b>{}</b>是机器人更新前开始填写的，现在接不下去了。请从头开始填写；不填了就返回首页。")


class Drafts:
    """The drafts of all forms, by the forms' names: what is stored speaks of these."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = {form.name: form for form in forms}

    def open_form(self, context: Context) -> tuple[Form, str]:
        """The open form and its step. Raises OlderDraft when there is none like that any more."""
        opened = context.memory["flow"]
        form, step = self.forms.get(opened.get("name")), opened.get("step")
        if form is None or step not in form.steps or not opened.keys() >= {"title", "at", "answers"}:
            raise OlderDraft(f"{opened.get('name')}.{step}")
        return form, step

    async def begin(self, form: Form, context: Context, button: Button) -> Outcome:
        _open_draft(form, context, button)
        return await self._begun(form, context, form.begin(context, button) if form.begin else None)

    async def begin_by(self, form: Form, context: Context, typed: Typed) -> Outcome:
        """By a message, which is the first answer too."""
        _open_draft(form, context, None)
        edits.remember(context.memory["flow"], context.message, None)
        return await self._begun(form, context, typed.work(context))

    async def _begun(self, form: Form, context: Context, work: Awaitable[Next] | None) -> Outcome:
        try:
            step = await work if work is not None else None
        except Refusal as refusal:
            close(context)
            raise refusal from None
        except Answered:
            return close(context)
        return await self.go(form, context, step or NEXT) or close(context)

    async def go(self, form: Form, context: Context, step: Next) -> Outcome:
        step = await self.resolved(form, context, step)
        if step is None:
            return None
        if step == DONE:
            if context.query is None:
                await context.strip(context.memory["flow"].get("message"))
            return saved(context)
        check_still(form, context)
        opened = context.memory["flow"]
        opened["step"], opened["at"] = step, context.now.isoformat()
        try:
            await form.steps[step].ask(context)
        except Refusal as refusal:
            # What is asked about has changed meanwhile: said in the question's place, with 取消 below it.
            await ask(context, escape(str(refusal)))
        return f"{form.name}.{step}"

    async def resolved(self, form: Form, context: Context, step: Next) -> Next:
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

    async def offer(self, context: Context, button: Button | None) -> Outcome:
        """Never let a new form swallow an open draft unasked."""
        self.open_form(context)
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

    async def drop(self, context: Context) -> None:
        opened = context.memory.pop("flow", None)
        form = self.forms.get(opened["name"]) if opened else None
        if opened and form and form.confidential:
            await confided.dropped(context, opened["answers"])

    def lasting(self, work: Callable[..., Awaitable[Outcome]]) -> Callable[..., Awaitable[Outcome]]:
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
            await self.drop(context)
        return close(context)


def _open_draft(form: Form, context: Context, button: Button | None) -> None:
    context.memory["flow"] = {
        "name": form.name,
        "title": form.title,
        "start": button.pack() if button else None,
        "person": context.me.person_id,
        "at": context.now.isoformat(),
        "answers": {},
        "since": below(context),
    }


def check_still(form: Form, context: Context) -> None:
    """The buttons that all forms share ask for no right. Raises Refusal where the person may not fill the form in any more."""
    if not may(context.me, form.act):
        raise Refusal(NOT_ALLOWED)


def below(context: Context) -> int | None:
    """The message below which the next question and its copies stand: all that was asked before a changed message asks something else."""
    led: int | None = context.led_by or context.memory.get("flow", {}).get("newest")
    return led


def saved(context: Context) -> int:
    opened = context.memory["flow"]
    context.memory["saved"] = {name: opened.get(name) for name in ("message", "since", "newest")}
    return close(context)


def close(context: Context) -> int:
    context.memory.pop("flow", None)
    return ConversationHandler.END
