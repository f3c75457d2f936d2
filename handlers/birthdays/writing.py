"""Writing the words for a card: one's own, or from a draft; seen on the card, confirmed, to be changed until the day."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import cards, picture, pushes
from handlers.birthdays.buttons import Birthday, OpenBirthday, WriteMessage
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, ask_below, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, day_text, lines
from scoring.birthday_words import drafts
from storage.birthdays import asking, growth
from storage.birthdays.asking import Celebrant
from storage.birthdays.rows import LONGEST, SHORTEST, Refused
from storage.mail import outbox
from storage.people.access import Act
from storage.people.directory import Person
from storage.people.posts import BRANCH_POSTS

RECORD = 8


class UseDraft(Button, prefix="bd_draft", act=Act.WRITE_MESSAGE):
    """Start from one of the drafts."""

    number: int


class Confirm(Button, prefix="bd_yes", act=Act.WRITE_MESSAGE):
    """Store the words."""


class Change(Button, prefix="bd_edit", act=Act.WRITE_MESSAGE):
    """Write them anew."""


async def begin(context: Context, button: WriteMessage) -> Next:
    async with context.read() as session:
        celebrant = await asking.open_for(session, context.me, button.person, button.year, context.now.date())
    if isinstance(celebrant, Refused):
        await context.tell(celebrant.value)
        return None
    words = celebrant.row.words if celebrant.row is not None and celebrant.written else None
    draft(context).update(person=button.person, year=button.year, words=words)
    return "words"


async def _open(context: Context, session: AsyncSession) -> Celebrant | Refused:
    facts = draft(context)
    return await asking.open_for(session, context.me, facts["person"], facts["year"], context.now.date())


async def _drafts(session: AsyncSession, celebrant: Celebrant) -> tuple[str, ...]:
    who = celebrant.who
    person = await session.get(Person, who.person_id)
    posts = sorted(post.value for post in who.posts & BRANCH_POSTS)
    return drafts(who.name, celebrant.birthday.years, posts, person.position if person else None)


async def ask_words(context: Context) -> None:
    """The member's record, the drafts, and what is written so far."""
    async with context.read() as session:
        celebrant = await _open(context, session)
        if isinstance(celebrant, Refused):
            return await ask(context, Markup("{}").format(celebrant.value))
        offered = await _drafts(session, celebrant)
        listed = await growth.of_person(session, celebrant.who.person_id, celebrant.birthday.day)
    today, words = context.now.date(), draft(context)["words"]
    text = lines(
        Markup("<b>✍ 给{}同志的寄语</b>").format(celebrant.who.name),
        Markup("{}　{}　入党 {} 周年").format(
            celebrant.who.branch, day_text(celebrant.birthday.day, today), celebrant.birthday.years
        ),
        *[cards.milestone_line(each) for each in listed[-RECORD:]],
        Markup("\n现在写的是：\n<blockquote>{}</blockquote>").format(words) if words else None,
        *[
            Markup("\n草稿{}：\n<blockquote>{}</blockquote>").format(number, each)
            for number, each in enumerate(offered, 1)
        ],
        Markup("\n请直接输入寄语（{} 到 {} 个字），或者选一份草稿，看过贺卡后还可以改。").format(SHORTEST, LONGEST),
    )
    rows = [[UseDraft(number).labelled(f"用草稿{number}") for number in range(1, len(offered) + 1)]]
    return await ask(context, text, rows)


async def take_words(context: Context) -> Next:
    text = await reading.words(context, "寄语", LONGEST, SHORTEST)
    if text is None:
        return None
    draft(context)["words"] = text
    return "confirm"


async def use_draft(context: Context, button: UseDraft) -> Next:
    """One of those that were offered."""
    async with context.read() as session:
        celebrant = await _open(context, session)
        offered = await _drafts(session, celebrant) if not isinstance(celebrant, Refused) else ()
    if not 1 <= button.number <= len(offered):
        await context.tell(celebrant.value if isinstance(celebrant, Refused) else OUTDATED)
        return None
    draft(context)["words"] = offered[button.number - 1]
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """The card as it will be, with the words below it to be copied and changed."""
    facts = draft(context)
    async with context.read() as session:
        celebrant = await _open(context, session)
        if isinstance(celebrant, Refused):
            return await ask(context, Markup("{}").format(celebrant.value))
        signed = asking.signature(context.me, celebrant)
        shown = await picture.facts(session, facts["person"], facts["year"], (facts["words"], signed))
    if isinstance(shown, Refused):
        return await ask(context, Markup("{}").format(shown.value))
    text = lines(
        Markup("<b>请核对贺卡</b>（{}送出）").format(day_text(celebrant.birthday.day, context.now.date())),
        Markup("<blockquote>{}</blockquote>—— {}").format(facts["words"], signed),
        Markup("点“再改改”后，可以复制上面的文字修改。"),
    )
    rows = [[Confirm().labelled("✅ 就用这段"), Change().labelled("‹ 再改改")]]
    return await ask_below(context, picture.drawing(context.bot, *shown), text, rows)


async def change(_context: Context, _button: Change) -> Next:
    """Once more."""
    return "words"


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the words stand, and nobody is asked for them any more."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await asking.write(tx, context.me, facts["person"], facts["year"], facts["words"], context.now)
        if not isinstance(outcome, Refused):
            for kind in (pushes.ASKED, pushes.AGAIN, pushes.URGED):
                await outbox.withdraw(tx, kind, f"birthday:{outcome.who.person_id}")
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    day = day_text(outcome.birthday.day, context.now.date())
    text = Markup("<b>✅ 寄语已保存</b>\n贺卡{}上午自动送给{}同志，在这之前可以随时修改。").format(
        day, outcome.who.name
    )
    opened = OpenBirthday(outcome.who.person_id, outcome.birthday.day.year)
    await context.show(text, [[opened.labelled("📄 查看")], back(Birthday())])
    return DONE


FLOW = Form(
    name="birthday_words",
    title="政治生日寄语",
    start=WriteMessage,
    begin=begin,
    steps={
        "words": Step(ask_words, [Typed(reading.TEXT, take_words), Chosen(UseDraft, use_draft)]),
        "confirm": Step(
            ask_confirm, [Chosen(Confirm, confirm), Chosen(Change, change), Typed(reading.TEXT, take_words)]
        ),
    },
)
