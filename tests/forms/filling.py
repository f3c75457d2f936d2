"""Forms filled in as people do, with the whole bot's handlers; each question is looked at when it is asked."""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from shutil import copy

from cryptography.fernet import Fernet
from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    ConversationHandler,
    DictPersistence,
    ExtBot,
    PersistenceInput,
)

from handlers import FEATURES
from handlers.kit.confidential.locks import Locks
from handlers.kit.feature import Feature
from handlers.kit.forms.form import Cancel, Chosen, Typed
from handlers.kit.forms.question import Asked
from handlers.kit.screens.buttons import Button, Forged
from handlers.kit.screens.context import Context, Services
from handlers.kit.screens.text import clip
from storage.channels import Way
from storage.people import directory
from storage.sealed.vault import Vault
from tests.flows.conftest import add_every_handler, every_handler
from tests.forms.bureau import LONGEST_NAME, NUMBERS, Clock, opened, padded
from tests.forms.derived import answers_to
from tests.forms.telegram import Screen, Telegram, limits_broken

MOST_ANSWERS = 60


@cache
def with_forms() -> dict[str, Feature]:
    """The features that have forms, by the names of their folders."""
    found = {}
    for feature in (each for each in FEATURES if each.forms):
        parts = [part for form in feature.forms for part in (form.start, form.save) if part]
        folders = {part.__module__.split(".")[1] for part in parts} - {"kit"}
        found[folders.pop()] = feature
    return found


class Stuck(Exception):
    """A form cannot be filled in with its sample, upon which others build."""


@dataclass(frozen=True)
class Shown:
    """A question when it was asked first, and whom."""

    who: str
    screen: Screen


class Unlocked(Locks):
    """Everybody has entered the PIN just now."""

    def is_open(self, *_who):
        return True


@asynccontextmanager
async def bureau_of(feature, template, folder, *, large):
    """The bot, over a copy of the bureau."""
    vault = Vault([Fernet.generate_key().decode()])
    database = opened(copy(template, folder / f"{feature}.db"), vault=vault, folder=folder / "records")
    clock, telegram = Clock(), Telegram()
    services = Services(database, clock, "海滨县公安局", locks=Unlocked(), ways=tuple(Way))
    application = (
        Application.builder()
        .bot(ExtBot("1:forms", request=telegram, get_updates_request=telegram))
        .updater(None)
        .job_queue(None)
        .persistence(DictPersistence(PersistenceInput(bot_data=False, chat_data=False)))
        .context_types(ContextTypes(context=Context, bot_data=lambda: services))
        .build()
    )
    add_every_handler(application)
    await application.initialize()
    yield Bureau(feature, application, telegram, services, large=large)
    await database.close()


async def filled_in(feature, template, folder, *, large=False):
    """The bureau after all samples of the feature, with what was shown and what is wrong."""
    async with bureau_of(feature, template, folder, large=large) as bureau:
        try:
            samples = import_module(f"tests.forms.samples.{feature}")
        except ModuleNotFoundError:
            bureau.faults.append(f"there are no samples for the forms of {feature}: write {bureau.samples}")
            return bureau
        try:
            await samples.fill_in(bureau)
        except Stuck as stuck:
            bureau.faults.append(str(stuck))
        else:
            bureau.look_for_gaps()
    return bureau


class Bureau:
    """What samples use: `fill` a form, `press` other buttons, `write` through storage's functions, let time pass."""

    def __init__(self, feature, application, telegram, services, *, large):
        self.samples = f"tests/forms/samples/{feature}.py"
        self.forms = {form.name: form for form in with_forms()[feature].forms}
        self.feature, self.large, self.box = feature, large, services.box
        self.shown: dict[tuple[str, str], Shown] = {}
        self.faults: list[str] = []
        self._application, self._telegram, self._services = application, telegram, services
        self._updates, self._failures = 0, []
        application.add_error_handler(self._note)

    @property
    def now(self):
        return self._services.clock.local()

    def later(self, **span):
        self._services.clock.at += timedelta(**span)

    def at(self, *day):
        self._services.clock.at = datetime(*day, hour=9, tzinfo=self.now.tzinfo)

    def write(self):
        return self._services.database.write()

    async def who(self, name):
        """As storage's functions want a person."""
        async with self._services.database.read() as session:
            return await directory.who_has_id(session, NUMBERS[name])

    def name(self, name):
        """As it stands on this bureau's roster."""
        return self.words(name, LONGEST_NAME)

    def words(self, text, longest):
        """In a large bureau as long as they may be."""
        return padded(text, longest) if self.large else text

    def file(self, name, text):
        """A table to be sent."""
        self._telegram.files[name] = text.encode()
        return {"document": {"file_id": name, "file_unique_id": name, "file_name": name}}

    async def fill(self, name, who, /, *start, by=None, **answers):
        """Fill in a form to its end, from its button (with those values), or `by` a message that begins it.

        An answer is the label of a button (or a part of it), else words to be sent, or a message's content as the Bot API has it,
        or a list of those; a tuple has one answer for each time that the question is asked. A usual question needs none.
        """
        form = self.forms[name]
        await (self._send(who, by) if by else self.press(who, form.start(*start)))
        if self._flow(who) is None:
            raise Stuck(f"{name} does not begin for {who}: {self._said}")
        given = {step: list(answer) if isinstance(answer, tuple) else [answer] for step, answer in answers.items()}
        for _ in range(MOST_ANSWERS):
            if (flow := self._flow(who)) is None:
                break
            step = flow["step"]
            self._look(form, step, who)
            await self._answer(form, step, who, given[step].pop(0) if given.get(step) else None)
        else:
            raise Stuck(f"{name} has no end: after {MOST_ANSWERS} answers it asks {step}")
        if unasked := [step for step, left in given.items() if left]:
            raise Stuck(f"{name} did not ask {who} {'、'.join(unasked)}: {self._said}")

    async def press(self, who, *buttons):
        """Buttons of any screens, one after the other."""
        for button in buttons:
            screen = self._telegram.add(1000 + NUMBERS[who], text="…")
            await self._press(who, button.pack(), screen["message_id"])

    def look_for_gaps(self):
        """Every question of every form is to be asked by some sample."""
        for name, form in self.forms.items():
            unasked = [step for step in form.steps if (name, step) not in self.shown]
            self.faults += [f"no sample comes to {name}.{step}: add one to {self.samples}" for step in unasked]

    async def _answer(self, form, step, who, answer):
        question = next(each for each in form.questions if each.name == step)
        given = answer if isinstance(answer, list) else [answer]
        parts = given if answer else answers_to(question, self._screen(who), long=self.large)
        if not parts:
            raise Stuck(f"{form.name}.{step} is no usual question: give an answer to it in {self.samples}")
        for part in parts:
            if self._flow(who) is None:
                raise Stuck(f"{form.name} has ended before the answer {part}")
            data = _data(self._screen(who), part)
            if data is not None:
                await self._press(who, data, self._flow(who)["message"])
            elif isinstance(part, type):
                raise Stuck(f"{form.name}.{step} has no button {part.__name__}, but {self._screen(who).labels}")
            else:
                await self._send(who, part)
        flow = self._flow(who)
        if flow is not None and flow["step"] == step:
            raise Stuck(f"{form.name}.{step} does not take {clip(str(parts), 100)}: {self._said}")

    def _look(self, form, step, who):
        """At a question that is asked."""
        screen = self._screen(who)
        self.shown.setdefault((form.name, step), Shown(who, screen))
        question = next(each for each in form.questions if each.name == step)
        written = any(isinstance(each, Typed) for each in form.steps[step].answers)
        if not written and all(_is(button, Cancel) for button in screen.buttons):
            self.faults.append(f"{form.name}.{step} is a dead end: nothing leads on from it")
        if isinstance(question, Asked) and question.cancel and screen.labels[-1:] != [question.cancel]:
            self.faults.append(f"{form.name}.{step} has no {question.cancel}")

    def _look_at_screens(self, who):
        """At all that an update has shown."""
        for screen in self._telegram.shown:
            wrong = [*limits_broken(screen), *(f"nothing takes {button}" for button in self._dead(screen, who))]
            self.faults += [f"{what}: {clip(screen.text, 60)!r}" for what in wrong]
        self._telegram.shown.clear()

    def _dead(self, screen, who):
        """Buttons that neither the open question takes nor any handler."""
        flow = self._flow(who)
        answers = self.forms[flow["name"]].steps[flow["step"]].answers if flow else ()
        kinds = {each.button for each in answers if isinstance(each, Chosen)}
        buttons = [each for each in screen.buttons if "callback_data" in each]
        return [each for each in buttons if not _taken(each["callback_data"], kinds)]

    @property
    def _said(self):
        return clip("".join(self._telegram.said[-1:]), 200)

    def _screen(self, who):
        """The open question as it stands there now."""
        return self._telegram.screen(1000 + NUMBERS[who], self._flow(who)["message"])

    def _flow(self, who):
        return self._application.user_data.get(1000 + NUMBERS[who], {}).get("flow")

    async def _press(self, who, data, number):
        message = self._telegram.messages[1000 + NUMBERS[who], number]
        await self._update(who, callback_query={"id": "1", "chat_instance": "1", "data": data, "message": message})

    async def _send(self, who, content):
        content = {"text": content} if isinstance(content, str) else content
        sent = self._telegram.add(1000 + NUMBERS[who], **content) | {"date": int(self.now.timestamp())}
        await self._update(who, message=sent)

    async def _update(self, who, **what):
        self._updates += 1
        user = {"id": 1000 + NUMBERS[who], "is_bot": False, "first_name": who}
        update = {"update_id": self._updates} | {kind: body | {"from": user} for kind, body in what.items()}
        await self._application.process_update(Update.de_json(update, self._application.bot))
        if self._failures:
            raise self._failures[0]
        self._look_at_screens(who)

    async def _note(self, _update, context):
        self._failures.append(context.error)


def _data(screen, wanted):
    """The data of the button that is meant, by its kind or its label; None where there is none."""
    if isinstance(wanted, type):
        return next((each["callback_data"] for each in screen.buttons if _is(each, wanted)), None)
    if not isinstance(wanted, str):
        return None
    exact = [each for each in screen.buttons if each["text"] == wanted]
    close = [each for each in screen.buttons if wanted in each["text"] and len(wanted) > 1]
    return next((each["callback_data"] for each in exact or close), None)


def _is(button, kind):
    return button.get("callback_data", "").split(":")[0] == kind.prefix


def _taken(data, kinds):
    """Whether a button with that data is taken by one of those kinds, or by any handler."""
    kind = _kinds().get(data.split(":")[0])
    try:
        return kind is not None and bool(kind.unpack(data)) and (kind in kinds or _handled(kind.prefix))
    except Forged:
        return False


@cache
def _kinds():
    found, left = {}, Button.__subclasses__()
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found[kind.prefix] = kind
    return found


@cache
def _handled(prefix):
    """Whether any handler takes such a button, whatever question is open."""
    handlers = [handler for handler, _ in every_handler()]
    for conversation in [each for each in handlers if isinstance(each, ConversationHandler)]:
        handlers += [*conversation.entry_points, *conversation.fallbacks]
    presses = [each for each in handlers if isinstance(each, CallbackQueryHandler) and each.pattern is not None]
    return any(each.pattern(prefix) for each in presses)
