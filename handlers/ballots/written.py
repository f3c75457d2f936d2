"""Written opinions (书面意见) before a vote: handed in by oneself, or by the chair from a paper, with its photo; and all of them."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.ballots.buttons import Opinions, PaperPhoto, StartWritten, TakeBack
from handlers.kit.forms.choices import Choice, Option, each
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.photos import Photo
from handlers.kit.forms.question import Review
from handlers.kit.forms.words import Text
from handlers.kit.screens import media
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, clip, lines
from storage.ballots import written
from storage.ballots.matters import ACCEPTANCE_RULE, Matter
from storage.ballots.rows import YES_NO, Named, Refused, WrittenOpinion
from storage.ballots.written import LONGEST, SHORTEST
from storage.development.lists import votable
from storage.engine.refusal import Refusal, allowed
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings.lists import find
from storage.meetings.roll import day_of, roll_of
from storage.meetings.rows import Meeting, may_chair
from storage.people.directory import name_of
from storage.rules.regulations import basis

PAGE = 6
OPEN_WORD = "书面意见不保密：姓名和态度会写入会议记录，内容由主持人保管。它计入票数，不计入到会人数；表决开始前本人到会签到的，书面意见不算，请在会上投票。"


async def matters_of(session: AsyncSession, meeting: Meeting) -> list[Matter]:
    """What is ripe to be voted on at that meeting, and counts written opinions."""
    found = await votable(session, meeting.branch_id, day_of(meeting))
    return [matter for matter in found if written.takes_written(matter)]


async def offered(context: Context, meeting: Meeting) -> tuple[Markup | None, list[list[InlineKeyboardButton]]]:
    """What the screen of a meeting's ballots says and offers of written opinions."""
    me, number, chairs = context.me, meeting.number, may_chair(context.me, meeting)
    async with context.read() as session:
        everyone = await written.of_meeting(session, number)
        ripe = written.is_time(meeting) and bool(await matters_of(session, meeting))
        may_write = ripe and await allowed(written.check(session, me, number, me.person_id))
    mine = [found for found in everyone if found.opinion.person_id == me.person_id]
    rows = []
    if may_write:
        rows.append([StartWritten(number, 0).labelled("✉ 不能到会，提交书面意见")])
        rows += [
            [TakeBack(found.opinion.id or 0).labelled(clip(f"🗑 撤回：{found.opinion.title}", 60))]
            for found in mine
            if found.opinion.ballot_id is None
        ]
    if ripe and chairs:
        rows.append([StartWritten(number, 1).labelled("✉ 代录纸质意见")])
    if everyone and chairs:
        rows.append([Opinions(number, 0).labelled(f"✉ 书面意见（{len(everyone)}）")])
    text = lines(*(Markup("✉ 我的书面意见：{}　<b>{}</b>").format(found.opinion.title, found.stance) for found in mine))
    return text or None, rows


async def show_opinions(context: Context, button: Opinions) -> None:
    """Everything that was handed in, for whoever conducts the meeting."""
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        found = await written.of_meeting(session, button.meeting)
    if meeting is None or not may_chair(context.me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    shown, turning = paged(found, button.page, lambda page: Opinions(button.meeting, page), PAGE)
    text = lines(Markup("<b>✉ 书面意见</b>：{}").format(meeting.title), *(_entry(found, context) for found in shown))
    photos = [
        PaperPhoto(found.opinion.id or 0).labelled(f"🖼 {found.name}")
        for found in shown
        if found.opinion.photo is not None
    ]
    await context.show(text, [*in_columns(photos, 3), *turning, back(Ballots(button.meeting))])


def _entry(found: Named, context: Context) -> Markup:
    opinion = found.opinion
    by = "（主持人按纸质意见代录）" if opinion.entered_by != opinion.person_id else ""
    counted = "　已计入表决" if opinion.ballot_id is not None else ""
    return Markup("\n{}　{}：<b>{}</b>{}{}\n{:%m-%d %H:%M}　{}").format(
        found.name, opinion.title, found.stance, by, counted, opinion.at.astimezone(context.now.tzinfo), opinion.words
    )


async def send_photo(context: Context, button: PaperPhoto) -> None:
    """The paper, for whoever conducts the meeting."""
    async with context.read() as session:
        opinion = await session.get(WrittenOpinion, button.opinion)
        meeting = await session.get(Meeting, opinion.meeting_id) if opinion else None
    if opinion is None or opinion.photo is None or meeting is None or not may_chair(context.me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    await media.send_photos(context.bot, context.chat_id, [opinion.photo])


async def _begin(context: Context, button: StartWritten) -> None:
    """Refuses at once what the last question would refuse."""
    me = context.me
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        if not button.paper:
            await written.check(session, me, button.meeting, me.person_id)
        if meeting is None or not await matters_of(session, meeting):
            raise Refusal(Refused.NOTHING_WRITTEN)
    if button.paper and not may_chair(me, meeting):
        raise Refusal(Refused.NOT_CHAIR)
    draft(context).update(meeting=button.meeting, paper=bool(button.paper))
    if not button.paper:
        draft(context).update(person=me.person_id, name=me.name)


async def _matters_offered(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await matters_of(session, await find(session, draft(context)["meeting"]))
    return [Option(matter.about, clip(f"🌱 {matter.title}", 60)) for matter in found]


async def _check_matter(context: Context, about: str) -> str:
    """One that is not being voted on yet."""
    facts = draft(context)
    async with context.read() as session:
        found = await matters_of(session, await find(session, facts["meeting"]))
        if not facts["paper"]:
            await written.check(session, context.me, facts["meeting"], facts["person"], about)
    facts["title"] = next(matter.title for matter in found if matter.about == about)
    return about


async def _absent(context: Context) -> Sequence[Option]:
    """The others who have a vote and are not there."""
    async with context.read() as session:
        roll = await roll_of(session, await find(session, draft(context)["meeting"]))
    return [Option(who.person_id, who.name) for who in roll.away if who.person_id != context.me.person_id]


async def _check_person(context: Context, person: int) -> int:
    """Refuses what the last question would refuse."""
    facts = draft(context)
    async with context.read() as session:
        await written.check(session, context.me, facts["meeting"], person, facts["about"])
        facts["name"] = await name_of(session, person)
    return person


async def _review(context: Context) -> Markup:
    """What is handed in, that it is no secret, and why it counts."""
    facts = draft(context)
    return lines(
        Markup("<b>请核对书面意见</b>"),
        Markup("事项：{}").format(facts["title"]),
        Markup("{}：<b>{}</b>").format(facts["name"], facts["stance"]),
        Markup("{}").format(facts["words"]),
        Markup("附纸质意见照片 1 张") if facts["paper"] else None,
        Markup("\n{}").format(OPEN_WORD),
        Markup("\n📜 {}").format(basis(ACCEPTANCE_RULE)),
    )


async def _hand_in(context: Context) -> None:
    """One transaction; the other side is told: the chair of what came, the member of what was entered for them."""
    facts = draft(context)
    async with context.write() as tx:
        meeting = await find(tx, facts["meeting"])
        ripe = {matter.about: matter for matter in await matters_of(tx, meeting)}
        if facts["about"] not in ripe:
            raise Refusal(Refused.WRITTEN_LATE)
        opinion = await written.hand_in(
            tx,
            context.me,
            meeting.number,
            facts["person"],
            ripe[facts["about"]],
            choice=YES_NO.index(facts["stance"]),
            words=facts["words"],
            photo=facts.get("photo"),
            now=context.now,
        )
        await outbox.put(tx, context.now, _told(opinion, context, meeting))
    await context.show(Markup("<b>✉ 书面意见已提交</b>：{}").format(facts["title"]), [back(Ballots(facts["meeting"]))])


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


HANDING_IN = Form(
    name="written_opinion",
    title="书面意见",
    start=StartWritten,
    begin=_begin,
    questions=[
        Choice(
            "about",
            f"<b>✉ 书面意见</b>\n{OPEN_WORD}\n\n对哪一项提出意见？",
            options=_matters_offered,
            columns=1,
            check=_check_matter,
        ),
        Choice(
            "person",
            "这份纸质意见是谁写的？（只列出有表决权、还没有签到的同志）",
            options=_absent,
            columns=3,
            check=_check_person,
        ),
        Choice("stance", "{title}：<b>{name}</b>的态度是？", options=each(*YES_NO), columns=3),
        Text("words", f"请写下意见（{SHORTEST} 到 {LONGEST} 个字）。", "意见", LONGEST, shortest=SHORTEST),
        Photo("photo", "请发送这份纸质意见的照片（要看得清本人签名）。", when=lambda facts: facts["paper"]),
        Review("confirm", _review, "✉ 提交书面意见", _hand_in),
    ],
)
