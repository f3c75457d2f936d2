"""Looking at the written opinions of a meeting: what is offered to whom, and for who conducts it all of them."""

from telegram import InlineKeyboardButton

from handlers.ballots.buttons import Opinions, PaperPhoto, StartWritten, TakeBack
from handlers.ballots.written import matters_of
from handlers.kit.screens import media
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, lines
from storage.ballots import written
from storage.ballots.rows import Named, Refused, WrittenOpinion
from storage.meetings.rows import Meeting, may_chair

PAGE = 6


async def offered(context: Context, meeting: Meeting) -> tuple[Markup | None, list[list[InlineKeyboardButton]]]:
    """What the screen of a meeting's ballots says and offers of written opinions."""
    chairs = may_chair(context.me, meeting)
    async with context.read() as session:
        mine = await written.of_meeting(session, meeting.number, context.me.person_id)
        everyone = await written.of_meeting(session, meeting.number) if chairs else []
        refused = await written.why_not(session, context.me, meeting.number, context.me.person_id)
        ripe = refused in (None, Refused.IS_HERE, Refused.NOT_VOTER) and bool(await matters_of(session, meeting))
    rows = []
    if ripe and refused is None:
        rows.append([StartWritten(meeting.number, 0).labelled("✉ 不能到会，提交书面意见")])
        rows += [
            [TakeBack(each.opinion.id or 0).labelled(clip(f"🗑 撤回：{each.opinion.title}", 60))]
            for each in mine
            if each.opinion.ballot_id is None
        ]
    if ripe and chairs:
        rows.append([StartWritten(meeting.number, 1).labelled("✉ 代录纸质意见")])
    if everyone:
        rows.append([Opinions(meeting.number, 0).labelled(f"✉ 书面意见（{len(everyone)}）")])
    text = lines(*(Markup("✉ 我的书面意见：{}　<b>{}</b>").format(each.opinion.title, each.stance) for each in mine))
    return text or None, rows


async def listing(context: Context, button: Opinions) -> None:
    """Everything that was handed in, for who conducts the meeting."""
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        found = await written.of_meeting(session, button.meeting)
    if meeting is None or not may_chair(context.me, meeting):
        return await context.tell(Refused.NOT_CHAIR.value)
    shown, turning = paged(found, button.page, lambda page: Opinions(button.meeting, page), PAGE)
    text = lines(Markup("<b>✉ 书面意见</b>：{}").format(meeting.title), *(_entry(each, context) for each in shown))
    photos = [
        PaperPhoto(each.opinion.id or 0).labelled(f"🖼 {each.name}") for each in shown if each.opinion.photo is not None
    ]
    await context.show(text, [*in_columns(photos, 3), *turning, back(Ballots(button.meeting))])
    return None


def _entry(each: Named, context: Context) -> Markup:
    at = each.opinion.at.astimezone(context.now.tzinfo)
    by = "（主持人按纸质意见代录）" if each.opinion.entered_by != each.opinion.person_id else ""
    counted = "　已计入表决" if each.opinion.ballot_id is not None else ""
    return Markup("\n{}　{}：<b>{}</b>{}{}\n{:%m-%d %H:%M}　{}").format(
        each.name, each.opinion.title, each.stance, by, counted, at, each.opinion.words
    )


async def photo(context: Context, button: PaperPhoto) -> None:
    """The paper, for who conducts the meeting."""
    async with context.read() as session:
        opinion = await session.get(WrittenOpinion, button.opinion)
        meeting = await session.get(Meeting, opinion.meeting_id) if opinion else None
    if opinion is None or opinion.photo is None or meeting is None or not may_chair(context.me, meeting):
        return await context.tell(Refused.NOT_CHAIR.value)
    await media.send_photos(context.bot, context.chat_id, [opinion.photo])
    return None
