"""An addendum to one's own talk: what was kept is never rewritten."""

from handlers.kit.confidential.pin import is_open, unlocked
from handlers.kit.forms import reading
from handlers.kit.forms.confided import clean, dropped, otherwise, release, typed
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Resume, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.talks import cards
from handlers.talks.buttons import OpenTalk, StartAdding
from handlers.talks.finishing import saved_text
from storage.people.access import Act
from storage.talks import keeping, lists
from storage.talks.rows import Refused, may_see

LONGEST = 3000


class SaveAddendum(Button, prefix="talk_added", act=Act.LOG_TALK):
    """Keep it."""


async def begin(context: Context, button: StartAdding) -> Next:
    async with context.read() as session:
        held = await lists.find(session, button.talk)
    if held is None or not may_see(context.me, held.talk):
        await context.tell(Refused.GONE.value)
        return None
    if held.talk.by != context.me.person_id or held.talk.cleared_at is not None:
        await context.tell((Refused.CLEARED if held.talk.cleared_at else Refused.NOT_LOGGER).value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(talk=button.talk, sent=[])
    return "words"


async def ask_words(context: Context) -> None:
    async with context.read() as session:
        held = await lists.find(session, draft(context)["talk"])
    facts = cards.facts(held, context.now.date()) if held else None
    text = Markup("\n请写要补充或更正的内容。原来的记录不会改动，补充会记下时间，同样加密保存。")
    await ask(context, lines(facts, text))


async def take_words(context: Context) -> Next:
    """Kept in the draft until it is saved."""
    text = await reading.words(context, "补充", LONGEST)
    if text is None:
        return None
    draft(context)["text"] = text
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """How much; not what, as the lock may have closed meanwhile."""
    text = Markup("补充 {} 字。保存后不能改写；要重写，请直接再发一次。").format(len(draft(context)["text"]))
    await ask(context, text, [[SaveAddendum().labelled("✅ 加密保存")]])


async def save(context: Context, _button: SaveAddendum) -> Next:
    """Kept, the chat cleaned."""
    if not is_open(context):
        await unlocked(context, Resume())
        return None
    facts = draft(context)
    stuck = 0
    async with context.write() as tx:
        outcome = await keeping.add(tx, context.me, facts["talk"], facts["text"], context.now)
        if not isinstance(outcome, Refused):
            stuck = await release(tx, context, facts["sent"])
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    await context.show(saved_text(stuck), [back(OpenTalk(outcome.key))])
    await clean(context, facts["sent"])
    return DONE


FLOW = Form(
    name="talk_add",
    title="补充谈话",
    start=StartAdding,
    begin=begin,
    dropped=dropped,
    steps={
        "words": Step(ask_words, [typed(reading.TEXT, take_words), otherwise("补充只收文字。")]),
        "confirm": Step(
            ask_confirm,
            [typed(reading.TEXT, take_words), Chosen(SaveAddendum, save), otherwise("补充只收文字。")],
        ),
    },
)
