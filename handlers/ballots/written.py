"""Handing in a written opinion (书面意见) before a vote: by oneself, or by the chair from a paper, with its photo."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.ballots.buttons import Opinions, StartWritten
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.forms.picking import TURNED, one_of
from handlers.kit.screens import media
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, clip, lines
from storage.ballots import written
from storage.ballots.opening import Matter
from storage.ballots.rows import YES_NO, Refused, WrittenOpinion
from storage.ballots.written import LONGEST, SHORTEST
from storage.development.lists import votable
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings.roll import day_of, roll_of
from storage.meetings.rows import How, Meeting, may_chair
from storage.people.access import Act
from storage.people.directory import Person
from storage.rules.regulations import basis

OPEN_WORD = "书面意见不保密：姓名和态度会写入会议记录，内容由主持人保管。它计入票数，不计入到会人数；表决开始前本人到会签到的，书面意见不算，请在会上投票。"


class PickMatter(Button, prefix="bl_wr_on", act=Act.TAKE_PART):
    """On which matter, as they were listed."""

    place: int


class PickWhose(Button, prefix="bl_wr_who", act=Act.TAKE_PART):
    """Whose paper it is."""

    person: int


class PickStance(Button, prefix="bl_wr_as", act=Act.TAKE_PART):
    """赞成, 反对 or 弃权."""

    choice: int


class HandIn(Button, prefix="bl_wr_yes", act=Act.TAKE_PART):
    """Keep it."""


async def matters_of(session: AsyncSession, meeting: Meeting) -> list[Matter]:
    """What is ripe to be voted on at that meeting, and counts written opinions."""
    found = await votable(session, meeting.branch_id, day_of(meeting))
    return [matter for matter in found if written.takes_written(matter)]


async def begin(context: Context, button: StartWritten) -> Next:
    """Said at once what would stand in the way at the end."""
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        found = await matters_of(session, meeting) if meeting else []
        refused: Refused | None = None if found else Refused.NOTHING_WRITTEN
        if button.paper:
            refused = refused or (None if meeting and may_chair(context.me, meeting) else Refused.NOT_CHAIR)
        else:
            refused = await written.why_not(session, context.me, button.meeting, context.me.person_id) or refused
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(
        meeting=button.meeting,
        matters=[[matter.title, matter.about] for matter in found],
        paper=bool(button.paper),
        person=context.me.person_id,
        name=context.me.name,
        photo=None,
    )
    return "matter"


async def ask_matter(context: Context) -> None:
    rows = [
        [PickMatter(place).labelled(clip(f"🌱 {title}", 60))]
        for place, (title, _) in enumerate(draft(context)["matters"])
    ]
    await ask(context, Markup("<b>✉ 书面意见</b>\n{}\n\n对哪一项提出意见？").format(OPEN_WORD), rows)


async def pick_matter(context: Context, button: PickMatter) -> Next:
    """One that is not being voted on yet."""
    facts = draft(context)
    if not 0 <= button.place < len(facts["matters"]):
        await context.toast(OUTDATED, alert=True)
        return None
    title, about = facts["matters"][button.place]
    if not facts["paper"]:
        async with context.read() as session:
            refused = await written.why_not(session, context.me, facts["meeting"], facts["person"], about)
        if refused:
            await context.tell(refused.value)
            return None
    facts.update(title=title, about=about)
    return "whose" if facts["paper"] else "stance"


async def _absent(context: Context) -> list[tuple[int, str]]:
    async with context.read() as session:
        meeting = await session.get(Meeting, draft(context)["meeting"])
        roll = await roll_of(session, meeting) if meeting else None
    everyone = roll.everyone if roll else []
    mine = context.me.person_id
    return [
        (each.person_id, each.name)
        for each in everyone
        if each.entitled and each.row.how != How.ON_SPOT and each.person_id != mine
    ]


async def ask_whose(context: Context) -> None:
    """Who has a vote and is not there."""
    found = [PickWhose(number).labelled(name) for number, name in await _absent(context)]
    await ask(context, Markup("这份纸质意见是谁写的？（只列出有表决权、还没有签到的同志）"), one_of(context, found))


async def pick_whose(context: Context, button: PickWhose) -> Next:
    """As the last step will have it."""
    facts = draft(context)
    async with context.read() as session:
        refused = await written.why_not(session, context.me, facts["meeting"], button.person, facts["about"])
        person = await session.get(Person, button.person)
    if refused or person is None:
        await context.tell((refused or Refused.NOT_VOTER).value)
        return None
    facts.update(person=button.person, name=person.name)
    return "stance"


async def ask_stance(context: Context) -> None:
    facts = draft(context)
    row = [PickStance(place).labelled(word) for place, word in enumerate(YES_NO)]
    await ask(context, Markup("{}：<b>{}</b>的态度是？").format(facts["title"], facts["name"]), [row])


async def pick_stance(context: Context, button: PickStance) -> Next:
    if not 0 <= button.choice < len(YES_NO):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["choice"] = button.choice
    return "words"


async def ask_words(context: Context) -> None:
    await ask(context, Markup("请写下意见（{} 到 {} 个字）。").format(SHORTEST, LONGEST))


async def take_words(context: Context) -> Next:
    words = await reading.words(context, "意见", LONGEST, SHORTEST)
    if words is None:
        return None
    draft(context)["words"] = words
    return "photo" if draft(context)["paper"] else "confirm"


async def ask_photo(context: Context) -> None:
    await ask(context, Markup("请发送这份纸质意见的照片（要看得清本人签名）。"))


async def take_photo(context: Context) -> Next:
    if context.message is None or not context.message.photo:
        await context.tell("请发送照片。")
        return None
    draft(context)["photo"] = context.message.photo[-1].file_id
    return "confirm"


async def ask_confirm(context: Context) -> None:
    """What is handed in, that it is no secret, and why it counts."""
    facts = draft(context)
    text = lines(
        Markup("<b>请核对书面意见</b>"),
        Markup("事项：{}").format(facts["title"]),
        Markup("{}：<b>{}</b>").format(facts["name"], YES_NO[facts["choice"]]),
        Markup("{}").format(facts["words"]),
        Markup("附纸质意见照片 1 张") if facts["photo"] else None,
        Markup("\n{}").format(OPEN_WORD),
        Markup("\n📜 {}").format(basis("acceptance_vote")),
    )
    await ask(context, text, [[HandIn().labelled("✉ 提交书面意见")]])


async def hand_in(context: Context, _button: HandIn) -> Next:
    """One transaction; the other side is told: the chair of what came, the member of what was entered for them."""
    facts, me = draft(context), context.me
    async with context.write() as tx:
        meeting = await tx.get(Meeting, facts["meeting"])
        ripe = {matter.about: matter for matter in await matters_of(tx, meeting)} if meeting else {}
        matter = ripe.get(facts["about"])
        outcome: WrittenOpinion | Refused = Refused.WRITTEN_LATE
        if matter is not None:
            outcome = await written.hand_in(
                tx, me, facts["meeting"], facts["person"], matter,
                choice=facts["choice"], words=facts["words"], photo=facts["photo"], now=context.now,
            )  # fmt: skip
        if isinstance(outcome, WrittenOpinion) and meeting is not None:
            await outbox.put(tx, context.now, _told(outcome, context, meeting))
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return DONE
    await context.show(Markup("<b>✉ 书面意见已提交</b>：{}").format(facts["title"]), [back(Ballots(facts["meeting"]))])
    return DONE


def _told(opinion: WrittenOpinion, context: Context, meeting: Meeting) -> Push:
    if opinion.person_id == context.me.person_id:
        to, row = meeting.chair_id, [Opinions(meeting.number, 0).labelled("查看")]
        text = Markup("✉ {}提交了书面意见：{}").format(context.me.name, opinion.title)
    else:
        to, row = opinion.person_id, [Ballots(meeting.number).labelled("查看")]
        text = Markup(
            "✉ {}按您的纸质意见代您录入了书面意见：{}　<b>{}</b>。如果不符，请在表决开始前点“查看”撤回。"
        ).format(context.me.name, opinion.title, YES_NO[opinion.choice])
    subject = f"meeting:{meeting.number}"
    return Push("written_opinion", subject, str(text), person_id=to, period=context.occasion, keyboard=keyboard(row))


FLOW = Form(
    name="written_opinion",
    title="书面意见",
    start=StartWritten,
    begin=begin,
    steps={
        "matter": Step(ask_matter, [Chosen(PickMatter, pick_matter)]),
        "whose": Step(ask_whose, [Chosen(PickWhose, pick_whose), TURNED]),
        "stance": Step(ask_stance, [Chosen(PickStance, pick_stance)]),
        "words": Step(ask_words, [Typed(reading.TEXT, take_words)]),
        "photo": Step(ask_photo, [Typed(media.ANY_FILE, take_photo)]),
        "confirm": Step(ask_confirm, [Chosen(HandIn, hand_in)]),
    },
)
